#include "dag/explain.h"

#include "base/text.h"

namespace till::dag {
namespace {

std::vector<Attempt> AttemptsAt(const RunHistory& history, const Task& task) {
  std::vector<Attempt> attempts;
  for (const Attempt& attempt : history.attempts) {
    if (attempt.task == task.name) attempts.push_back(attempt);
  }
  return attempts;
}

std::string Because(std::string_view reason) { return reason.empty() ? "" : ": " + std::string(reason); }

std::string FactOf(const Attempt& attempt) { return attempt.error ? attempt.error->message : attempt.reason; }

/// What went wrong before the last attempt, if anything did.
std::string Earlier(const std::vector<Attempt>& attempts) {
  if (attempts.size() < 2) return "";
  return " at attempt " + std::to_string(attempts.back().attempt) + ", after " +
         Shown(FactOf(attempts[attempts.size() - 2]));
}

std::string Sentence(const Task& task, const RunHistory& history) {
  const std::vector<Attempt> attempts = AttemptsAt(history, task);
  if (attempts.empty()) {
    return task.name + (history.run.status == RunStatus::kRunning ? " waits for its turn" : " never began");
  }
  const Attempt& last = attempts.back();
  const std::string earlier = Earlier(attempts);
  switch (last.status) {
    case TaskStatus::kRunning:
      return task.name + " is running" + earlier;
    case TaskStatus::kSucceeded:
      return task.name + " succeeded" + earlier + Because(last.reason);
    case TaskStatus::kSkipped:
      return task.name + " was skipped" + earlier + Because(last.reason);
    case TaskStatus::kFailed:
      return task.name + " failed" + (last.attempt > 1 ? " at attempt " + std::to_string(last.attempt) : "") +
             Because(FactOf(last)) + (last.error && !last.error->hint.empty() ? "; hint: " + last.error->hint : "");
    case TaskStatus::kCancelled:
      return task.name + (last.attempt == 0 ? " never began" : " was cancelled") + Because(last.reason);
  }
  return task.name;
}

}  // namespace

std::vector<std::string> Explain(const RunHistory& history, std::span<const Task> tasks) {
  std::vector<std::string> sentences;
  for (const Task& task : tasks) sentences.push_back(Sentence(task, history));
  return sentences;
}

}  // namespace till::dag
