#include "dag/schedule.h"

namespace till::dag {
namespace {

// How often a paused schedule looks whether it is to go on.
constexpr int64_t kPauseMicros = 500'000;

}  // namespace

Status RunSchedule(const Cron& cron, std::string_view name, RunStore& store, Clock& clock, const CancelToken& cancel,
                   const std::function<Status(Instant tick)>& on_tick, Log& log) {
  while (!cancel.cancelled()) {
    TILL_ASSIGN(const ScheduleMark mark, store.GetSchedule(name));
    const Instant now = clock.Now();
    if (mark.paused) {
      SleepUntil({now.micros + kPauseMicros}, clock, cancel);
      continue;
    }
    const Instant tick = cron.MostRecent(now);
    if (mark.last_tick && tick > *mark.last_tick) {
      const Status done = on_tick(tick);
      if (!done.ok()) log.Warn("schedule '" + std::string(name) + "': " + done.error().ToString());
    }
    if (!mark.last_tick || tick > *mark.last_tick) TILL_TRY(store.SetLastTick(name, tick));
    SleepUntil(cron.Next(tick), clock, cancel);
  }
  return Ok();
}

}  // namespace till::dag
