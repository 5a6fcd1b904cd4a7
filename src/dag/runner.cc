#include "dag/runner.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace till::dag {
namespace {

constexpr std::string_view kRunCancelled = "the run was cancelled";

Attempt BeginAttempt(const Run& run, const Task& task, int number, Instant now) {
  Attempt attempt;
  attempt.run = run.id;
  attempt.task = task.name;
  attempt.attempt = number;
  attempt.started_at = now;
  attempt.pid = run.pid;
  return attempt;
}

void SetOutcome(Attempt& attempt, const Result<Outcome>& result) {
  if (result.ok()) {
    const bool skipped = result->status == Outcome::Status::kSkipped;
    attempt.status = skipped ? TaskStatus::kSkipped : TaskStatus::kSucceeded;
    attempt.reason = result->reason;
  } else if (result.error().code == Code::kCancelled) {
    attempt.status = TaskStatus::kCancelled;
    attempt.reason = kRunCancelled;
  } else {
    attempt.status = TaskStatus::kFailed;
    attempt.error = result.error();
  }
}

/// One run of a graph on its way.
class RunInProgress {
 public:
  RunInProgress(Run run, const RunContext& context) : history_{std::move(run), {}}, context_(context) {}

  Status Begin() {
    history_.run.started_at = context_.clock.Now();
    history_.run.status = RunStatus::kRunning;
    return context_.store.CreateRun(history_.run);
  }

  Status Step(const PlannedTask& planned) {
    if (!planned.runs) return Leave(planned.task, TaskStatus::kSkipped, planned.why);
    if (context_.cancel.cancelled()) return Leave(planned.task, TaskStatus::kCancelled, std::string(kRunCancelled));
    for (const std::string& other : planned.task.after) {
      const auto cause = unable_.find(other);
      if (cause != unable_.end()) return Leave(planned.task, TaskStatus::kCancelled, cause->second);
    }
    for (int attempt = 1;; ++attempt) {
      TILL_ASSIGN(const bool again, Try(planned.task, attempt));
      if (!again) return Ok();
    }
  }

  Result<RunHistory> Finish() {
    Run& run = history_.run;
    if (run.status == RunStatus::kRunning) run.status = RunStatus::kSucceeded;
    context_.tasks.Summarize(run);
    run.ended_at = context_.clock.Now();
    TILL_TRY(context_.store.UpdateRun(run));
    return std::move(history_);
  }

 private:
  Attempt MakeAttempt(const Task& task, int number) const {
    return BeginAttempt(history_.run, task, number, context_.clock.Now());
  }

  /// Makes one attempt; whether another is to follow.
  Result<bool> Try(const Task& task, int number) {
    Attempt attempt = MakeAttempt(task, number);
    TILL_TRY(context_.store.PutAttempt(attempt));
    if (context_.observer != nullptr) context_.observer->OnStart(task, attempt);
    SetOutcome(attempt, context_.cancel.cancelled() ? Result<Outcome>(Cancelled(std::string(kRunCancelled)))
                                                    : context_.tasks.Run(task, number, context_.cancel));
    attempt.ended_at = context_.clock.Now();
    TILL_TRY(Record(attempt));
    if (attempt.error && IsRetryable(attempt.error->code) && number <= context_.retry.retries) {
      const int64_t delay = context_.retry.Delay(number);
      if (context_.observer != nullptr) context_.observer->OnRetry(task, attempt, delay);
      SleepUntil({context_.clock.Now().micros + delay}, context_.clock, context_.cancel);
      return true;  // also where the run was cancelled meanwhile: the next attempt says so
    }
    Settle(task, attempt);
    return false;
  }

  /// Records a task that does not begin.
  Status Leave(const Task& task, TaskStatus status, std::string reason) {
    Attempt attempt = MakeAttempt(task, 0);
    attempt.status = status;
    attempt.reason = std::move(reason);
    attempt.ended_at = attempt.started_at;
    TILL_TRY(Record(attempt));
    Settle(task, attempt);
    return Ok();
  }

  Status Record(const Attempt& attempt) {
    history_.attempts.push_back(attempt);
    return context_.store.PutAttempt(attempt);
  }

  /// This was the task's last attempt: what waits for it learns whether it may begin.
  void Settle(const Task& task, const Attempt& attempt) {
    Run& run = history_.run;
    if (attempt.status == TaskStatus::kFailed) {
      unable_.emplace(task.name, task.name + " failed");
      if (run.status != RunStatus::kFailed) run.reason = task.name + " failed: " + attempt.error->message;
      run.status = RunStatus::kFailed;
    }
    if (attempt.status == TaskStatus::kCancelled) {
      unable_.emplace(task.name, attempt.reason);
      if (run.status != RunStatus::kFailed) run.status = RunStatus::kCancelled;
    }
    if (context_.observer != nullptr) context_.observer->OnEnd(task, attempt);
  }

  RunHistory history_;
  const RunContext& context_;
  std::map<std::string, std::string> unable_;  // tasks that did not end well, and the cause for what waits for them
};

}  // namespace

Result<Outcome> DryTaskRunner::Run(const Task&, int, const CancelToken&) {
  return Outcome{.status = Outcome::Status::kSkipped, .reason = "a dry run does no work"};
}

int64_t RetryPolicy::Delay(int failed_attempt) const {
  const double delay = static_cast<double>(first_delay_micros) * std::pow(factor, failed_attempt - 1);
  return static_cast<int64_t>(std::min(delay, static_cast<double>(max_delay_micros)));
}

Result<RunHistory> RunGraph(const Plan& plan, Run run, const RunContext& context) {
  RunInProgress progress(std::move(run), context);
  TILL_TRY(progress.Begin());
  for (const PlannedTask& planned : plan.tasks) TILL_TRY(progress.Step(planned));
  return progress.Finish();
}

Result<Attempt> RunOneTask(const Task& task, Run run, const RunContext& context) {
  run.started_at = context.clock.Now();
  run.status = RunStatus::kRunning;
  Attempt attempt = BeginAttempt(run, task, 1, run.started_at);
  run.pid = 0;
  const Status made = context.store.CreateRun(run);
  if (!made.ok() && made.error().code != Code::kConflict) return made.error();
  TILL_ASSIGN(const RunHistory history, context.store.GetRun(run.id));
  for (const Attempt& earlier : history.attempts) {
    if (earlier.task == task.name) attempt.attempt = std::max(attempt.attempt, earlier.attempt + 1);
  }
  TILL_TRY(context.store.PutAttempt(attempt));
  if (context.observer != nullptr) context.observer->OnStart(task, attempt);
  SetOutcome(attempt, context.tasks.Run(task, attempt.attempt, context.cancel));
  attempt.ended_at = context.clock.Now();
  TILL_TRY(context.store.PutAttempt(attempt));
  if (context.observer != nullptr) context.observer->OnEnd(task, attempt);
  return attempt;
}

}  // namespace till::dag
