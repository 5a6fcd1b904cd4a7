#include "tests/support/engine.h"
#include "adapters/postgres/warehouse.h"
#include "tests/external/postgres/cluster.h"

namespace till::testing_support {

Result<std::unique_ptr<warehouse::Warehouse>> OpenEngine(size_t threads) {
  return postgres::OpenWarehouse({.connection = TestCluster(), .schema = "till", .threads = threads});
}

}  // namespace till::testing_support
