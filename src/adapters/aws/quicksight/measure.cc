#include "adapters/aws/quicksight/measure.h"

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/aws/quicksight/sql_expression.h"
#include "base/text.h"

namespace till::quicksight {
namespace {

using Kind = SqlExpression::Kind;
using Pair = std::pair<std::string_view, std::string_view>;

/// Aggregates: SQL's name and QuickSight's. With "If" at its end it takes a condition.
constexpr std::array<Pair, 6> kAggregates{
    {{"sum", "sum"}, {"avg", "avg"}, {"min", "min"}, {"max", "max"}, {"count", "count"}, {"median", "median"}}};
/// Functions of values: SQL's name and QuickSight's.
constexpr std::array<Pair, 10> kFunctions{{{"coalesce", "coalesce"},
                                           {"nullif", "nullIf"},
                                           {"abs", "abs"},
                                           {"ceil", "ceil"},
                                           {"floor", "floor"},
                                           {"round", "round"},
                                           {"lower", "toLower"},
                                           {"upper", "toUpper"},
                                           {"trim", "trim"},
                                           {"concat", "concat"}}};
/// What counts order lines: every line has it.
constexpr std::string_view kEveryLine = "order_number";

std::optional<std::string_view> Find(std::span<const Pair> pairs, std::string_view name) {
  for (const auto& [sql, own] : pairs) {
    if (sql == name) return own;
  }
  return std::nullopt;
}

bool IsComparison(std::string_view mark) {
  constexpr std::array<std::string_view, 6> kComparisons{"=", "<>", "<", "<=", ">", ">="};
  return std::ranges::find(kComparisons, mark) != kComparisons.end();
}

/// What a line must fulfil to be of those days; empty where the filter sees to it.
std::string_view ConditionOf(Days days) {
  if (days == Days::kAsked) return "({day} >= ${From} AND {day} <= ${To})";
  if (days == Days::kBefore) {
    return "(dateDiff({day}, ${From}) >= 1 AND dateDiff({day}, ${From}) <= dateDiff(${From}, ${To}) + 1)";
  }
  return {};
}

std::string InBraces(std::string_view name) { return "{" + std::string(name) + "}"; }

/// Writes a tree in QuickSight's language.
class Writer {
 public:
  /// `label` begins the names of the fields of a line that have to be made.
  Writer(std::string label, CalculatedMeasure& out) : label_(std::move(label)), out_(out) {}

  /// An expression over aggregates; `inside` an aggregate, over a line.
  Result<std::string> Value(const SqlExpression& node, bool inside) {
    switch (node.kind) {
      case Kind::kNumber:
        return node.text;
      case Kind::kText:
        if (node.text.find('\'') != std::string::npos) return Unsupported("a quote stands in a text");
        return "'" + node.text + "'";
      case Kind::kNull:
        return std::string("NULL");
      case Kind::kColumn:
        return Column(node.text, inside);
      case Kind::kStar:
        return Unsupported("'*' stands outside count");
      case Kind::kCall:
        return Call(node, inside);
      case Kind::kUnary:
        return Unary(node, inside);
      case Kind::kBinary:
        return Binary(node, inside);
      case Kind::kCase:
        return Case(node, inside);
      case Kind::kCast:
        return Cast(node, inside);
    }
    return Internal("a kind of expression has no form");
  }

  /// The same where true or false is wanted: a column of truth is compared with 1.
  Result<std::string> Condition(const SqlExpression& node, bool inside) {
    if (node.kind == Kind::kColumn && IsTruthColumn(node.text)) {
      TILL_ASSIGN(const std::string column, Column(node.text, inside));
      return column + " = 1";
    }
    if (node.kind == Kind::kUnary && node.text == "not") {
      const SqlExpression& child = node.children[0];
      if (child.kind == Kind::kColumn && IsTruthColumn(child.text)) {
        TILL_ASSIGN(const std::string column, Column(child.text, inside));
        return column + " = 0";
      }
      TILL_ASSIGN(const std::string condition, Condition(child, inside));
      return "NOT (" + condition + ")";
    }
    if (node.kind == Kind::kBinary && (node.text == "and" || node.text == "or")) {
      TILL_ASSIGN(const std::string left, Condition(node.children[0], inside));
      TILL_ASSIGN(const std::string right, Condition(node.children[1], inside));
      return "(" + left + (node.text == "and" ? " AND " : " OR ") + right + ")";
    }
    const bool compares = node.kind == Kind::kBinary && IsComparison(node.text);
    const bool tests = node.kind == Kind::kUnary && node.text.starts_with("is ");
    if (!compares && !tests) return Unsupported("a value stands where a condition must");
    return Value(node, inside);
  }

 private:
  Result<std::string> Column(const std::string& name, bool inside) {
    if (name == "period_start") {
      out_.by_period = true;
      return "${" + std::string(kFromParameter) + "}";
    }
    if (!inside) return Unsupported("column '" + name + "' stands outside an aggregate");
    if (name == "lowest_order_number" || name == "highest_order_number") return OrderOfCustomer(name);
    if (name == "rfm_segment") return Unsupported("RFM segments are no column of the data set");
    out_.columns.insert(name);
    return InBraces(name);
  }

  /// A customer's first or last order number among the selected lines, as a field of the line.
  std::string OrderOfCustomer(const std::string& name) {
    out_.by_customer = true;
    for (const std::string_view column : {"is_sale", "order_number", "customer_number"}) {
      out_.columns.insert(std::string(column));
    }
    const std::string over = name == "lowest_order_number" ? "minOver" : "maxOver";
    return Row(over + "(ifelse({is_sale} = 1, {order_number}, NULL), [{customer_number}], PRE_AGG)");
  }

  /// A field of the line with this expression, by name; one that is there already is used again.
  std::string Row(const std::string& expression) {
    const auto found = std::ranges::find(out_.rows, expression, &CalculatedField::expression);
    if (found != out_.rows.end()) return InBraces(found->name);
    const std::string number = out_.rows.empty() ? "" : " " + std::to_string(out_.rows.size() + 1);
    out_.rows.push_back({label_ + ", of a line" + number, expression});
    return InBraces(out_.rows.back().name);
  }

  Result<std::string> Call(const SqlExpression& node, bool inside) {
    if (const auto aggregate = Find(kAggregates, node.text)) return Aggregate(node, *aggregate, inside);
    const auto function = Find(kFunctions, node.text);
    if (!function || node.distinct || node.filtered) {
      return Unsupported("function '" + Shown(node.text) + "' has no counterpart that is known");
    }
    std::vector<std::string> arguments;
    for (const SqlExpression& child : node.children) {
      TILL_ASSIGN(std::string argument, Value(child, inside));
      arguments.push_back(std::move(argument));
    }
    return std::string(*function) + "(" + Join(arguments, ", ") + ")";
  }

  Result<std::string> Aggregate(const SqlExpression& node, std::string_view aggregate, bool inside) {
    if (inside) return Unsupported("an aggregate stands in an aggregate");
    if (node.children.size() != (node.filtered ? 2U : 1U)) return Unsupported("'" + node.text + "' takes one value");
    if (node.distinct && aggregate != "count") return Unsupported("only count takes distinct values");
    const SqlExpression& of = node.children[0];
    std::string argument = InBraces(kEveryLine);
    if (of.kind == Kind::kStar) {
      out_.columns.insert(std::string(kEveryLine));
    } else {
      TILL_ASSIGN(argument, Value(of, true));
      if (of.kind != Kind::kColumn) argument = Row(argument);
    }
    const std::string function = node.distinct ? "distinct_count" : std::string(aggregate);
    std::string condition(ConditionOf(out_.days));
    if (node.filtered) {
      TILL_ASSIGN(const std::string own, Condition(node.children[1], true));
      condition = condition.empty() ? own : "(" + own + " AND " + condition + ")";
    }
    if (condition.empty()) return function + "(" + argument + ")";
    return function + "If(" + argument + ", " + condition + ")";
  }

  Result<std::string> Unary(const SqlExpression& node, bool inside) {
    if (node.text == "not") return Condition(node, inside);
    TILL_ASSIGN(const std::string child, Value(node.children[0], inside));
    if (node.text == "-") return "(0 - " + child + ")";
    return (node.text == "is null" ? "isNull(" : "isNotNull(") + child + ")";
  }

  Result<std::string> Binary(const SqlExpression& node, bool inside) {
    if (node.text == "and" || node.text == "or") return Condition(node, inside);
    TILL_ASSIGN(const std::string left, Value(node.children[0], inside));
    TILL_ASSIGN(const std::string right, Value(node.children[1], inside));
    const std::string text = left + " " + node.text + " " + right;
    return IsComparison(node.text) ? text : "(" + text + ")";
  }

  Result<std::string> Case(const SqlExpression& node, bool inside) {
    std::string text = "ifelse(";
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
      TILL_ASSIGN(const std::string condition, Condition(node.children[i], inside));
      TILL_ASSIGN(const std::string value, Value(node.children[i + 1], inside));
      text += condition + ", " + value + ", ";
    }
    TILL_ASSIGN(const std::string otherwise, Value(node.children.back(), inside));
    return text + otherwise + ")";
  }

  /// To a number with decimals by a product, which holds for aggregates too; to a whole number by its function.
  Result<std::string> Cast(const SqlExpression& node, bool inside) {
    TILL_ASSIGN(const std::string child, Value(node.children[0], inside));
    if (node.text == "double" || node.text == "decimal" || node.text == "numeric") return "(1.0 * " + child + ")";
    if (node.text == "integer" || node.text == "bigint") return "decimalToInt(" + child + ")";
    return Unsupported("a cast to '" + Shown(node.text) + "' has no counterpart");
  }

  const std::string label_;
  CalculatedMeasure& out_;
};

/// Labels become names in braces.
std::string FieldName(const metrics::Measure& measure) {
  return measure.label.find_first_of("{}") == std::string::npos ? measure.label : measure.name;
}

}  // namespace

bool IsTruthColumn(std::string_view column) { return column == "is_sale" || column == "is_merchandise"; }

Result<CalculatedMeasure> TranslateMeasure(const metrics::Measure& measure, Days days) {
  const std::string what = "cannot express measure '" + measure.name + "' in QuickSight";
  CalculatedMeasure out;
  out.measure = &measure;
  out.days = days;
  out.field.name = FieldName(measure);
  if (days != Days::kFiltered) out.field.name += days == Days::kAsked ? ", days asked for" : ", days before";
  const Result<SqlExpression> tree = ParseSqlExpression(measure.sql);
  if (!tree.ok()) return Within(what, tree.error());
  Result<std::string> expression = Writer(out.field.name, out).Value(*tree, false);
  if (!expression.ok()) return Within(what, expression.error());
  if (days != Days::kFiltered && (out.by_period || out.by_customer)) {
    return Unsupported(what + ": it reads the days asked for, or a customer's other orders");
  }
  out.field.expression = std::move(*expression);
  return out;
}

}  // namespace till::quicksight
