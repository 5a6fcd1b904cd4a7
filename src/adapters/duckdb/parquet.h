#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "columns/batch.h"

namespace till::duckdb {

class Database;

/// Reads Parquet files of our column types, whoever wrote them, by an engine of its own. Any thread.
class ParquetReader {
 public:
  static Result<ParquetReader> Open();
  ParquetReader(ParquetReader&&) noexcept;
  ~ParquetReader();

  /// The whole file as one batch, in file order. kNotFound if absent, kCorrupt if it is no Parquet file, kUnsupported
  /// for a column type that is none of ours.
  Result<columns::Batch> Read(const std::filesystem::path& path) const;

 private:
  explicit ParquetReader(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace till::duckdb
