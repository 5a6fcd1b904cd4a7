#pragma once

#include <filesystem>
#include <span>

#include "base/result.h"
#include "columns/batch.h"

namespace till::columns {

/// Reads and writes Parquet files of our column types. The same batches give the same bytes, on any machine. Any
/// thread may call any function.
class Parquet {
 public:
  virtual ~Parquet() = default;

  /// Writes all rows of `batches`, which have the schema `schema`, as one file. The folder must exist.
  virtual Status Write(const std::filesystem::path& path, const Schema& schema, std::span<const Batch> batches) = 0;

  /// The whole file as one batch, in file order. kCorrupt if it is no Parquet file, kUnsupported for a column type
  /// that is none of ours.
  virtual Result<Batch> Read(const std::filesystem::path& path) = 0;
};

}  // namespace till::columns
