#pragma once

#include <memory>

#include "base/result.h"
#include "columns/parquet.h"

namespace till::duckdb {

/// Parquet by DuckDB: zstd level 1, data pages of version 2, field ids, exact SQL types; instants are UTC-adjusted.
/// One engine in memory serves all threads; each call works on its caller's thread alone.
Result<std::unique_ptr<columns::Parquet>> OpenParquet();

}  // namespace till::duckdb
