#include "dag/schedule.h"

#include <algorithm>

namespace till::dag {
namespace {

// How soon a wish to stop, a pause or a resumption is heard.
constexpr int64_t kSliceMicros = 500'000;

}  // namespace

Status RunSchedule(const Cron& cron, std::string_view name, RunStore& store, Clock& clock, const CancelToken& cancel,
                   const std::function<Status(Instant tick)>& on_tick, Log& log) {
  while (!cancel.cancelled()) {
    TILL_ASSIGN(const ScheduleMark mark, store.GetSchedule(name));
    const Instant now = clock.Now();
    const Instant tick = cron.MostRecent(now);
    if (!mark.last_tick) {
      TILL_TRY(store.SetLastTick(name, tick));
    } else if (!mark.paused && tick > *mark.last_tick) {
      const Status done = on_tick(tick);
      if (!done.ok()) log.Warn("schedule '" + std::string(name) + "': " + done.error().ToString());
      TILL_TRY(store.SetLastTick(name, tick));
      continue;
    }
    clock.Sleep(std::min(kSliceMicros, cron.Next(now).micros - now.micros));
  }
  return Ok();
}

}  // namespace till::dag
