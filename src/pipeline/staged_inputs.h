#pragma once

#include <vector>

#include "base/result.h"
#include "base/worker_pool.h"
#include "lake/object_store.h"
#include "project/project.h"
#include "publish/record.h"
#include "warehouse/checks.h"
#include "warehouse/warehouse.h"

namespace till::pipeline {

/// Inputs as the engine takes them, and what staging counted of each.
struct StagedInputs {
  std::vector<warehouse::StagedInput> inputs;
  std::vector<warehouse::InputRows> rows;
};

/// Reads the receipts of `inputs` and finds their staged parts. kNotFound, with what to type, if one is gone.
Result<StagedInputs> FindStagedInputs(const project::Project& project, lake::ObjectStore& store, const WorkerPool& pool,
                                      const std::vector<publish::Input>& inputs);

}  // namespace till::pipeline
