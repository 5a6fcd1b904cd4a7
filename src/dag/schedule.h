#pragma once

#include <functional>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "dag/cancel.h"
#include "dag/cron.h"
#include "dag/run_store.h"

namespace till::dag {

/// Calls `on_tick` for the ticks of `cron` until `cancel` is set. After a pause, a stop or a long run only the newest
/// of the ticks since the mark is caught up with. The mark moves when `on_tick` has returned, whether it went well or
/// not (which is logged), so that only a tick whose process died is given again. A schedule that was never marked
/// begins now. `name` is the schedule's name in the store. Errors are those of the store alone.
Status RunSchedule(const Cron& cron, std::string_view name, RunStore& store, Clock& clock, const CancelToken& cancel,
                   const std::function<Status(Instant tick)>& on_tick, Log& log);

}  // namespace till::dag
