#include "recognise/match.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalog/headers.h"
#include "catalog/rule_text.h"

namespace till::recognise {
namespace {

using columns::Type;
using csv::InferredColumn;
using csv::InferredFile;
using project::ColumnRule;
using project::TableMapping;

using Headers = std::set<std::string>;

ColumnRule RuleFor(const retail::SourceColumn& column, const InferredColumn& seen) {
  ColumnRule rule;
  rule.column = column.name;
  rule.from = {seen.header};
  return catalog::Refined(rule, column.type, seen);
}

bool Maps(const TableMapping& mapping, std::string_view column) { return FindRule(mapping, column) != nullptr; }

/// The first column of the file that `column` may take by name and by its cells.
const InferredColumn* HeaderFor(const InferredFile& file, const retail::SourceColumn& column, bool exact,
                                const Headers& taken) {
  for (const InferredColumn& seen : file.columns) {
    const bool named = exact ? catalog::Normalised(seen.header) == catalog::Normalised(column.name)
                             : catalog::IsObviousFor(seen.header, column);
    if (named && !taken.contains(seen.header) && Fits(column, seen)) return &seen;
  }
  return nullptr;
}

/// A file with times in its order_date, or days in its ordered_at: the column goes where its cells belong.
void SettleOrderTime(const InferredFile& file, TableMapping& mapping) {
  for (ColumnRule& rule : mapping.columns) {
    if (rule.column != "order_date" && rule.column != "ordered_at") continue;
    const Type type = FindHeader(file, rule.from.front())->type;
    const std::string better = type == Type::kTimestamp ? "ordered_at" : "order_date";
    if (type != Type::kText && rule.column != better && !Maps(mapping, better)) rule.column = better;
  }
}

/// The columns of `table` that the file has by exact name, then by obvious name; each header once.
TableMapping MatchColumns(const InferredFile& file, const retail::SourceTable& table, const Headers& others) {
  std::vector<const InferredColumn*> headers(table.columns.size(), nullptr);
  Headers taken = others;
  for (const bool exact : {true, false}) {
    for (size_t i = 0; i < headers.size(); ++i) {
      if (headers[i] != nullptr) continue;
      headers[i] = HeaderFor(file, table.columns[i], exact, taken);
      if (headers[i] != nullptr) taken.insert(headers[i]->header);
    }
  }
  TableMapping mapping{&table, {}};
  for (size_t i = 0; i < headers.size(); ++i) {
    if (headers[i] != nullptr) mapping.columns.push_back(RuleFor(table.columns[i], *headers[i]));
  }
  if (table.name == "orders") SettleOrderTime(file, mapping);
  return mapping;
}

/// What the table lacks to be filled, in words.
std::vector<std::string> Lacking(const TableMapping& mapping) {
  const std::string_view table = mapping.table->name;
  std::vector<std::string> lacking;
  for (const retail::SourceColumn& column : mapping.table->columns) {
    if (column.required && !Maps(mapping, column.name)) lacking.emplace_back(column.name);
  }
  const auto needs_one = [&](std::string_view first, std::string_view second) {
    if (Maps(mapping, first) || Maps(mapping, second)) return;
    lacking.push_back(std::string(first) + " or " + std::string(second));
  };
  if (table == "orders") {
    needs_one("order_date", "ordered_at");
    needs_one("unit_price", "total_amount");
  } else if (table == "controls") {
    if (!Maps(mapping, "net_sales")) lacking.emplace_back("net_sales");
  } else if (lacking.empty() && mapping.columns.size() == 1) {
    lacking.emplace_back("anything but its id");
  }
  return lacking;
}

/// The attributes of products or customers that stand in order lines, with the id that the lines give.
void AddFromOrderLines(const InferredFile& file, std::string_view name, std::string_view id, Match& match) {
  const TableMapping* orders = match.Orders();
  const ColumnRule* key = orders == nullptr ? nullptr : FindRule(*orders, id);
  Headers taken;
  for (const TableMapping& mapping : match.tables) {
    if (mapping.table->name == name) return;
    for (const ColumnRule& rule : mapping.columns) taken.insert(rule.from.begin(), rule.from.end());
  }
  if (key == nullptr) return;
  TableMapping mapping = MatchColumns(file, *retail::FindSourceTable(name), taken);
  std::erase_if(mapping.columns, [&](const ColumnRule& rule) { return rule.column == id; });
  if (mapping.columns.empty()) return;
  mapping.columns.insert(mapping.columns.begin(), *key);
  match.tables.push_back(std::move(mapping));
}

Match MatchByNames(const InferredFile& file, std::string_view pattern) {
  Match match;
  Match nearest;
  nearest.reason = "no table has columns of these names";
  std::pair<size_t, bool> best{0, false};
  for (const retail::SourceTable& table : retail::SourceTables()) {
    TableMapping mapping = MatchColumns(file, table, {});
    std::vector<std::string> lacking = Lacking(mapping);
    const bool named = ToLower(pattern).find(table.name) != std::string::npos;
    if (!lacking.empty()) {
      // What has not even its id is rather a file of orders under other names.
      const bool may_be = table.name == "orders" || Maps(mapping, table.natural_key);
      if (!may_be || mapping.columns.empty()) continue;
      const size_t before = nearest.tables.empty() ? 0 : nearest.tables.front().columns.size();
      if (mapping.columns.size() + (table.name == "orders" ? 1 : 0) <= before) continue;
      nearest.reason =
          "nearest is table '" + std::string(table.name) + "', for which it lacks " + Join(lacking, " and ");
      nearest.lacking = std::move(lacking);
      nearest.tables = {std::move(mapping)};
      continue;
    }
    const size_t weight = table.name == "orders" ? SIZE_MAX : mapping.columns.size();
    if (std::pair(weight, named) <= best) continue;
    best = {weight, named};
    match.feed = table.name;
    match.tables = {std::move(mapping)};
  }
  if (!match.feed.empty()) return match;
  if (nearest.tables.empty()) {
    nearest.tables = {{retail::FindSourceTable("orders"), {}}};
    nearest.lacking = Lacking(nearest.tables.front());
  }
  return nearest;
}

/// Of the rule's headers the first that the file has; of a required column's, the first without blanks if there is one.
const InferredColumn* Chosen(const ColumnRule& rule, const retail::SourceColumn& column, const InferredFile& file) {
  const InferredColumn* first = nullptr;
  for (const std::string& header : rule.from) {
    const InferredColumn* seen = FindHeader(file, header);
    if (seen != nullptr && (!column.required || seen->nulls == 0)) return seen;
    if (first == nullptr) first = seen;
  }
  return first;
}

/// The preset's rules for headers that the file has.
std::vector<TableMapping> Apply(const PresetFeed& preset, const InferredFile& file) {
  std::vector<TableMapping> tables;
  for (const TableMapping& from : preset.tables) {
    TableMapping mapping{from.table, {}};
    for (ColumnRule rule : from.columns) {
      const retail::SourceColumn& column = *from.table->Find(rule.column);
      const InferredColumn* seen = Chosen(rule, column, file);
      if (seen == nullptr && !rule.from.empty()) continue;
      if (seen != nullptr) rule.from = {seen->header};
      const bool declared = seen == nullptr || rule.number_as_text;
      mapping.columns.push_back(declared ? rule : catalog::Refined(rule, column.type, *seen));
    }
    if (mapping.table->name == "orders") SettleOrderTime(file, mapping);
    // What stands in order lines may be left out of an export.
    if (tables.empty() || Lacking(mapping).empty()) tables.push_back(std::move(mapping));
  }
  return tables;
}

Match MatchPresets(const InferredFile& file, std::span<const Preset> presets) {
  Match match;
  size_t longest = 0;
  for (const Preset& preset : presets) {
    for (const PresetFeed& feed : preset.feeds) {
      const bool has_all = std::all_of(feed.signature.begin(), feed.signature.end(),
                                       [&](const auto& header) { return FindHeader(file, header) != nullptr; });
      if (!has_all || feed.signature.size() <= longest) continue;
      std::vector<TableMapping> tables = Apply(feed, file);
      if (std::any_of(tables.begin(), tables.end(), [](const auto& mapping) { return !Lacking(mapping).empty(); }))
        continue;
      longest = feed.signature.size();
      match = {};
      match.feed = feed.name;
      match.preset = preset.title;
      match.currency = preset.currency;
      match.timezone = preset.timezone;
      match.kind = feed.kind;
      match.tables = std::move(tables);
      match.notes = feed.notes;
    }
  }
  return match;
}

std::string ReasonFor(const InferredColumn& seen, const Match& match) {
  for (const TableMapping& mapping : match.tables) {
    for (const retail::SourceColumn& column : mapping.table->columns) {
      if (!catalog::IsObviousFor(seen.header, column)) continue;
      if (!Fits(column, seen)) {
        return "it is named like '" + std::string(column.name) + "', but its cells look like " +
               std::string(columns::TypeName(seen.type));
      }
      return "'" + std::string(column.name) + "' is taken from another column";
    }
  }
  return "no column of these tables has such a name";
}

}  // namespace

const TableMapping* Match::Orders() const {
  const auto orders = std::ranges::find_if(tables, [](const auto& one) { return one.table->name == "orders"; });
  return orders == tables.end() ? nullptr : &*orders;
}

TableMapping* Match::Orders() { return const_cast<TableMapping*>(std::as_const(*this).Orders()); }

const InferredColumn* FindHeader(const InferredFile& file, std::string_view header) {
  for (const InferredColumn& column : file.columns) {
    if (column.header == header) return &column;
  }
  return nullptr;
}

const ColumnRule* FindRule(const TableMapping& mapping, std::string_view column) {
  for (const ColumnRule& rule : mapping.columns) {
    if (rule.column == column) return &rule;
  }
  return nullptr;
}

bool Fits(const retail::SourceColumn& column, const InferredColumn& seen) {
  return seen.distinct == 0 || catalog::CanHold(column.type, seen.type);
}

Match MatchFile(const InferredFile& file, std::string_view pattern, std::span<const Preset> presets) {
  Match match = MatchPresets(file, presets);
  if (match.feed.empty()) match = MatchByNames(file, pattern);
  if (!match.feed.empty()) {
    AddFromOrderLines(file, "products", "product_id", match);
    AddFromOrderLines(file, "customers", "customer_id", match);
  }
  Headers taken;
  for (const TableMapping& mapping : match.tables) {
    for (const ColumnRule& rule : mapping.columns) taken.insert(rule.from.begin(), rule.from.end());
  }
  for (const InferredColumn& seen : file.columns) {
    if (!taken.contains(seen.header)) match.unplaced.push_back({seen.header, ReasonFor(seen, match)});
  }
  return match;
}

}  // namespace till::recognise
