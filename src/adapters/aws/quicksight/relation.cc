#include "adapters/aws/quicksight/relation.h"

#include <algorithm>
#include <array>

#include "adapters/aws/quicksight/measure.h"
#include "adapters/aws/quicksight/sql_expression.h"
#include "base/text.h"

namespace till::quicksight {
namespace {

using columns::Type;
using Kind = SqlExpression::Kind;

struct LineColumn {
  std::string_view name;
  ColumnType type;
};

/// The columns of `lines` (sql/metrics/lines.sql) and the day of a customer's first order.
constexpr std::array kLineColumns{
    LineColumn{"source", ColumnType::kText},
    LineColumn{"order_number", ColumnType::kInteger},
    LineColumn{"customer_number", ColumnType::kInteger},
    LineColumn{"product_number", ColumnType::kInteger},
    LineColumn{"is_sale", ColumnType::kInteger},
    LineColumn{"quantity", ColumnType::kDecimal},
    LineColumn{"total_amount", ColumnType::kDecimal},
    LineColumn{"discount", ColumnType::kDecimal},
    LineColumn{"tax", ColumnType::kDecimal},
    LineColumn{"shipping", ColumnType::kDecimal},
    LineColumn{"unit_cost", ColumnType::kDecimal},
    LineColumn{"order_date", ColumnType::kDate},
    LineColumn{"week_start", ColumnType::kDate},
    LineColumn{"month_start", ColumnType::kDate},
    LineColumn{"quarter_start", ColumnType::kDate},
    LineColumn{"year_start", ColumnType::kDate},
    LineColumn{"retail_week_start", ColumnType::kDate},
    LineColumn{"retail_month_start", ColumnType::kDate},
    LineColumn{"season", ColumnType::kText},
    LineColumn{"month_of_year", ColumnType::kInteger},
    LineColumn{"weekday", ColumnType::kInteger},
    LineColumn{"order_hour", ColumnType::kInteger},
    LineColumn{"product", ColumnType::kText},
    LineColumn{"category", ColumnType::kText},
    LineColumn{"current_category", ColumnType::kText},
    LineColumn{"sub_category", ColumnType::kText},
    LineColumn{"brand", ColumnType::kText},
    LineColumn{"is_merchandise", ColumnType::kInteger},
    LineColumn{"customer", ColumnType::kText},
    LineColumn{"segment", ColumnType::kText},
    LineColumn{"gender", ColumnType::kText},
    LineColumn{"region", ColumnType::kText},
    LineColumn{"city", ColumnType::kText},
    LineColumn{"age_band", ColumnType::kText},
    LineColumn{"country", ColumnType::kText},
    LineColumn{"channel", ColumnType::kText},
    LineColumn{"store", ColumnType::kText},
    LineColumn{"promotion", ColumnType::kText},
    LineColumn{"first_order_date", ColumnType::kDate},
};

/// Functions that DuckDB, Athena and Redshift have alike.
constexpr std::array<std::string_view, 9> kSameEverywhere{"coalesce", "nullif", "abs",  "floor", "round",
                                                          "lower",    "upper",  "trim", "ceil"};
/// What stands for an empty text, as on the pages.
constexpr std::string_view kNone = "(none)";

const LineColumn* FindLineColumn(std::string_view name) {
  const auto* found = std::ranges::find(kLineColumns, name, &LineColumn::name);
  return found == kLineColumns.end() ? nullptr : found;
}

/// Why an expression over a line means nothing, or something else, to another engine; empty if it does not.
std::string Obstacle(const SqlExpression& node) {
  if (node.kind == Kind::kColumn && FindLineColumn(node.text) == nullptr) {
    if (node.text == "period_start") return "it begins with the days asked for, which a data set does not know";
    if (node.text == "rfm_segment") return "it is a score as of a publication's day, which a data set does not know";
    return "'" + node.text + "' is no column of the order lines";
  }
  if (node.kind == Kind::kBinary && node.text == "/") return "engines divide whole numbers in different ways";
  if (node.kind == Kind::kCall && std::ranges::find(kSameEverywhere, node.text) == kSameEverywhere.end()) {
    return "function '" + Shown(node.text) + "' is not the same in all engines";
  }
  for (const SqlExpression& child : node.children) {
    if (std::string obstacle = Obstacle(child); !obstacle.empty()) return obstacle;
  }
  return {};
}

std::string ObstacleOf(std::string_view sql) {
  const Result<SqlExpression> tree = ParseSqlExpression(sql);
  return tree.ok() ? Obstacle(*tree) : tree.error().message;
}

/// Without the comment lines at its start.
std::string_view WithoutHeader(std::string_view sql) {
  while (sql.starts_with("--")) {
    const size_t end = sql.find('\n');
    sql = end == std::string_view::npos ? std::string_view() : sql.substr(end + 1);
  }
  return Trim(sql);
}

Result<std::string> MetricsSql(std::span<const Asset> assets, Source source, std::string_view name) {
  const std::string file = "metrics/" + std::string(name) + ".sql";
  const Asset* asset = FindAsset(assets, "sql/dialects/" + std::string(SourceName(source)) + "/" + file);
  if (asset == nullptr) asset = FindAsset(assets, "sql/" + file);
  if (asset == nullptr) return Internal("cannot find sql/" + file);
  return std::string(WithoutHeader(asset->bytes));
}

std::string Literal(std::string_view text) { return "'" + Replace(text, "'", "''") + "'"; }

ColumnType TypeOf(const metrics::Dimension& dimension) {
  if (dimension.type == Type::kDate) return ColumnType::kDate;
  return dimension.type == Type::kInteger ? ColumnType::kInteger : ColumnType::kText;
}

std::string MemberSql(const metrics::Dimension& dimension) {
  const std::string sql = std::string(Trim(dimension.sql));
  if (dimension.type == Type::kDate) return "cast(" + sql + " as date)";
  if (dimension.type == Type::kInteger) return "cast(" + sql + " as integer)";
  return "coalesce(nullif(" + sql + ", ''), " + Literal(kNone) + ")";
}

std::string LineSql(const LineColumn& column) {
  const std::string name(column.name);
  if (IsTruthColumn(name)) return "case when " + name + " then 1 else 0 end";
  return column.type == ColumnType::kDecimal ? "cast(" + name + " as decimal(18, 4))" : name;
}

/// Puts the select list together; no name comes twice.
class Selection {
 public:
  void Add(std::string_view name, ColumnType type, std::string_view sql) {
    if (relation_.Has(name)) return;
    relation_.columns.push_back({std::string(name), type});
    list_ += (list_.empty() ? "    " : ",\n    ") + std::string(sql) + " as \"" + std::string(name) + "\"";
  }

  void AddDimension(const metrics::Dimension& dimension) {
    Add(dimension.name, TypeOf(dimension), MemberSql(dimension));
    relation_.dimensions.push_back(&dimension);
    if (!dimension.members.empty() && dimension.type == Type::kText) {
      std::string rank = "case " + MemberSql(dimension);
      for (size_t i = 0; i < dimension.members.size(); ++i) {
        rank += " when " + Literal(dimension.members[i]) + " then " + std::to_string(i + 1);
      }
      Add(OrderColumn(dimension), ColumnType::kInteger,
          rank + " else " + std::to_string(dimension.members.size() + 1) + " end");
    }
    if (!dimension.ranked.empty()) {
      Add(RankedColumn(dimension), ColumnType::kInteger, "case when " + dimension.ranked + " then 1 else 0 end");
    }
  }

  Relation Finish(const std::string& relations) {
    relation_.sql = relations + "\nselect\n" + list_ + "\nfrom known_lines";
    return std::move(relation_);
  }

 private:
  Relation relation_;
  std::string list_;
};

/// "with … known_lines as (…)": the lines with the day of their customer's first order.
Result<std::string> KnownLines(Source source, std::string_view schema, std::span<const Asset> assets) {
  TILL_ASSIGN(const std::string lines, MetricsSql(assets, source, "lines"));
  TILL_ASSIGN(const std::string first_orders, MetricsSql(assets, source, "first_orders"));
  return "with lines as (\n" + Replace(lines, "star.", "\"" + std::string(schema) + "\".") +
         "\n),\nfirst_orders as (\n" + first_orders +
         "\n),\nfirst_days as (\n    select customer_number, min(first_order_date) as first_order_date\n"
         "    from first_orders\n    group by customer_number\n),\nknown_lines as (\n"
         "    select lines.*, first_days.first_order_date\n    from lines\n"
         "    left join first_days on lines.customer_number = first_days.customer_number\n)";
}

}  // namespace

std::string_view SourceName(Source source) { return source == Source::kAthena ? "athena" : "redshift"; }

std::string_view ColumnTypeName(ColumnType type) {
  constexpr std::array<std::string_view, 4> kNames{"STRING", "INTEGER", "DECIMAL", "DATETIME"};
  return kNames[static_cast<size_t>(type)];
}

const Column* Relation::Find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

bool IsMeasureColumn(std::string_view column) {
  const LineColumn* found = FindLineColumn(column);
  return found != nullptr && found->type != ColumnType::kText;
}

std::string OrderColumn(const metrics::Dimension& dimension) { return dimension.name + "_order"; }
std::string RankedColumn(const metrics::Dimension& dimension) { return dimension.name + "_ranked"; }

Result<Relation> MakeRelation(const metrics::Definitions& definitions, const std::set<std::string>& measure_columns,
                              Source source, std::string_view schema, std::span<const Asset> assets,
                              std::vector<LeftOut>& left_out) {
  Selection selection;
  for (const std::string& name : measure_columns) {
    if (const LineColumn* column = FindLineColumn(name)) selection.Add(name, column->type, LineSql(*column));
  }
  for (const metrics::Dimension& dimension : definitions.dimensions) {
    std::string obstacle = ObstacleOf(dimension.sql);
    if (obstacle.empty() && !dimension.ranked.empty()) obstacle = ObstacleOf(dimension.ranked);
    if (measure_columns.contains(dimension.name) && Trim(dimension.sql) != dimension.name) {
      obstacle = "measures read a column of its name";
    }
    if (obstacle.empty()) {
      selection.AddDimension(dimension);
    } else {
      left_out.push_back({"dimension", dimension.name, obstacle});
    }
  }
  TILL_ASSIGN(const std::string relations, KnownLines(source, schema, assets));
  return selection.Finish(relations);
}

}  // namespace till::quicksight
