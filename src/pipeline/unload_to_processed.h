#pragma once

#include "base/result.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// Creates the publication record, unless the last publication has this very content, and rolls the Delta logs
/// forward; then brings in step what others keep of the star. Leaves the publication's number and content hash. Skipped
/// when there is nothing to publish. Where the dashboards cannot load it, the outcome's reason says so.
Result<dag::Outcome> UnloadToProcessed(const TaskContext& context);

}  // namespace till::pipeline
