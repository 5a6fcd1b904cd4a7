#include "adapters/aws/redshift/star_files.h"

#include <filesystem>
#include <vector>

#include "adapters/aws/redshift/statements.h"
#include "base/files.h"
#include "base/hash.h"
#include "columns/parquet_reader.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Type;
using warehouse::Warehouse;

Result<Batch> ReadStarFile(const std::filesystem::path& file) {
  TILL_ASSIGN(const std::string bytes, ReadFile(file));
  auto rows = columns::DecodeParquet(bytes);
  if (rows.ok()) return rows;
  return Corrupt("cannot read star file '" + file.string() + "': it is not as till writes it",
                 "till run --full makes it again");
}

}  // namespace

Result<Batch> ListStarFiles(std::span<const Warehouse::AttachedTable> tables) {
  Batch list = Batch::Of({{"table_name", Type::kText}, {"part", Type::kBigint}, {"partition_day", Type::kDate}});
  for (const Warehouse::AttachedTable& table : tables) {
    for (size_t i = 0; i < table.files.size(); ++i) {
      TILL_ASSIGN(const std::string bytes, ReadFile(table.files[i]));
      list.columns[0].AppendText(table.name);
      list.columns[1].AppendNumber(Hash60(bytes));
      table.partition_column.empty() ? list.columns[2].AppendNull()
                                     : list.columns[2].AppendNumber(table.partitions[i].value);
    }
  }
  return list;
}

Status LoadStarFiles(Parts& parts, std::span<const Warehouse::AttachedTable> tables, const Batch& list) {
  size_t row = 0;
  for (const Warehouse::AttachedTable& table : tables) {
    std::vector<Part> files;
    for (const std::filesystem::path& file : table.files) {
      files.push_back({list.columns[1].Number(row++), file.string(), [&file] { return ReadStarFile(file); }});
    }
    TILL_TRY(parts.Load(table.name, FileColumns(table), files));
  }
  return Ok();
}

bool AreLoaded(const Parts& parts, std::span<const Warehouse::AttachedTable> tables, const Batch& list) {
  size_t row = 0;
  for (const Warehouse::AttachedTable& table : tables) {
    const std::string name = StarPartsTable(table);
    for (size_t file = 0; file < table.files.size(); ++file) {
      if (!parts.Holds(name, list.columns[1].Number(row++))) return false;
    }
  }
  return true;
}

columns::Schema FileColumns(const Warehouse::AttachedTable& table) {
  columns::Schema columns = table.columns;
  std::erase_if(columns, [&](const columns::Field& field) { return field.name == table.partition_column; });
  return columns;
}

std::string StarPartsTable(const Warehouse::AttachedTable& table) { return PartsTable(table.name, FileColumns(table)); }

}  // namespace till::redshift
