#pragma once

#include <vector>

#include "base/result.h"
#include "base/worker_pool.h"
#include "lake/object_store.h"
#include "pipeline/context.h"
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

/// Whether what is staged of `input` is there and whole: its receipt, every part, keys.parquet and the refused
/// rows, each read in full.
/// kNotFound or kCorrupt, naming the object, where it is not.
Status CheckStaged(const project::Project& project, lake::ObjectStore& store, const publish::Input& input);

/// Stages again, from their files as check_s3_files listed them, those of `inputs` that CheckStaged finds damaged; how
/// many those were. kNotFound or kConflict where a file is gone or has other content by now.
Result<int64_t> MendStagedInputs(const TaskContext& context, const std::vector<publish::Input>& inputs);

}  // namespace till::pipeline
