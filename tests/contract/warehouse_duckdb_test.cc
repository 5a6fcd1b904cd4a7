#include "adapters/duckdb/warehouse.h"
#include "tests/contract/warehouse_contract.h"

namespace till::warehouse {

INSTANTIATE_TEST_SUITE_P(Duckdb, WarehouseContract,
                         testing::Values(WarehouseCase{
                             "duckdb", [](size_t threads) { return duckdb::OpenWarehouse({.threads = threads}); }}),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace till::warehouse
