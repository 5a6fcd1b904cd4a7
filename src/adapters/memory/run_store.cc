#include "adapters/memory/run_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

namespace till::adapters {
namespace {

class MemoryRunStore : public dag::RunStore {
 public:
  Status CreateRun(const dag::Run& run) override {
    const std::lock_guard lock(mutex_);
    if (runs_.contains(run.id)) return Conflict("cannot create run '" + run.id + "': it exists");
    runs_[run.id].run = run;
    return Ok();
  }

  Status UpdateRun(const dag::Run& run) override {
    const std::lock_guard lock(mutex_);
    const auto found = runs_.find(run.id);
    if (found == runs_.end()) return NotFound("cannot update run '" + run.id + "': there is no such run");
    dag::Run& old = found->second.run;
    dag::Run updated = run;
    std::tie(updated.dag, updated.trigger, updated.business_date, updated.started_at) =
        std::tie(old.dag, old.trigger, old.business_date, old.started_at);
    old = std::move(updated);
    return Ok();
  }

  Status PutAttempt(const dag::Attempt& attempt) override {
    const std::lock_guard lock(mutex_);
    const auto found = runs_.find(attempt.run);
    if (found == runs_.end()) {
      return NotFound("cannot record task '" + attempt.task + "' of run '" + attempt.run + "': there is no such run");
    }
    auto& attempts = found->second.attempts;
    const auto same = std::ranges::find_if(attempts, [&](const dag::Attempt& other) {
      return other.task == attempt.task && other.attempt == attempt.attempt;
    });
    if (same != attempts.end()) {
      *same = attempt;
    } else {
      attempts.push_back(attempt);
    }
    return Ok();
  }

  Result<std::vector<dag::Run>> ListRuns(size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<dag::Run> runs;
    for (const auto& [id, history] : runs_) runs.push_back(history.run);
    std::ranges::sort(runs, [](const dag::Run& a, const dag::Run& b) {
      return std::tie(b.started_at, b.id) < std::tie(a.started_at, a.id);
    });
    runs.resize(std::min(limit, runs.size()));
    return runs;
  }

  Result<dag::RunHistory> GetRun(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    const auto found = runs_.find(id);
    if (found == runs_.end()) return NotFound("cannot find run '" + std::string(id) + "'", "till runs list shows them");
    return found->second;
  }

  Result<dag::ScheduleMark> GetSchedule(std::string_view schedule) override {
    const std::lock_guard lock(mutex_);
    const auto found = schedules_.find(schedule);
    return found == schedules_.end() ? dag::ScheduleMark{} : found->second;
  }

  Status SetLastTick(std::string_view schedule, Instant tick) override {
    const std::lock_guard lock(mutex_);
    schedules_[std::string(schedule)].last_tick = tick;
    return Ok();
  }

  Status SetPaused(std::string_view schedule, bool paused) override {
    const std::lock_guard lock(mutex_);
    schedules_[std::string(schedule)].paused = paused;
    return Ok();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, dag::RunHistory, std::less<>> runs_;
  std::map<std::string, dag::ScheduleMark, std::less<>> schedules_;
};

}  // namespace

std::unique_ptr<dag::RunStore> MakeMemoryRunStore() { return std::make_unique<MemoryRunStore>(); }

}  // namespace till::adapters
