#pragma once

#include <cstddef>
#include <memory>

#include "base/result.h"
#include "warehouse/warehouse.h"

namespace till::testing_support {

/// The engine under a test program, newly opened. Each program links one definition, so that the same cases run on
/// every engine.
Result<std::unique_ptr<warehouse::Warehouse>> OpenEngine(size_t threads);

}  // namespace till::testing_support
