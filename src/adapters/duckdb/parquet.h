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

/// Writes rows as a Parquet file that every reader knows: version 1.0, with Snappy, columns and rows in their order.
/// Our own columns::EncodeParquet makes smaller files, by encodings that some readers lack.
Status WriteParquet(const columns::Batch& rows, const std::filesystem::path& path);

}  // namespace till::duckdb
