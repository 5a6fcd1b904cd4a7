#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "dag/run.h"

namespace till::dag {

/// How far a schedule has come.
struct ScheduleMark {
  std::optional<Instant> last_tick;  ///< the newest tick that was dealt with
  bool paused = false;
};

/// The history of runs and the marks of schedules. It is what people look at and what the scheduler resumes from; no
/// number depends on it. Any thread and several processes may use one at the same time. kUnavailable where it cannot
/// be reached.
class RunStore {
 public:
  virtual ~RunStore() = default;

  /// kConflict if there is a run of this id.
  virtual Status CreateRun(const Run& run) = 0;
  /// Replaces all but id, dag, trigger, business date and start of a run. kNotFound if there is none.
  virtual Status UpdateRun(const Run& run) = 0;
  /// Creates or replaces the attempt of this (run, task, attempt). kNotFound if there is no such run.
  virtual Status PutAttempt(const Attempt& attempt) = 0;
  /// At most `limit` runs, newest start first; of equal starts the greater id first.
  virtual Result<std::vector<Run>> ListRuns(size_t limit) = 0;
  /// kNotFound if there is none.
  virtual Result<RunHistory> GetRun(std::string_view id) = 0;
  /// A schedule nobody has marked has no tick and is not paused.
  virtual Result<ScheduleMark> GetSchedule(std::string_view schedule) = 0;
  virtual Status SetLastTick(std::string_view schedule, Instant tick) = 0;
  virtual Status SetPaused(std::string_view schedule, bool paused) = 0;
};

}  // namespace till::dag
