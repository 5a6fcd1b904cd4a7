#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "warehouse/warehouse.h"

namespace till::postgres {

struct WarehouseOptions {
  std::string connection;  ///< as libpq takes it; the password comes from PGPASSWORD or ~/.pgpass
  std::string schema;      ///< of the published star; its files lie in <schema>_files
  size_t threads = 0;      ///< for reading and writing Parquet; 0 means one per core
};

/// A PostgreSQL 15 or newer. Staging, models and what is attached are temporary relations of one session; the rows of
/// star files and the published star stay. The session may write only where it keeps these; what Query runs may not.
/// The database's encoding must be UTF-8: kInvalid otherwise. Else as Session::Connect.
Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse(const WarehouseOptions& options);

}  // namespace till::postgres
