#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "columns/batch.h"

namespace till::columns {

/// All rows of `batches`, which have the schema `schema`, as the bytes of one Parquet file. A function of the rows
/// alone, however they are cut into batches. Any thread.
///
/// Row groups of 122,880 rows; all columns optional, with field ids counted from 0; data pages of version 2; numbers
/// as differences, text by dictionary where most of it repeats; zstd level 1 where there is something to gain;
/// statistics of each column in each group. Instants are UTC-adjusted. A text has less than 2 GiB.
/// Format: https://github.com/apache/parquet-format
Result<std::string> EncodeParquet(const Schema& schema, std::span<const Batch> batches);
/// The same of the rows [begin, end) of one batch.
Result<std::string> EncodeParquet(const Batch& batch, size_t begin, size_t end);

}  // namespace till::columns
