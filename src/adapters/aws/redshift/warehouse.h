#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/aws/redshift/connection.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "warehouse/warehouse.h"

namespace till::redshift {

struct WarehouseOptions {
  std::string connection;  ///< as libpq takes it; the password comes from PGPASSWORD or ~/.pgpass
  Target target;
  size_t threads = 0;  ///< for reading Parquet; 0 means one per core
};

/// A cluster or a Serverless workgroup. What is staged and attached comes in by COPY and stays, part by part, in
/// <schema>_parts, where the next session finds it; staging, models and what is attached are temporary tables of one
/// session, which copy what they need of it. What Build works out goes out by UNLOAD. What COPY reads and UNLOAD writes
/// lies below `_till/redshift/` of `store`, which must outlive the warehouse, and is deleted at once. Errors as
/// Connect.
Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse(const WarehouseOptions& options, lake::ObjectStore& store);

}  // namespace till::redshift
