#include <algorithm>
#include <array>

#include "base/text.h"
#include "columns/batch.h"
#include "project/feed_reader.h"

namespace till::project {
namespace {

using columns::Type;

bool IsNumber(Type type) { return type == Type::kDecimal || type == Type::kInteger || type == Type::kBigint; }
bool IsTime(Type type) { return type == Type::kDate || type == Type::kTimestamp; }

/// Whether an option of a rule means something for a column of this type.
bool OptionFits(std::string_view option, Type type) {
  if (option == "number_as_text") return type == Type::kText;
  if (option == "decimal" || option == "thousands") return IsNumber(type);
  if (option == "format") return IsTime(type);
  if (option == "starts_with" || option.ends_with("_values")) return type == Type::kBoolean;
  return true;
}

bool IsValueOf(Type type, std::string_view text) {
  switch (type) {
    case Type::kBoolean:
      return text == "true" || text == "false";
    case Type::kInteger:
    case Type::kBigint:
      return ParseInt(text).has_value();
    case Type::kDecimal:
      return columns::ParseDecimal(text).has_value();
    case Type::kDate:
      return Day::Parse(text).has_value();
    case Type::kTimestamp:
      return Instant::Parse(text).has_value();
    case Type::kText:
      break;
  }
  return true;
}

Status ReadConstant(const Toml& table, const retail::SourceColumn& column, ColumnRule& rule) {
  const Toml* value = table.Find("value");
  if (value == nullptr) return Ok();
  if (value->kind == Toml::Kind::kText) rule.value = value->text;
  if (value->kind == Toml::Kind::kInteger) rule.value = std::to_string(value->integer);
  if (value->kind == Toml::Kind::kBoolean) rule.value = value->boolean ? "true" : "false";
  if (rule.value.empty() || !IsValueOf(column.type, rule.value)) {
    return value->Mistake("'value' of column '" + rule.column + "' is no " + std::string(TypeName(column.type)),
                          "write it as a text in quotes");
  }
  return Ok();
}

Status ReadMark(const Toml& table, std::string_view key, std::string_view allowed, char& mark) {
  const Toml* value = table.Find(key);
  if (value == nullptr) return Ok();
  std::string text;
  TILL_TRY(table.Read(key, text));
  if (text.size() != 1 || allowed.find(text.front()) == std::string_view::npos) {
    return value->Mistake("'" + std::string(key) + "' is '" + Shown(text) + "'",
                          "one of the characters in quotes: \"" + std::string(allowed) + "\"");
  }
  mark = text.front();
  return Ok();
}

Status ReadPathValue(const Toml& table, const retail::SourceColumn& column, ColumnRule& rule) {
  TILL_TRY(table.Read("path", rule.path_value));
  const Toml* value = table.Find("path");
  if (value == nullptr) return Ok();
  static const std::array<std::string, 2> kKnown{"date", "store"};
  if (std::find(kKnown.begin(), kKnown.end(), rule.path_value) == kKnown.end()) {
    return value->Mistake("unknown path value '" + Shown(rule.path_value) + "'", DidYouMean(rule.path_value, kKnown));
  }
  if (column.type != (rule.path_value == "date" ? Type::kDate : Type::kText)) {
    return value->Mistake("column '" + rule.column + "' is a " + std::string(TypeName(column.type)) +
                              " and cannot be the path's " + rule.path_value,
                          "dates take path = \"date\", texts take path = \"store\"");
  }
  return Ok();
}

Status ReadOptions(const Toml& table, ColumnRule& rule) {
  TILL_TRY(table.Read("number_as_text", rule.number_as_text));
  TILL_TRY(ReadMark(table, "decimal", ".,", rule.decimal));
  TILL_TRY(ReadMark(table, "thousands", ",.' _", rule.thousands));
  if (rule.decimal == rule.thousands) {
    return table.Mistake("decimal and thousands mark of column '" + rule.column + "' are the same");
  }
  TILL_TRY(table.Read("format", rule.format));
  if (const Toml* format = table.Find("format"); format != nullptr && rule.format.find('%') == std::string::npos) {
    return format->Mistake("'format' of column '" + rule.column + "' is '" + Shown(rule.format) + "'",
                           "write it as for strptime: \"%d/%m/%Y %H:%M\"");
  }
  TILL_TRY(table.Read("starts_with", rule.starts_with));
  TILL_TRY(table.Read("true_values", rule.true_values));
  TILL_TRY(table.Read("false_values", rule.false_values));
  const int ways = static_cast<int>(!rule.starts_with.empty()) + static_cast<int>(!rule.true_values.empty()) +
                   static_cast<int>(!rule.false_values.empty());
  if (ways < 2) return Ok();
  return table.Mistake("column '" + rule.column + "' has " + Count(ways, "way", "ways") + " to tell true from false",
                       "give one of starts_with, true_values, false_values");
}

Status ReadRuleTable(const TomlEntry& entry, const retail::SourceColumn& column, ColumnRule& rule) {
  static const std::array<std::string, 10> kKeys{"from",        "value",       "path",   "number_as_text",
                                                 "decimal",     "thousands",   "format", "starts_with",
                                                 "true_values", "false_values"};
  const Toml& table = entry.value;
  TILL_TRY(table.CheckKeys(kKeys, "the rule of column '" + entry.key + "'"));
  int sources = 0;
  for (const TomlEntry& option : table.entries) {
    if (option.key == "from" || option.key == "value" || option.key == "path") ++sources;
    if (!OptionFits(option.key, column.type)) {
      return option.Mistake("'" + option.key + "' does not fit column '" + entry.key + "', which is a " +
                            std::string(TypeName(column.type)));
    }
  }
  if (sources != 1) {
    return entry.Mistake("column '" + entry.key + "' has " + Count(sources, "source") + ", expected 1",
                         "give one of from = \"HEADER\", value = \"…\", path = \"date\"");
  }
  TILL_TRY(table.Read("from", rule.from));
  TILL_TRY(ReadConstant(table, column, rule));
  TILL_TRY(ReadPathValue(table, column, rule));
  return ReadOptions(table, rule);
}

std::vector<std::string> ColumnNames(const retail::SourceTable& table) {
  std::vector<std::string> names;
  for (const retail::SourceColumn& column : table.columns) names.emplace_back(column.name);
  return names;
}

}  // namespace

Result<ColumnRule> ReadColumnRule(const TomlEntry& entry, const retail::SourceTable& table) {
  const retail::SourceColumn* column = table.Find(entry.key);
  if (column == nullptr) {
    return entry.Mistake("unknown column '" + entry.key + "' of table '" + std::string(table.name) + "'",
                         DidYouMean(entry.key, ColumnNames(table)));
  }
  ColumnRule rule;
  rule.column = entry.key;
  const Toml& value = entry.value;
  if (value.kind == Toml::Kind::kTable) {
    TILL_TRY(ReadRuleTable(entry, *column, rule));
  } else if (value.kind == Toml::Kind::kText) {
    rule.from = {value.text};
  } else if (value.kind == Toml::Kind::kList) {
    for (const Toml& header : value.list) {
      if (header.kind != Toml::Kind::kText) return header.Mistake("a header of column '" + entry.key + "' is no text");
      rule.from.push_back(header.text);
    }
  } else {
    return value.Mistake("the rule of column '" + entry.key + "' is no header",
                         "write a header in quotes, a list of headers, or { from = \"HEADER\", … }");
  }
  const bool blank = std::any_of(rule.from.begin(), rule.from.end(), [](const auto& header) { return header.empty(); });
  if (blank || (rule.from.empty() && rule.value.empty() && rule.path_value.empty())) {
    return value.Mistake("column '" + entry.key + "' names no header");
  }
  return rule;
}

}  // namespace till::project
