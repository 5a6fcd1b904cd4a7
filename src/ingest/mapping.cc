#include "ingest/mapping.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace till::ingest {
namespace {

using Headers = std::vector<std::string>;

/// Columns of orders of which a row needs one.
constexpr std::array<std::array<std::string_view, 2>, 2> kEither{
    {{"order_date", "ordered_at"}, {"unit_price", "total_amount"}}};

const project::ColumnRule* FindRule(const project::TableMapping& mapping, std::string_view column) {
  for (const project::ColumnRule& rule : mapping.columns) {
    if (rule.column == column) return &rule;
  }
  return nullptr;
}

Headers Unmapped(const project::Feed& feed, const Headers& header) {
  Headers left;
  for (const std::string& name : header) {
    const bool taken = std::any_of(feed.tables.begin(), feed.tables.end(), [&](const project::TableMapping& mapping) {
      return std::any_of(mapping.columns.begin(), mapping.columns.end(), [&](const project::ColumnRule& rule) {
        return std::find(rule.from.begin(), rule.from.end(), name) != rule.from.end();
      });
    });
    if (!taken) left.push_back(name);
  }
  return left;
}

/// The header that `column` most likely has now, of those that no rule takes; or nothing.
std::optional<std::string> Candidate(const retail::SourceColumn& column, const Headers& from, const Headers& unmapped) {
  for (const std::string& name : from) {
    if (auto nearest = Nearest(name, unmapped)) return nearest;
  }
  const std::vector<std::string> obvious = Split(column.headers, '|');
  for (const std::string& name : unmapped) {
    const std::string plain = Replace(Replace(ToLower(name), " ", ""), "_", "");
    if (std::find(obvious.begin(), obvious.end(), plain) != obvious.end()) return name;
  }
  return std::nullopt;
}

/// Binds one feed's rules to one file's header.
class Binder {
 public:
  Binder(const project::Feed& feed, const Headers& header, const std::map<std::string, std::string>& path_values,
         std::string_view key)
      : feed_(feed),
        header_(header),
        path_values_(path_values),
        unmapped_(Unmapped(feed, header)),
        context_("cannot load '" + std::string(key) + "'") {}

  Result<BoundMapping> Bind() {
    BoundMapping bound;
    bound.width = header_.size();
    bound.unmapped = unmapped_;
    for (const retail::SourceTable& table : retail::SourceTables()) {
      for (const project::TableMapping& mapping : feed_.tables) {
        if (mapping.table->name != table.name) continue;
        TILL_ASSIGN(BoundTable filled, BindTable(mapping));
        bound.tables.push_back(std::move(filled));
      }
    }
    return bound;
  }

 private:
  Result<BoundTable> BindTable(const project::TableMapping& mapping) {
    BoundTable bound{mapping.table, {}};
    for (const retail::SourceColumn& column : mapping.table->columns) {
      const project::ColumnRule* rule = FindRule(mapping, column.name);
      TILL_ASSIGN(BoundColumn one, BindColumn(column, rule));
      if (column.required && !one.bound()) return Missing(mapping, column, rule);
      bound.columns.push_back(std::move(one));
    }
    if (!bound.Is("orders")) return bound;
    for (const auto& [first, second] : kEither) {
      if (bound.Find(first).bound() || bound.Find(second).bound()) continue;
      const std::string_view lost = FindRule(mapping, first) != nullptr ? first : second;
      return Missing(mapping, *mapping.table->Find(lost), FindRule(mapping, lost));
    }
    return bound;
  }

  Result<BoundColumn> BindColumn(const retail::SourceColumn& column, const project::ColumnRule* rule) const {
    BoundColumn bound;
    bound.name = column.name;
    bound.type = column.type;
    bound.required = column.required;
    bound.person = column.person;
    bound.id = column.type == columns::Type::kText && column.name.ends_with("_id");
    if (rule == nullptr) return bound;
    if (rule->from.empty()) {
      const auto value = path_values_.find(rule->path_value);
      bound.constant = rule->path_value.empty() ? rule->value : value == path_values_.end() ? "" : value->second;
      if (!bound.constant.empty()) bound.source = BoundColumn::Source::kConstant;
      return bound;
    }
    for (const std::string& name : rule->from) {
      const auto found = std::find(header_.begin(), header_.end(), name);
      if (found == header_.end()) continue;
      bound.source = BoundColumn::Source::kCell;
      bound.cell = static_cast<size_t>(found - header_.begin());
      bound.header = name;
      if (std::find(found + 1, header_.end(), name) != header_.end()) return Doubled(rule->column, name);
      break;
    }
    bound.number_as_text = rule->number_as_text;
    bound.marks = {rule->decimal, rule->thousands};
    bound.starts_with = rule->starts_with;
    for (const std::string& value : rule->true_values) bound.true_values.push_back(ToLower(value));
    for (const std::string& value : rule->false_values) bound.false_values.push_back(ToLower(value));
    auto format = csv::TimeFormat::Of(rule->format);
    if (!format.ok()) return Within(context_ + ": column '" + rule->column + "'", format.error());
    bound.format = std::move(*format);
    return bound;
  }

  Error Doubled(std::string_view column, const std::string& name) const {
    return Rejected(context_ + ": column '" + std::string(column) + "' maps to header '" + Shown(name) +
                        "', which the file has more than once",
                    "give the columns different headers where the file is exported");
  }

  /// The error for a required column that comes from nowhere.
  Error Missing(const project::TableMapping& mapping, const retail::SourceColumn& column,
                const project::ColumnRule* rule) const {
    const std::string name(column.name);
    const std::string place = "[feeds." + feed_.name + "." + std::string(mapping.table->name) + ".columns]";
    if (rule == nullptr) {
      return Invalid(
          context_ + ": no rule fills column '" + name + "' of table '" + std::string(mapping.table->name) + "'",
          "add it below " + place + " in till.toml");
    }
    if (rule->from.empty()) {
      return Invalid(
          context_ + ": column '" + name + "' is the path's " + rule->path_value + ", which it does not have",
          "put {" + rule->path_value + "} into the path of feed '" + feed_.name + "'");
    }
    const bool one = rule->from.size() == 1;
    const auto candidate = Candidate(column, rule->from, unmapped_);
    return Rejected(context_ + ": column '" + name + "' maps to header" + (one ? " '" : "s '") +
                        Join(rule->from, "' or '") + "', which the file does not have",
                    candidate ? "if it is '" + Shown(*candidate) + "' now, list both below " + place + ": " + name +
                                    " = [\"" + rule->from.front() + "\", \"" + Shown(*candidate) + "\"]"
                              : "headers of the file: " + Shown(Join(header_, ", ")));
  }

  const project::Feed& feed_;
  const Headers& header_;
  const std::map<std::string, std::string>& path_values_;
  Headers unmapped_;
  std::string context_;
};

}  // namespace

const BoundColumn& BoundTable::Find(std::string_view column) const {
  return *std::find_if(columns.begin(), columns.end(), [&](const BoundColumn& one) { return one.name == column; });
}

const BoundTable* BoundMapping::Find(std::string_view table) const {
  for (const BoundTable& bound : tables) {
    if (bound.Is(table)) return &bound;
  }
  return nullptr;
}

bool BoundMapping::IsOptional(const BoundTable& table) const {
  return tables.size() > 1 && !table.Is("orders") && table.Key().type == columns::Type::kText;
}

Result<BoundMapping> BindMapping(const project::Feed& feed, const std::vector<std::string>& header,
                                 const std::map<std::string, std::string>& path_values, std::string_view key) {
  return Binder(feed, header, path_values, key).Bind();
}

}  // namespace till::ingest
