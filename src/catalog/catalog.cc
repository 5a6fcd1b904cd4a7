#include "catalog/catalog.h"

#include <cstdio>
#include <map>

#include "base/text.h"

namespace till::catalog {
namespace {

constexpr std::string_view kRoot = "_till/catalog/";
constexpr int kFormat = 1;

std::string KeyOf(std::string_view table, int64_t version) {
  char number[24];
  std::snprintf(number, sizeof number, "%06lld", static_cast<long long>(version));
  return std::string(kRoot) + std::string(table) + "/" + number + ".json";
}

Json Stored(const SchemaVersion& schema) {
  Json json{{"format", kFormat}};
  json.update(ToJson(schema));
  json["delimiter"] = std::string(1, schema.delimiter);
  json["encoding"] = schema.encoding;
  for (size_t i = 0; i < schema.columns.size(); ++i) {
    json["columns"][i]["blank"] = schema.columns[i].blank;
    json["columns"][i]["person"] = schema.columns[i].person;
  }
  return json;
}

Result<SeenColumn> ReadColumn(const Json& json, std::string_view what) {
  SeenColumn column;
  TILL_ASSIGN(column.name, Member<std::string>(json, "name", what));
  TILL_ASSIGN(const std::string type, Member<std::string>(json, "type", what));
  const auto known = columns::TypeOf(type);
  if (!known) return Corrupt("cannot read " + std::string(what) + ": unknown type '" + Shown(type) + "'");
  column.type = *known;
  TILL_ASSIGN(column.blank, Member<bool>(json, "blank", what));
  TILL_ASSIGN(column.person, Member<bool>(json, "person", what));
  TILL_ASSIGN(const bool nullable, Member<bool>(json, "nullable", what));
  column.nulls = nullable ? 1 : 0;
  if (column.person) return column;
  TILL_ASSIGN(column.nulls, Member<int64_t>(json, "nulls", what));
  TILL_ASSIGN(column.distinct, Member<int64_t>(json, "distinct", what));
  TILL_ASSIGN(const Json min, Member<Json>(json, "min", what));
  TILL_ASSIGN(const Json max, Member<Json>(json, "max", what));
  if (min.is_string()) column.min = min.get<std::string>();
  if (max.is_string()) column.max = max.get<std::string>();
  return column;
}

Result<SchemaVersion> Parse(const std::string& text, const std::string& what) {
  TILL_ASSIGN(const Json json, ParseJson(text, what));
  TILL_ASSIGN(const int format, Member<int>(json, "format", what));
  if (format > kFormat) {
    return Unsupported("cannot read " + what + ": format " + std::to_string(format) + " is newer than this program's " +
                       std::to_string(kFormat));
  }
  SchemaVersion schema;
  TILL_ASSIGN(schema.table, Member<std::string>(json, "table", what));
  TILL_ASSIGN(schema.version, Member<int64_t>(json, "version", what));
  TILL_ASSIGN(schema.files, Member<int64_t>(json, "files", what));
  if (const auto file = json.find("statistics_of"); file != json.end() && file->is_string()) {
    schema.statistics_of = file->get<std::string>();
  }
  TILL_ASSIGN(const std::string delimiter, Member<std::string>(json, "delimiter", what));
  if (delimiter.size() != 1) return Corrupt("cannot read " + what + ": member 'delimiter' is no character");
  schema.delimiter = delimiter.front();
  TILL_ASSIGN(schema.encoding, Member<std::string>(json, "encoding", what));
  TILL_ASSIGN(const auto columns, Member<std::vector<Json>>(json, "columns", what));
  for (const Json& column : columns) {
    TILL_ASSIGN(SeenColumn read, ReadColumn(column, what));
    schema.columns.push_back(std::move(read));
  }
  return schema;
}

Result<SchemaVersion> Read(lake::ObjectStore& store, const std::string& key) {
  TILL_ASSIGN(const std::string text, store.Get(key));
  auto schema = Parse(text, "'" + key + "'");
  if (schema.ok() || schema.error().code != Code::kCorrupt) return schema;
  return Corrupt(schema.error().message, "remove it; the next new file of its feed records the schema again");
}

/// The name between kRoot and the version; empty for a key that is no version.
std::string TableOf(std::string_view key) {
  if (!key.ends_with(".json")) return {};
  key.remove_prefix(kRoot.size());
  const size_t slash = key.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(key.substr(0, slash));
}

/// The newest version's key by table.
Result<std::map<std::string, std::string>> NewestKeys(lake::ObjectStore& store) {
  TILL_ASSIGN(const auto objects, store.List(kRoot));
  std::map<std::string, std::string> newest;
  for (const lake::ObjectInfo& object : objects) {
    if (const std::string table = TableOf(object.key); !table.empty()) newest[table] = object.key;
  }
  return newest;
}

Error UnknownTable(std::string_view table, const std::map<std::string, std::string>& known) {
  std::vector<std::string> names;
  for (const auto& [name, key] : known) names.push_back(name);
  return NotFound("cannot show schema of '" + std::string(table) + "': the catalog has no such table",
                  names.empty() ? "the catalog is empty; it is filled by: till run" : DidYouMean(table, names));
}

}  // namespace

Result<SchemaVersion> Record(lake::ObjectStore& store, const SchemaVersion& seen) {
  while (true) {
    TILL_ASSIGN(const auto versions, Versions(store, seen.table));
    for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
      if (Fits(seen, *version)) return *version;
    }
    SchemaVersion next = versions.empty() ? seen : Widened(seen, versions.back());
    next.version = versions.empty() ? 1 : versions.back().version + 1;
    const std::string text = ToText(Stored(next));
    const Status put = store.PutIfAbsent(KeyOf(next.table, next.version), std::string_view(text));
    if (put.ok()) return next;
    if (put.error().code != Code::kConflict) return put.error();
  }
}

Result<std::vector<std::string>> RemoveTorn(lake::ObjectStore& store) {
  TILL_ASSIGN(const auto objects, store.List(kRoot));
  std::vector<std::string> removed;
  for (const lake::ObjectInfo& object : objects) {
    if (TableOf(object.key).empty()) continue;
    const auto read = Read(store, object.key);
    if (read.ok()) continue;
    if (read.error().code != Code::kCorrupt) return read.error();
    TILL_TRY(store.Delete(object.key));
    removed.push_back(object.key);
  }
  return removed;
}

Result<std::vector<SchemaVersion>> Versions(lake::ObjectStore& store, std::string_view table) {
  TILL_ASSIGN(const auto objects, store.List(std::string(kRoot) + std::string(table) + "/"));
  std::vector<SchemaVersion> versions;
  for (const lake::ObjectInfo& object : objects) {
    if (TableOf(object.key) != table) continue;
    TILL_ASSIGN(SchemaVersion version, Read(store, object.key));
    versions.push_back(std::move(version));
  }
  return versions;
}

Result<SchemaVersion> Show(lake::ObjectStore& store, std::string_view table, int64_t version) {
  TILL_ASSIGN(const auto newest, NewestKeys(store));
  const auto found = newest.find(std::string(table));
  if (found == newest.end()) return UnknownTable(table, newest);
  if (version == 0) return Read(store, found->second);
  auto read = Read(store, KeyOf(table, version));
  if (!read.ok() && read.error().code == Code::kNotFound) {
    TILL_ASSIGN(const SchemaVersion last, Read(store, found->second));
    return NotFound("cannot show version " + std::to_string(version) + " of '" + std::string(table) +
                    "': its versions are 1 to " + std::to_string(last.version));
  }
  return read;
}

Result<std::vector<SchemaVersion>> List(lake::ObjectStore& store) {
  TILL_ASSIGN(const auto newest, NewestKeys(store));
  std::vector<SchemaVersion> versions;
  for (const auto& [table, key] : newest) {
    TILL_ASSIGN(SchemaVersion version, Read(store, key));
    versions.push_back(std::move(version));
  }
  return versions;
}

}  // namespace till::catalog
