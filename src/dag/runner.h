#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "dag/cancel.h"
#include "dag/plan.h"
#include "dag/run.h"
#include "dag/run_store.h"

namespace till::dag {

/// How a task ended where nothing went wrong.
struct Outcome {
  enum class Status { kSucceeded, kSkipped };
  Status status = Status::kSucceeded;
  std::string reason;  ///< of a skip: the cause, "no new file"; of a success: what it did, or empty
};

/// Does the work of tasks.
class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  /// Does `task`. kUnavailable is tried again, kCancelled means that it stopped because `cancel` asked it to.
  virtual Result<Outcome> Run(const Task& task, int attempt, const CancelToken& cancel) = 0;
  /// Called once when no task is left, before the run's end is recorded: puts publication and detail into `run`.
  virtual void Summarize(dag::Run& run) { (void)run; }
};

/// Runs nothing: each task is skipped as one that a dry run does not do.
class DryTaskRunner : public TaskRunner {
 public:
  Result<Outcome> Run(const Task& task, int attempt, const CancelToken& cancel) override;
};

/// Watches a run: progress on a terminal, log lines. Called from the runner's thread.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnStart(const Task& task, const Attempt& attempt) = 0;
  /// Also for tasks that were never begun.
  virtual void OnEnd(const Task& task, const Attempt& attempt) = 0;
  virtual void OnRetry(const Task& task, const Attempt& failed, int64_t delay_micros) = 0;
};

/// How often and when a failure that may pass is tried again: the n-th wait is first_delay * factor^(n-1), at most
/// max_delay.
struct RetryPolicy {
  int retries = 2;
  int64_t first_delay_micros = 30'000'000;
  double factor = 2;
  int64_t max_delay_micros = 600'000'000;

  int64_t Delay(int failed_attempt) const;
};

/// What a run works with; all of it outlives the run.
struct RunContext {
  TaskRunner& tasks;
  RunStore& store;
  Clock& clock;
  Observer* observer = nullptr;
  RetryPolicy retry;
  const CancelToken& cancel;
};

/// Runs the plan's tasks in its order, one at a time, on the calling thread, and records every step:
/// - a skipped task does not skip what follows it;
/// - a failed one cancels all that wait for it, with the cause as their reason; tasks that do not wait for it go on;
/// - only failures that IsRetryable() are tried again;
/// - once `cancel` is set nothing more begins, and the rest is cancelled.
/// `run` comes with id, dag, trigger, business_date and pid; it is created in the store and its end recorded there.
/// Gives what became of it: a task's failure is a failed run, not an error. Errors are those of the store alone.
Result<RunHistory> RunGraph(const Plan& plan, Run run, const RunContext& context);

/// One task of a run that is shared by several processes, as Airflow calls it. Makes the run where it does not exist,
/// with pid 0, and leaves it running. The attempt is the next after those recorded; no retry. Errors are those of the
/// store alone.
Result<Attempt> RunOneTask(const Task& task, Run run, const RunContext& context);

}  // namespace till::dag
