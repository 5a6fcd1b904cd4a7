#pragma once

#include "base/result.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// Reads each new file once into staged Parquet with a receipt, refuses files with too many refused rows, and settles
/// the set of inputs of the next publication. Leaves the set, what differs from the last publication, and counts.
/// Skipped when the set is that of the last publication.
Result<dag::Outcome> LoadToStaging(const TaskContext& context);

}  // namespace till::pipeline
