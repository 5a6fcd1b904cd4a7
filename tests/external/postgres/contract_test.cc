#include "tests/contract/warehouse_contract.h"
#include "tests/support/engine.h"

namespace till::warehouse {

INSTANTIATE_TEST_SUITE_P(Postgres, WarehouseContract,
                         testing::Values(WarehouseCase{"postgres", testing_support::OpenEngine}),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace till::warehouse
