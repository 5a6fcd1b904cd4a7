#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "warehouse/warehouse.h"

namespace till::warehouse {

/// An engine under the suite.
struct WarehouseCase {
  std::string name;
  std::function<Result<std::unique_ptr<Warehouse>>(size_t threads)> open;
};

/// What every engine promises: each adapter's test instantiates it with its own case.
/// The suite's cases stand in warehouse_contract.cc, which that test program compiles as well.
class WarehouseContract : public testing::TestWithParam<WarehouseCase> {};

}  // namespace till::warehouse
