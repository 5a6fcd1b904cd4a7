#include "adapters/duckdb/warehouse.h"
#include "tests/support/engine.h"

namespace till::testing_support {

Result<std::unique_ptr<warehouse::Warehouse>> OpenEngine(size_t threads) {
  return duckdb::OpenWarehouse({.threads = threads});
}

}  // namespace till::testing_support
