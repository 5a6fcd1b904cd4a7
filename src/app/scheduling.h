#pragma once

#include "app/session.h"
#include "dag/cancel.h"

namespace till::app {

/// Runs the pipeline at each tick of till.toml's schedule until cancelled. kInvalid if it has none.
Status RunScheduler(Session& session, const dag::CancelToken& cancel, const Output& output);

}  // namespace till::app
