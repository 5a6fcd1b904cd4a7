#include "app/pipeline_runs.h"

#include <csignal>

#include "base/text.h"

namespace till::app {
namespace {

dag::CancelToken signalled;  // a signal handler can reach nothing else

void OnSignal(int signal) {
  if (signalled.cancelled()) std::signal(signal, SIG_DFL);
  signalled.Cancel();
}

double SecondsOf(const dag::Attempt& attempt) {
  return attempt.ended_at ? static_cast<double>(attempt.ended_at->micros - attempt.started_at.micros) / 1e6 : 0;
}

std::string_view MarkOf(dag::TaskStatus status) {
  switch (status) {
    case dag::TaskStatus::kSucceeded:
      return "✓";
    case dag::TaskStatus::kSkipped:
      return "–";
    case dag::TaskStatus::kFailed:
      return "✗";
    default:
      return "·";
  }
}

/// Prints a line for each task that ended.
class TaskLines : public dag::Observer {
 public:
  explicit TaskLines(const Output& output) : output_(output) {}

  void OnStart(const dag::Task&, const dag::Attempt&) override {}
  void OnEnd(const dag::Task& task, const dag::Attempt& attempt) override {
    constexpr size_t kNameWidth = 22;
    std::string name = task.name;
    name.resize(std::max(kNameWidth, name.size()), ' ');
    std::string line = std::string(MarkOf(attempt.status)) + " " + name + " " + FormatSeconds(SecondsOf(attempt));
    const std::string reason = attempt.error ? "failed" : attempt.reason;
    output_.Line(reason.empty() ? line : line + "  " + reason);
  }
  void OnRetry(const dag::Task& task, const dag::Attempt& failed, int64_t delay_micros) override {
    output_.Note(task.name + ": " + failed.error->message + "; trying again in " +
                 FormatSeconds(static_cast<double>(delay_micros) / 1e6));
  }

 private:
  const Output& output_;
};

}  // namespace

CancelOnSignal::CancelOnSignal() {
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
}

CancelOnSignal::~CancelOnSignal() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const dag::CancelToken& CancelOnSignal::token() const { return signalled; }

Status StatusOf(const dag::RunHistory& history) {
  if (history.run.status == dag::RunStatus::kSucceeded) return Ok();
  if (history.run.status == dag::RunStatus::kCancelled) {
    return Cancelled("cannot finish run '" + history.run.id + "': it was asked to stop", "till run goes on from here");
  }
  for (const dag::Attempt& attempt : history.attempts) {
    if (attempt.status == dag::TaskStatus::kFailed && attempt.error) return *attempt.error;
  }
  return Internal("cannot finish run '" + history.run.id + "': " + history.run.reason);
}

Result<dag::RunHistory> RunAndShow(Session& session, const pipeline::RunRequest& request,
                                   const dag::CancelToken& cancel, const Output& output) {
  TaskLines lines(output);
  TILL_ASSIGN(dag::RunHistory history, pipeline::RunRetailEtl(session.project(), session.Services(), request, cancel,
                                                              output.json() ? nullptr : &lines));
  const Json report = pipeline::RunReport(history);
  if (const Status status = StatusOf(history); status.ok()) {
    output.Object(report);
  } else {
    output.FailedObject(report, status.error());
  }
  if (history.run.status == dag::RunStatus::kSucceeded) {
    const std::string publication = history.run.publication ? std::to_string(*history.run.publication) : "none";
    output.Line("publication " + publication + ": " + Count(report["rows"]["read"].get<int64_t>(), "row") + " read, " +
                WithThousands(report["rows"]["loaded"].get<int64_t>()) + " loaded, " +
                WithThousands(report["rows"]["rejected"].get<int64_t>()) + " rejected, " +
                WithThousands(report["rows"]["superseded"].get<int64_t>()) + " superseded");
  }
  return history;
}

}  // namespace till::app
