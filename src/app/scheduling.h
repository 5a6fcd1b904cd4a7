#pragma once

#include "app/session.h"
#include "dag/cancel.h"
#include "dag/cron.h"

namespace till::app {

/// The schedule of till.toml. kInvalid if it has none.
Result<dag::Cron> ScheduleOf(const Session& session);

/// Runs the pipeline at each tick of till.toml's schedule until cancelled. kInvalid if it has none.
Status RunScheduler(Session& session, const dag::CancelToken& cancel, const Output& output);

}  // namespace till::app
