#pragma once

#include "base/result.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// Rolls Delta logs forward where a run died, lands files from outside the lake, lists what is there, and judges
/// whether each feed's due days are complete. Leaves the listing, with the content of each object that has not changed
/// since it was last read; load_to_staging settles the rest.
Result<dag::Outcome> CheckS3Files(const TaskContext& context);

}  // namespace till::pipeline
