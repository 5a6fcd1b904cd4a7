#pragma once

#include "base/result.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// Computes the touched units of the star, puts their files, which nothing refers to yet, into the lake, and runs all
/// checks on the star as it would be. kRejected if a check of severity error fails. Leaves the tables, files and check
/// results. Skipped when neither the inputs nor the models changed.
Result<dag::Outcome> TransformToDimFact(const TaskContext& context);

}  // namespace till::pipeline
