#include "delta/actions.h"

#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "columns/batch.h"

namespace till::delta {
namespace {

bool StaysInPath(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~=/").find(c) != std::string_view::npos;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// ordered_at is an instant, which Delta calls timestamp; a local time would need timestamp_ntz and a newer protocol.
Result<std::string> DeltaType(const std::string& table, const std::string& column, std::string_view type) {
  static constexpr std::array<std::pair<columns::Type, std::string_view>, 7> kTypes{{
      {columns::Type::kBoolean, "boolean"},
      {columns::Type::kInteger, "integer"},
      {columns::Type::kBigint, "long"},
      {columns::Type::kDecimal, "decimal(18,4)"},
      {columns::Type::kDate, "date"},
      {columns::Type::kTimestamp, "timestamp"},
      {columns::Type::kText, "string"},
  }};
  const auto known = columns::TypeOf(type);
  for (const auto& [ours, theirs] : kTypes) {
    if (known == ours) return std::string(theirs);
  }
  return Unsupported("cannot write the Delta log of '" + table + "': column '" + column + "' has the type '" +
                     std::string(type) + "'");
}

/// A bound as JSON of the column's type, or nothing where Delta keeps none.
std::string BoundText(const Json& bound, std::string_view type) {
  const auto known = columns::TypeOf(type);
  if (bound.is_null() || !known || *known == columns::Type::kBoolean) return {};
  const bool quoted =
      *known == columns::Type::kText || *known == columns::Type::kDate || *known == columns::Type::kTimestamp;
  if (bound.is_string() && !quoted) return bound.get<std::string>();
  return ToText(bound);
}

Json PartitionValues(std::string_view column, const std::optional<std::string>& value) {
  Json values = Json::object();
  if (!column.empty()) values[std::string(column)] = value ? Json(*value) : Json(nullptr);
  return values;
}

}  // namespace

std::string EncodePath(std::string_view path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : path) {
    if (StaysInPath(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

Result<std::string> DecodePath(std::string_view encoded) {
  std::string path;
  for (size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      path += encoded[i];
      continue;
    }
    const int high = i + 1 < encoded.size() ? HexDigit(encoded[i + 1]) : -1;
    const int low = i + 2 < encoded.size() ? HexDigit(encoded[i + 2]) : -1;
    if (high < 0 || low < 0) return Corrupt("cannot read path '" + Shown(encoded) + "': a '%' has no two hex digits");
    path += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return path;
}

Result<std::string> SchemaText(const TableState& table) {
  Json fields = Json::array();
  for (const auto& [name, type] : table.columns) {
    TILL_ASSIGN(const std::string delta_type, DeltaType(table.name, name, type));
    fields.push_back(Json{{"name", name}, {"type", delta_type}, {"nullable", true}, {"metadata", Json::object()}});
  }
  return ToText(Json{{"type", "struct"}, {"fields", fields}});
}

std::string StatsText(const TableState& table, const AddFile& file) {
  std::string least;
  std::string greatest;
  std::string nulls;
  const auto add = [](std::string& object, const std::string& column, const std::string& value) {
    if (!value.empty()) object += (object.empty() ? "" : ",") + ToText(Json(column)) + ":" + value;
  };
  for (const auto& [column, type] : table.columns) {
    if (column == table.partition_column) continue;
    for (const ColumnStats& stats : file.stats) {
      if (stats.column != column) continue;
      add(least, column, BoundText(stats.min, type));
      add(greatest, column, BoundText(stats.max, type));
      add(nulls, column, std::to_string(stats.nulls));
    }
  }
  return "{\"numRecords\":" + std::to_string(file.rows) + ",\"minValues\":{" + least + "},\"maxValues\":{" + greatest +
         "},\"nullCount\":{" + nulls + "}}";
}

Result<Json> MetadataAction(const TableState& table, std::string_view id, int64_t created_millis) {
  TILL_ASSIGN(const std::string schema, SchemaText(table));
  Json partition = Json::array();
  if (!table.partition_column.empty()) partition.push_back(table.partition_column);
  return Json{{"metaData",
               {{"id", std::string(id)},
                {"name", table.name},
                {"format", {{"provider", "parquet"}, {"options", Json::object()}}},
                {"schemaString", schema},
                {"partitionColumns", partition},
                {"configuration", Json::object()},
                {"createdTime", created_millis}}}};
}

Json AddAction(const TableState& table, const AddFile& file, int64_t modified_millis) {
  return Json{{"add",
               {{"path", EncodePath(file.path)},
                {"partitionValues", PartitionValues(table.partition_column, file.partition_value)},
                {"size", file.size},
                {"modificationTime", modified_millis},
                {"dataChange", true},
                {"stats", StatsText(table, file)}}}};
}

Json RemoveAction(std::string_view path, const LogState::File& file, std::string_view partition_column,
                  int64_t deleted_millis) {
  return Json{{"remove",
               {{"path", EncodePath(path)},
                {"deletionTimestamp", deleted_millis},
                {"dataChange", true},
                {"extendedFileMetadata", true},
                {"partitionValues", PartitionValues(partition_column, file.partition_value)},
                {"size", file.size}}}};
}

std::string UuidOf(std::string_view name) {
  std::string hex = Sha256Hex(name).substr(0, 32);
  hex[12] = '8';  // RFC 9562: version 8, a UUID of one's own making
  hex[16] = "89ab"[HexDigit(hex[16]) & 3];
  for (const size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace till::delta
