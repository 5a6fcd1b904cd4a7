#include "metrics/question_sql.h"

#include <algorithm>

#include "base/text.h"

namespace till::metrics {
namespace {

using columns::Type;

/// What stands for an empty value in a text dimension.
constexpr std::string_view kNone = "(none)";

constexpr std::string_view kSegments =
    "(select customer_number, rfm_segment from rfm_customers) as r on lines.customer_number = r.customer_number";

bool Reads(std::string_view sql, std::string_view column) { return sql.find(column) != std::string_view::npos; }

/// `text` as an SQL literal; for members of our definitions.
std::string Literal(std::string_view text) { return "'" + Replace(text, "'", "''") + "'"; }

/// A member as text, with the length at which no engine cuts one.
std::string Text(const std::string& member) { return "cast(" + member + " as varchar(65535))"; }

std::string Number(size_t i) { return std::to_string(i + 1); }

/// The dimension of a row as an expression.
std::string MemberSql(const Dimension& dimension) {
  if (dimension.type != Type::kText) return dimension.sql;
  return "coalesce(nullif(" + dimension.sql + ", ''), " + Literal(kNone) + ")";
}

/// How far, as SQL to be added to a date, members of a time dimension in `compared` lie before those in `period` that
/// have the same position. Weeks and months of the retail calendar are moved by whole weeks.
std::string ShiftSql(const Dimension& dimension, Period period, Period compared) {
  const auto month_of = [](Day day) { return day.ToCivil().year * 12 + day.ToCivil().month - 1; };
  const auto months = [&](int step) {
    const int shift = (month_of(period.from) / step - month_of(compared.from) / step) * step;
    return "interval '1 month' * " + std::to_string(shift);
  };
  if (dimension.name == "month") return months(1);
  if (dimension.name == "quarter") return months(3);
  if (dimension.name == "year") return months(12);
  int days = period.from - compared.from;
  if (dimension.name == "week") {
    days = (period.from - (period.from.Weekday() - 1)) - (compared.from - (compared.from.Weekday() - 1));
  } else if (dimension.name != "day") {
    days = (period.from - period.from.Weekday() % 7) - (compared.from - compared.from.Weekday() % 7);
  }
  return "interval '1 day' * " + std::to_string(days);
}

/// Builds one statement; parameters are numbered as they are bound.
class Builder {
 public:
  explicit Builder(const Definitions& definitions) : definitions_(definitions) {}

  /// What the lines are grouped by and measured with decides which relations are joined.
  Status Use(const Question& question) {
    for (const std::string& name : question.by) {
      dimensions_.push_back(definitions_.FindDimension(name));
      if (dimensions_.back() == nullptr) return Gone("dimension", name);
    }
    for (const std::string& name : question.measures) {
      measures_.push_back(definitions_.FindMeasure(name));
      if (measures_.back() == nullptr) return Gone("measure", name);
    }
    for (const Dimension* dimension : dimensions_) text_ += dimension->sql + "\n";
    for (const Measure* measure : measures_) text_ += measure->sql + "\n";
    return Ok();
  }
  void UseText(std::string_view sql) { text_ += sql; }

  /// Binds the filters, once for all relations of the statement.
  Status Bind(const std::vector<Filter>& where) {
    for (const Filter& filter : where) {
      const Dimension* dimension = definitions_.FindDimension(filter.dimension);
      if (dimension == nullptr) return Gone("dimension", filter.dimension);
      text_ += dimension->sql + "\n";
      TILL_ASSIGN(std::string condition, Condition(*dimension, filter.members));
      if (dimension->name == "store") store_condition_ += " and " + condition;
      conditions_ += "\n      and " + condition;
    }
    return Ok();
  }
  void Rank() {
    for (const Dimension* dimension : dimensions_) {
      if (!dimension->ranked.empty()) conditions_ += "\n      and (" + dimension->ranked + ")";
    }
  }

  /// "<name> as (…)": the lines of the days in the parameters <days>_from and <days>_to for which the filters hold,
  /// with dimension_1 … and what the measures need besides.
  std::string Lines(std::string_view name, std::string_view days, Period period) {
    const std::string from = std::string(days) + "_from";
    const std::string to = std::string(days) + "_to";
    parameters_[from] = period.from;
    parameters_[to] = period.to;
    const std::string known = "(\n    select lines.*" + JoinedColumns() + ", " + PeriodStart(from) +
                              " as period_start\n    from lines" + Joins() + "\n  ) as known_lines";
    std::string members;
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      members += ", " + MemberSql(*dimensions_[i]) + " as dimension_" + Number(i);
    }
    const std::string lines = "select *" + members + "\n  from " + known + "\n  where order_date between cast($" +
                              from + " as date) and cast($" + to + " as date)" + conditions_;
    return std::string(name) + " as (\n  " + (Reads(text_, "lowest_order_number") ? WithOrders(lines) : lines) + "\n)";
  }

  /// "<name> as (…)": the measures by the dimensions over the relation `lines`.
  std::string Groups(std::string_view name, std::string_view lines, std::optional<std::pair<Period, Period>> shifted) {
    std::vector<std::string> columns;
    std::vector<std::string> keys;
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      const std::string column = "dimension_" + Number(i);
      const bool moves = shifted && dimensions_[i]->kind == "time";
      const std::string moved =
          moves ? "cast(" + column + " + " + ShiftSql(*dimensions_[i], shifted->first, shifted->second) + " as date)"
                : column;
      columns.push_back(moved + " as member_" + Number(i));
      keys.push_back(column);
    }
    for (size_t i = 0; i < measures_.size(); ++i) {
      const std::string type = measures_[i]->type() == Type::kBigint ? "bigint" : "decimal(18, 4)";
      columns.push_back("cast(" + measures_[i]->sql + " as " + type + ") as measure_" + Number(i));
    }
    return std::string(name) + " as (\n  select " + Join(columns, ", ") + "\n  from " + std::string(lines) +
           (keys.empty() ? "" : "\n  group by " + Join(keys, ", ")) + "\n)";
  }

  /// The final SELECT over the groups `answer` and, where it compares, `compared`.
  std::string Select(bool compares, const std::string& order, std::optional<int64_t> limit) {
    std::vector<std::string> columns;
    std::vector<std::string> matches;
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      const std::string n = Number(i);
      columns.push_back((compares ? "coalesce(a.member_" + n + ", b.member_" + n + ")" : "a.member_" + n) + " as \"" +
                        dimensions_[i]->name + "\"");
      // A full join is on equal texts: not every engine can join fully on "is not distinct from".
      matches.push_back("coalesce(" + Text("a.member_" + n) + ", '') = coalesce(" + Text("b.member_" + n) + ", '')");
    }
    for (const std::string_view side : {"a", "b"}) {
      if (side == "b" && !compares) break;
      for (size_t i = 0; i < measures_.size(); ++i) {
        const std::string measure = std::string(side) + ".measure_" + Number(i);
        columns.push_back((measures_[i]->IsZeroOfNothing() ? "coalesce(" + measure + ", 0)" : measure) + " as \"" +
                          measures_[i]->name + (side == "b" ? "_compare\"" : "\""));
      }
    }
    // Around the rows, because not every engine takes a column's new name within an expression of ORDER BY.
    std::string sql = "select *\nfrom (\nselect " + Join(columns, ", ") + "\nfrom answer as a";
    if (compares)
      sql += matches.empty() ? "\ncross join compared as b" : "\nfull join compared as b on " + And(matches);
    sql += "\n) as answered";
    if (!dimensions_.empty()) sql += "\norder by " + Order(order);
    if (limit) sql += "\nlimit " + std::to_string(*limit);
    return sql;
  }

  Statement Finish(const std::vector<std::string>& relations, const std::string& select) {
    return {"with " + Join(relations, ",\n") + "\n" + select, std::move(parameters_)};
  }

 private:
  /// The definitions were replaced after the question was read.
  static Error Gone(std::string_view thing, std::string_view name) {
    return NotFound("cannot answer: there is no " + std::string(thing) + " '" + Shown(name) + "'");
  }

  static std::string And(const std::vector<std::string>& conditions) { return Join(conditions, " and "); }

  Result<std::string> Condition(const Dimension& dimension, const std::vector<std::string>& members) {
    std::vector<std::string> names;
    bool wants_null = false;
    for (const std::string& member : members) {
      if (dimension.type != Type::kText && (member.empty() || member == kNone)) {
        wants_null = true;
        continue;
      }
      TILL_ASSIGN(warehouse::Value value, ValueOf(dimension, member));
      const std::string name = "value_" + std::to_string(parameters_.size() + 1);
      parameters_[name] = std::move(value);
      names.push_back(dimension.type == Type::kDate ? "cast($" + name + " as date)" : "$" + name);
    }
    const std::string member = MemberSql(dimension);
    std::string condition = names.empty() ? "false" : "(" + member + ") in (" + Join(names, ", ") + ")";
    return wants_null ? "(" + condition + " or (" + member + ") is null)" : condition;
  }

  static Result<warehouse::Value> ValueOf(const Dimension& dimension, const std::string& member) {
    const auto wrong = [&](std::string_view wanted) {
      return Invalid("cannot filter dimension '" + dimension.name + "': '" + Shown(member) + "' is not " +
                     std::string(wanted));
    };
    if (dimension.type == Type::kText) return warehouse::Value(member.empty() ? std::string(kNone) : member);
    if (dimension.type == Type::kDate) {
      const auto day = Day::Parse(member);
      return day ? Result<warehouse::Value>(*day) : Result<warehouse::Value>(wrong("a day as YYYY-MM-DD"));
    }
    const auto number = ParseInt(member);
    return number ? Result<warehouse::Value>(*number) : Result<warehouse::Value>(wrong("a whole number"));
  }

  bool ReadsFirstOrders() const { return Reads(text_, "first_order_date"); }
  bool ReadsSegments() const { return Reads(text_, "rfm_segment"); }

  std::string JoinedColumns() const {
    return std::string(ReadsFirstOrders() ? ", f.first_order_date" : "") + (ReadsSegments() ? ", r.rfm_segment" : "");
  }

  std::string Joins() const {
    std::string joins;
    if (ReadsFirstOrders()) {
      joins +=
          "\n    left join (\n      select customer_number, min(first_order_date) as first_order_date\n"
          "      from first_orders\n      where true" +
          store_condition_ +
          "\n      group by customer_number\n"
          "    ) as f on lines.customer_number = f.customer_number";
    }
    if (ReadsSegments()) joins += "\n    left join " + std::string(kSegments);
    return joins;
  }

  /// Where the period of a line's row begins: of a month's row with the month, if that is later than the first day.
  std::string PeriodStart(const std::string& from) const {
    std::string start = "cast($" + from + " as date)";
    for (const Dimension* dimension : dimensions_) {
      if (dimension->kind == "time") start = "greatest(" + start + ", " + dimension->sql + ")";
    }
    return start;
  }

  /// `lines` with the lowest and highest order number of the line's customer in the line's row of the answer.
  std::string WithOrders(const std::string& lines) const {
    std::string keys;
    for (size_t i = 0; i < dimensions_.size(); ++i) keys += "dimension_" + Number(i) + ", ";
    const std::string over =
        "(case when is_sale then order_number end) over (partition by " + keys + "customer_number)";
    return "select *, min" + over + " as lowest_order_number, max" + over + " as highest_order_number\n  from (" +
           lines + "\n  ) as selected";
  }

  /// One dimension's own order, of its members where it lists them.
  std::string OwnOrder(size_t i, bool compares_direction_down) const {
    const std::string column = "\"" + dimensions_[i]->name + "\"";
    const std::string direction = compares_direction_down ? " desc nulls last" : " nulls last";
    if (dimensions_[i]->members.empty()) return column + direction;
    std::string rank = "case " + column;
    for (size_t m = 0; m < dimensions_[i]->members.size(); ++m) {
      rank += " when " + Literal(dimensions_[i]->members[m]) + " then " + std::to_string(m);
    }
    return rank + " else " + std::to_string(dimensions_[i]->members.size()) + " end" + direction + ", " + column;
  }

  std::string Order(const std::string& order) const {
    std::vector<std::string> keys;
    const bool down = order.starts_with("-");
    const std::string name = order.substr(down ? 1 : 0);
    const auto measured = [&](std::string_view measure, bool descending) {
      return "\"" + std::string(measure) + "\"" + (descending ? " desc nulls last" : " nulls last");
    };
    if (order.empty() && dimensions_.size() == 1 && dimensions_[0]->kind == "category" && !measures_.empty()) {
      keys.push_back(measured(measures_[0]->name, true));
    }
    for (const Measure* measure : measures_) {
      if (measure->name == name) keys.push_back(measured(name, down));
    }
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      if (dimensions_[i]->name == name) keys.push_back(OwnOrder(i, down));
    }
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      if (dimensions_[i]->name != name) keys.push_back(OwnOrder(i, false));
    }
    return Join(keys, ", ");
  }

  const Definitions& definitions_;
  std::vector<const Dimension*> dimensions_;
  std::vector<const Measure*> measures_;
  std::string text_;  // all SQL of the definitions in use: what it names decides what is joined
  std::string conditions_;
  std::string store_condition_;
  warehouse::Parameters parameters_;
};

}  // namespace

Result<Statement> QuestionSql(const Definitions& definitions, const Question& question, Period period,
                              std::optional<Period> compared) {
  Builder builder(definitions);
  TILL_TRY(builder.Use(question));
  TILL_TRY(builder.Bind(question.where));
  if (question.limit) builder.Rank();
  std::vector<std::string> relations{builder.Lines("selected_lines", "period", period),
                                     builder.Groups("answer", "selected_lines", std::nullopt)};
  if (compared) {
    relations.push_back(builder.Lines("compared_lines", "compared", *compared));
    relations.push_back(builder.Groups("compared", "compared_lines", std::pair(period, *compared)));
  }
  const std::string select = builder.Select(compared.has_value(), question.order, question.limit);
  return builder.Finish(relations, select);
}

Result<Statement> AnalysisSql(const Definitions& definitions, std::string_view analysis,
                              const std::vector<Filter>& where, Period period) {
  Builder builder(definitions);
  builder.UseText(analysis);
  TILL_TRY(builder.Bind(where));
  std::vector<std::string> relations{builder.Lines("selected_lines", "period", period)};
  std::string rest(analysis);
  if (rest.starts_with("with ")) {
    rest = rest.substr(std::string_view("with ").size());
    relations.back() += ",\n" + rest;
    rest.clear();
  }
  return builder.Finish(relations, rest);
}

Statement MembersSql(const Dimension& dimension, std::string_view search, int64_t limit) {
  const std::string member = MemberSql(dimension);
  const std::string joins = Reads(dimension.sql, "rfm_segment") ? " left join " + std::string(kSegments) : "";
  return {"with members as (\n  select " + member + " as member, sum(total_amount) as revenue\n  from (select lines.*" +
              (joins.empty() ? "" : ", r.rfm_segment") + " from lines" + joins +
              ") as known_lines\n  group by 1\n)\nselect member as \"" + dimension.name +
              "\"\nfrom members\nwhere member is not null and position($search in lower(" + Text("member") +
              ")) > 0\n"
              "order by revenue desc nulls last, member\nlimit " +
              std::to_string(limit),
          {{"search", ToLower(search)}}};
}

}  // namespace till::metrics
