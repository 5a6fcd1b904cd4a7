#include "tests/contract/warehouse_contract.h"
#include "tests/support/engine.h"

namespace till::warehouse {

INSTANTIATE_TEST_SUITE_P(Redshift, WarehouseContract,
                         testing::Values(WarehouseCase{"redshift", testing_support::OpenEngine}),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace till::warehouse
