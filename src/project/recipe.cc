#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "project/project.h"

namespace till::project {
namespace {

std::string MarkText(char mark) { return mark == '\0' ? std::string() : std::string(1, mark); }

Json RuleJson(const ColumnRule& rule) {
  std::vector<std::string> true_values = rule.true_values;
  std::sort(true_values.begin(), true_values.end());
  std::vector<std::string> false_values = rule.false_values;
  std::sort(false_values.begin(), false_values.end());
  return Json{{"column", rule.column},
              {"from", rule.from},
              {"value", rule.value},
              {"path_value", rule.path_value},
              {"number_as_text", rule.number_as_text},
              {"decimal", MarkText(rule.decimal)},
              {"thousands", MarkText(rule.thousands)},
              {"format", rule.format},
              {"starts_with", rule.starts_with},
              {"true_values", true_values},
              {"false_values", false_values}};
}

Json MappingJson(const TableMapping& mapping) {
  std::vector<const ColumnRule*> rules;
  for (const ColumnRule& rule : mapping.columns) rules.push_back(&rule);
  std::sort(rules.begin(), rules.end(), [](const auto* a, const auto* b) { return a->column < b->column; });
  Json columns = Json::array();
  for (const ColumnRule* rule : rules) columns.push_back(RuleJson(*rule));
  return Json{{"table", std::string(mapping.table->name)}, {"columns", columns}};
}

}  // namespace

std::string Recipe(const Project& project, const Feed& feed, const std::map<std::string, std::string>& path_values,
                   int reader_version) {
  std::vector<const TableMapping*> mappings;
  std::set<std::string> used;
  for (const TableMapping& mapping : feed.tables) {
    mappings.push_back(&mapping);
    for (const ColumnRule& rule : mapping.columns) used.insert(rule.path_value);
  }
  std::sort(mappings.begin(), mappings.end(),
            [](const auto* a, const auto* b) { return a->table->name < b->table->name; });
  Json tables = Json::array();
  for (const TableMapping* mapping : mappings) tables.push_back(MappingJson(*mapping));
  Json values = Json::object();
  for (const auto& [name, value] : path_values) {
    if (used.contains(name)) values[name] = value;
  }
  return Sha256Hex(ToText(Json{{"reader_version", reader_version},
                               {"timezone", project.timezone},
                               {"day_starts_at", project.day_starts_at_minutes},
                               {"currency", project.currency},
                               {"source", feed.source},
                               {"prices_include_tax", feed.prices_include_tax},
                               {"encoding", feed.encoding},
                               {"delimiter", MarkText(feed.delimiter)},
                               {"path_values", values},
                               {"tables", tables}}));
}

}  // namespace till::project
