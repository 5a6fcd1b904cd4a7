#pragma once

#include "base/result.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// Creates the publication record, unless the last publication has this very content, and rolls the Delta logs
/// forward. Leaves the publication's number and content hash. Skipped when there is nothing to publish.
Result<dag::Outcome> UnloadToProcessed(const TaskContext& context);

}  // namespace till::pipeline
