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

const InferredColumn* FindHeader(const InferredFile& file, std::string_view header) {
  for (const InferredColumn& column : file.columns) {
    if (column.header == header) return &column;
  }
  return nullptr;
}

bool Fits(const retail::SourceColumn& column, const InferredColumn& seen) {
  return seen.distinct == 0 || catalog::CanHold(column.type, seen.type);
}

ColumnRule RuleFor(const retail::SourceColumn& column, const InferredColumn& seen) {
  ColumnRule rule;
  rule.column = column.name;
  rule.from = {seen.header};
  return catalog::Refined(rule, column.type, seen);
}

bool Maps(const TableMapping& mapping, std::string_view column) {
  return std::any_of(mapping.columns.begin(), mapping.columns.end(),
                     [&](const ColumnRule& rule) { return rule.column == column; });
}

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

/// What the table lacks to be filled, in words; empty if nothing.
std::string Lack(const TableMapping& mapping) {
  for (const retail::SourceColumn& column : mapping.table->columns) {
    if (column.required && !Maps(mapping, column.name)) return std::string(column.name);
  }
  if (mapping.table->name == "controls") return Maps(mapping, "net_sales") ? "" : "net_sales";
  if (mapping.table->name != "orders") return mapping.columns.size() > 1 ? "" : "anything but its id";
  if (!Maps(mapping, "order_date") && !Maps(mapping, "ordered_at")) return "order_date or ordered_at";
  if (!Maps(mapping, "unit_price") && !Maps(mapping, "total_amount")) return "unit_price or total_amount";
  return {};
}

/// The attributes of products or customers that stand in order lines, with the id that the lines give.
void AddFromOrderLines(const InferredFile& file, std::string_view name, std::string_view id, Match& match) {
  Headers taken;
  const TableMapping& orders = match.tables.front();
  const auto key = std::find_if(orders.columns.begin(), orders.columns.end(),
                                [&](const ColumnRule& rule) { return rule.column == id; });
  if (key == orders.columns.end()) return;
  for (const TableMapping& mapping : match.tables) {
    for (const ColumnRule& rule : mapping.columns) taken.insert(rule.from.front());
  }
  TableMapping mapping = MatchColumns(file, *retail::FindSourceTable(name), taken);
  std::erase_if(mapping.columns, [&](const ColumnRule& rule) { return rule.column == id; });
  if (mapping.columns.empty()) return;
  mapping.columns.insert(mapping.columns.begin(), *key);
  match.tables.push_back(std::move(mapping));
}

Match MatchByNames(const InferredFile& file, std::string_view pattern) {
  Match match;
  std::pair<size_t, bool> best{0, false};
  size_t nearly = 0;
  for (const retail::SourceTable& table : retail::SourceTables()) {
    TableMapping mapping = MatchColumns(file, table, {});
    const std::string lack = Lack(mapping);
    const bool named = ToLower(pattern).find(table.name) != std::string::npos;
    if (!lack.empty()) {
      if (mapping.columns.size() <= nearly) continue;
      nearly = mapping.columns.size();
      match.reason = "nearest is table '" + std::string(table.name) + "', for which it lacks " + lack;
      continue;
    }
    const size_t weight = table.name == "orders" ? SIZE_MAX : mapping.columns.size();
    if (std::pair(weight, named) <= best) continue;
    best = {weight, named};
    match.feed = table.name;
    match.tables = {std::move(mapping)};
  }
  if (match.feed.empty() && match.reason.empty()) match.reason = "no table has columns of these names";
  if (match.feed == "orders") {
    AddFromOrderLines(file, "products", "product_id", match);
    AddFromOrderLines(file, "customers", "customer_id", match);
  }
  return match;
}

/// The preset's rules for headers that the file has.
std::vector<TableMapping> Apply(const PresetFeed& preset, const InferredFile& file) {
  std::vector<TableMapping> tables;
  for (const TableMapping& from : preset.tables) {
    TableMapping mapping{from.table, {}};
    for (const ColumnRule& rule : from.columns) {
      const InferredColumn* seen = rule.from.empty() ? nullptr : FindHeader(file, rule.from.front());
      if (seen == nullptr && !rule.from.empty()) continue;
      const Type type = from.table->Find(rule.column)->type;
      const bool declared = seen == nullptr || rule.number_as_text;
      mapping.columns.push_back(declared ? rule : catalog::Refined(rule, type, *seen));
    }
    if (mapping.table->name == "orders") SettleOrderTime(file, mapping);
    tables.push_back(std::move(mapping));
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
      if (std::any_of(tables.begin(), tables.end(), [](const auto& mapping) { return !Lack(mapping).empty(); }))
        continue;
      longest = feed.signature.size();
      match = {feed.name, preset.title, preset.currency, preset.timezone, feed.kind, std::move(tables), {}, {}};
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

Match MatchFile(const InferredFile& file, std::string_view pattern, std::span<const Preset> presets) {
  Match match = MatchPresets(file, presets);
  if (match.feed.empty()) match = MatchByNames(file, pattern);
  if (match.feed.empty()) return match;
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
