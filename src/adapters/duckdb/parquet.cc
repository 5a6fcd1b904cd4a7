#include "adapters/duckdb/parquet.h"

#include <string>
#include <system_error>
#include <utility>

#include "adapters/duckdb/relations.h"
#include "adapters/duckdb/session.h"

namespace till::duckdb {

ParquetReader::ParquetReader(std::unique_ptr<Database> database) : database_(std::move(database)) {}
ParquetReader::ParquetReader(ParquetReader&&) noexcept = default;
ParquetReader::~ParquetReader() = default;

Result<ParquetReader> ParquetReader::Open() {
  TILL_ASSIGN(auto database, Database::Open({{"threads", "1"}}));
  return ParquetReader(std::move(database));
}

Result<columns::Batch> ParquetReader::Read(const std::filesystem::path& path) const {
  std::error_code missing;
  if (!std::filesystem::exists(path, missing)) return NotFound("cannot read '" + path.string() + "': no such file");
  TILL_ASSIGN(const auto session, database_->Connect());
  auto batch = session->Query("from read_parquet(" + Quoted(path) + ", hive_partitioning = false)", {});
  if (batch.ok() || batch.error().code == Code::kUnsupported) return batch;
  return Corrupt("cannot read '" + path.string() + "': " + batch.error().message);
}

Status WriteParquet(const columns::Batch& rows, const std::filesystem::path& path) {
  TILL_ASSIGN(const auto database, Database::Open({{"threads", "1"}}));
  TILL_ASSIGN(const auto session, database->Connect());
  TILL_TRY(session->Execute(CreateTable("rows", rows.schema)));
  TILL_TRY(session->Append("rows", "main", rows));
  return session->Execute("copy rows to " + Quoted(path) + " (format parquet, compression snappy, parquet_version v1)");
}

}  // namespace till::duckdb
