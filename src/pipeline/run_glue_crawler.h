#pragma once

#include "base/result.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// Looks at the first 64 KiB of each file that is new or changed: header, dialect and drift against the mapping. Adds
/// schema versions to the catalog and leaves the verdicts. kRejected where a feed cannot be loaded, or may not be, as
/// it is. Skipped when no file is new.
Result<dag::Outcome> RunGlueCrawler(const TaskContext& context);

}  // namespace till::pipeline
