#include "catalog/schema.h"

#include <algorithm>

#include "catalog/headers.h"

namespace till::catalog {
namespace {

using columns::Type;

/// The narrowest type that holds the values of both.
Type Wider(Type a, Type b) {
  const auto is_number = [](Type type) {
    return type == Type::kInteger || type == Type::kBigint || type == Type::kDecimal;
  };
  const auto is_time = [](Type type) { return type == Type::kDate || type == Type::kTimestamp; };
  if (a == b) return a;
  if ((is_number(a) && is_number(b)) || (is_time(a) && is_time(b))) return std::max(a, b);
  return Type::kText;
}

const SeenColumn* FindColumn(const SchemaVersion& schema, std::string_view name) {
  for (const SeenColumn& column : schema.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// The names of `a`'s columns that `b` has too, in a's order.
std::vector<std::string> Shared(const SchemaVersion& a, const SchemaVersion& b) {
  std::vector<std::string> names;
  for (const SeenColumn& column : a.columns) {
    if (FindColumn(b, column.name) != nullptr) names.push_back(column.name);
  }
  return names;
}

}  // namespace

SchemaVersion SchemaOf(std::string_view table, const csv::InferredFile& file, const csv::Dialect& dialect) {
  SchemaVersion schema;
  schema.table = table;
  schema.files = 1;
  schema.delimiter = dialect.delimiter;
  schema.encoding = dialect.encoding;
  for (const csv::InferredColumn& inferred : file.columns) {
    SeenColumn column{inferred.header, inferred.type,     inferred.distinct == 0, IsPersonal(inferred.header),
                      inferred.nulls,  inferred.distinct, inferred.min,           inferred.max};
    if (column.person) column.min = column.max = "";
    schema.columns.push_back(std::move(column));
  }
  return schema;
}

bool Fits(const SchemaVersion& seen, const SchemaVersion& version) {
  if (seen.delimiter != version.delimiter || seen.encoding != version.encoding) return false;
  return std::equal(seen.columns.begin(), seen.columns.end(), version.columns.begin(), version.columns.end(),
                    [](const SeenColumn& a, const SeenColumn& b) {
                      return a.name == b.name && (a.blank || Wider(a.type, b.type) == b.type);
                    });
}

SchemaVersion Widened(SchemaVersion seen, const SchemaVersion& before) {
  for (SeenColumn& column : seen.columns) {
    const SeenColumn* old = FindColumn(before, column.name);
    if (old == nullptr || old->blank) continue;
    column.type = column.blank ? old->type : Wider(column.type, old->type);
    column.blank = false;
  }
  return seen;
}

Json ToJson(const SchemaVersion& schema) {
  Json columns = Json::array();
  for (const SeenColumn& column : schema.columns) {
    Json json{{"name", column.name}, {"type", columns::TypeName(column.type)}, {"nullable", column.nulls > 0}};
    json["nulls"] = column.person ? Json() : Json(column.nulls);
    json["distinct"] = column.person ? Json() : Json(column.distinct);
    json["min"] = column.person ? Json() : TextOrNull(column.min);
    json["max"] = column.person ? Json() : TextOrNull(column.max);
    columns.push_back(std::move(json));
  }
  Json json{{"table", schema.table}, {"version", schema.version}, {"columns", columns}, {"files", schema.files}};
  if (!schema.statistics_of.empty()) json["statistics_of"] = schema.statistics_of;
  return json;
}

SchemaDiff Diff(const SchemaVersion& before, const SchemaVersion& after) {
  SchemaDiff diff;
  for (const SeenColumn& column : after.columns) {
    const SeenColumn* old = FindColumn(before, column.name);
    if (old == nullptr) {
      diff.added.push_back(column.name);
    } else if (old->type != column.type) {
      diff.retyped.push_back({column.name, old->type, column.type});
    }
  }
  for (const SeenColumn& column : before.columns) {
    if (FindColumn(after, column.name) == nullptr) diff.removed.push_back(column.name);
  }
  diff.reordered = Shared(before, after) != Shared(after, before);
  diff.rewritten = before.delimiter != after.delimiter || before.encoding != after.encoding;
  return diff;
}

Json ToJson(const SchemaDiff& diff) {
  Json retyped = Json::array();
  for (const SchemaDiff::Retyped& change : diff.retyped) {
    retyped.push_back(Json{{"column", change.column},
                           {"before", columns::TypeName(change.before)},
                           {"after", columns::TypeName(change.after)}});
  }
  return Json{{"added", diff.added},
              {"removed", diff.removed},
              {"retyped", retyped},
              {"reordered", diff.reordered},
              {"rewritten", diff.rewritten}};
}

}  // namespace till::catalog
