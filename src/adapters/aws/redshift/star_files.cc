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

Result<Batch> LoadStarFiles(Parts& parts, std::span<const Warehouse::AttachedTable> tables) {
  Batch list = Batch::Of({{"table_name", Type::kText}, {"part", Type::kBigint}, {"partition_day", Type::kDate}});
  for (const Warehouse::AttachedTable& table : tables) {
    std::vector<Part> files;
    for (size_t i = 0; i < table.files.size(); ++i) {
      TILL_ASSIGN(const std::string bytes, ReadFile(table.files[i]));
      files.push_back({Hash60(bytes), [&file = table.files[i]] { return ReadStarFile(file); }});
      list.columns[0].AppendText(table.name);
      list.columns[1].AppendNumber(files.back().number);
      table.partition_column.empty() ? list.columns[2].AppendNull()
                                     : list.columns[2].AppendNumber(table.partitions[i].value);
    }
    TILL_TRY(parts.Load(table.name, FileColumns(table), files));
  }
  return list;
}

columns::Schema FileColumns(const Warehouse::AttachedTable& table) {
  columns::Schema columns = table.columns;
  std::erase_if(columns, [&](const columns::Field& field) { return field.name == table.partition_column; });
  return columns;
}

std::string StarPartsTable(const Warehouse::AttachedTable& table) { return PartsTable(table.name, FileColumns(table)); }

}  // namespace till::redshift
