#include "catalog/rule_text.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace till::catalog {
namespace {

using columns::Type;

std::string QuotedList(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(Quoted(text));
  return "[" + Join(quoted, ", ") + "]";
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.append("\\").append(1, c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04X", static_cast<unsigned>(c));
      quoted += escaped;
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string RuleText(const project::ColumnRule& rule, size_t width) {
  std::vector<std::string> options;
  if (!rule.value.empty()) options.push_back("value = " + Quoted(rule.value));
  if (!rule.path_value.empty()) options.push_back("path = " + Quoted(rule.path_value));
  if (rule.number_as_text) options.emplace_back("number_as_text = true");
  if (rule.decimal != '.') options.push_back("decimal = " + Quoted({&rule.decimal, 1}));
  if (rule.thousands != '\0') options.push_back("thousands = " + Quoted({&rule.thousands, 1}));
  if (!rule.format.empty()) options.push_back("format = " + Quoted(rule.format));
  if (!rule.starts_with.empty()) options.push_back("starts_with = " + Quoted(rule.starts_with));
  if (!rule.true_values.empty()) options.push_back("true_values = " + QuotedList(rule.true_values));
  if (!rule.false_values.empty()) options.push_back("false_values = " + QuotedList(rule.false_values));
  const std::string from = rule.from.size() == 1 ? Quoted(rule.from.front()) : QuotedList(rule.from);
  std::string line = rule.column;
  line.resize(std::max(line.size(), width), ' ');
  if (options.empty()) return line + " = " + from;
  if (!rule.from.empty()) options.insert(options.begin(), "from = " + from);
  return line + " = { " + Join(options, ", ") + " }";
}

project::ColumnRule Refined(project::ColumnRule rule, Type type, const csv::InferredColumn& seen) {
  if (seen.distinct == 0 || rule.JudgesText()) return rule;
  const bool is_time = seen.type == Type::kDate || seen.type == Type::kTimestamp;
  if (type == Type::kText) rule.number_as_text = seen.number_as_text;
  if ((type == Type::kDate || type == Type::kTimestamp) && is_time) rule.format = seen.format;
  if (type == Type::kDecimal && seen.type == Type::kDecimal) {
    rule.decimal = seen.decimal;
    rule.thousands = seen.thousands;
  }
  return rule;
}

}  // namespace till::catalog
