#pragma once

#include <memory>

#include "dag/run_store.h"

namespace till::adapters {

/// A run history that ends with the process. For tests and for trying things out.
std::unique_ptr<dag::RunStore> MakeMemoryRunStore();

}  // namespace till::adapters
