#include "warehouse/published_star.h"

#include <string>
#include <utility>

namespace till::warehouse {
namespace {

using columns::Batch;
using columns::Type;

/// The day of ".../order_month=2026-01-01/<hash>.parquet".
Result<Day> PartitionOf(const publish::StarTable& table, const publish::StarFile& file) {
  const std::string mark = "/" + table.partition_column + "=";
  const size_t at = file.key.find(mark);
  const auto day = at == std::string::npos ? std::nullopt : Day::Parse(file.key.substr(at + mark.size(), 10));
  if (day) return *day;
  return Corrupt("cannot read star file '" + file.key + "': its name has no " + table.partition_column);
}

Result<columns::Schema> SchemaOf(const publish::StarTable& table) {
  columns::Schema schema;
  for (const auto& [name, type_name] : table.columns) {
    const auto type = columns::TypeOf(type_name);
    if (!type) return Corrupt("cannot read star table '" + table.name + "': unknown type '" + type_name + "'");
    schema.push_back({name, *type});
  }
  return schema;
}

Result<Warehouse::AttachedTable> Attached(const publish::StarTable& table, lake::ObjectStore& lake) {
  Warehouse::AttachedTable attached{
      .name = table.name, .columns = {}, .partition_column = table.partition_column, .files = {}, .partitions = {}};
  TILL_ASSIGN(attached.columns, SchemaOf(table));
  for (const publish::StarFile& file : table.files) {
    TILL_ASSIGN(std::filesystem::path path, lake.Fetch(file.key));
    attached.files.push_back(std::move(path));
    if (table.partition_column.empty()) continue;
    TILL_ASSIGN(const Day day, PartitionOf(table, file));
    attached.partitions.push_back(day);
  }
  return attached;
}

}  // namespace

Result<std::vector<Warehouse::AttachedTable>> PublishedStar(const publish::Record& record, lake::ObjectStore& lake) {
  std::vector<Warehouse::AttachedTable> tables;
  for (const publish::StarTable& table : record.content.tables) {
    Result<Warehouse::AttachedTable> attached = Attached(table, lake);
    if (!attached.ok()) return Within("publication " + std::to_string(record.number), attached.error());
    tables.push_back(std::move(attached).value());
  }
  return tables;
}

Batch PublicationRow(const publish::Record& record) {
  Batch row = Batch::Of(
      {{"number", Type::kBigint}, {"content_hash", Type::kText}, {"published_at", Type::kText}, {"run", Type::kText}});
  row.columns[0].AppendNumber(record.number);
  row.columns[1].AppendText(record.content_hash);
  row.columns[2].AppendText(record.published_at);
  row.columns[3].AppendText(record.run);
  return row;
}

Batch InputRows(const publish::Record& record) {
  Batch rows = Batch::Of({{"_input", Type::kBigint},
                          {"feed", Type::kText},
                          {"key", Type::kText},
                          {"business_date", Type::kDate},
                          {"content", Type::kText},
                          {"recipe", Type::kText}});
  for (const publish::Input& input : record.content.inputs) {
    rows.columns[0].AppendNumber(input.Id());
    rows.columns[1].AppendText(input.feed);
    rows.columns[2].AppendText(input.key);
    rows.columns[3].AppendNumber(input.business_date.value);
    rows.columns[4].AppendText(input.content);
    rows.columns[5].AppendText(input.recipe);
  }
  return rows;
}

}  // namespace till::warehouse
