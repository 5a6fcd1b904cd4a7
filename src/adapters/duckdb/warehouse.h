#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "warehouse/warehouse.h"

namespace till::duckdb {

struct WarehouseOptions {
  size_t threads = 0;                      ///< 0 means one per core
  std::filesystem::path temp_folder = {};  ///< where more than memory_limit goes; empty: nowhere
  std::string memory_limit = {};           ///< "2GB"; empty: the engine's own judgement
};

/// A DuckDB in memory: Parquet in, Parquet out, nothing stored.
Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse(const WarehouseOptions& options);

}  // namespace till::duckdb
