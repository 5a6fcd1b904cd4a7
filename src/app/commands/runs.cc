#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/pipeline_runs.h"
#include "base/text.h"
#include "dag/explain.h"

namespace till::app {
namespace {

class RunsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list, show, explain, retry or cancel")
        ->check(CLI::IsMember({"list", "show", "explain", "retry", "cancel"}));
    app.add_option("run", run_, "The run (default: the newest)");
    app.add_option("--limit", limit_, "How many runs to list")->capture_default_str();
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    if (action_ == "list") {
      TILL_TRY(TakesNone("runs list", run_));
      return List(*session, invocation.output);
    }
    TILL_ASSIGN(const dag::RunHistory stored, Find(*session));
    const dag::RunHistory history = dag::Settled(stored, dag::IsProcessAlive);
    TILL_ASSIGN(const dag::Graph graph, pipeline::RetailEtl());
    if (action_ == "retry") return Retry(*session, history, invocation.output);
    if (action_ == "cancel") return Cancel(history, invocation.output);
    const Json json = dag::RunHistoryJson(history, graph.tasks(), session->zone(), session->clock().Now());
    invocation.output.Object(json);
    invocation.output.Line("run " + history.run.id + ": " + std::string(dag::Name(history.run.status)));
    if (action_ == "explain") {
      for (const std::string& sentence : dag::Explain(history, graph.tasks())) invocation.output.Line("  " + sentence);
      return Ending::kDone;
    }
    std::vector<std::vector<std::string>> rows;
    for (const Json& task : json["tasks"]) {
      rows.push_back({task["task"].get<std::string>(), task["status"].get<std::string>(),
                      std::to_string(task["attempts"].get<int>()),
                      Died(stored, task["task"].get<std::string>()) && task["status"] == "failed"
                          ? "unknown"
                          : FormatSeconds(task.value("seconds", 0.0)),
                      task.value("reason", "")});
    }
    invocation.output.Table({"task", "status", "attempts", "took", "reason"}, rows);
    return Ending::kDone;
  }

 private:
  /// Whether the task's newest attempt was never ended by the process that began it. Then nobody knows how long it
  /// took.
  static bool Died(const dag::RunHistory& stored, const std::string& task) {
    bool died = false;
    for (const dag::Attempt& attempt : stored.attempts) {
      if (attempt.task == task) died = attempt.status == dag::TaskStatus::kRunning;
    }
    return died;
  }

  Result<Ending> List(Session& session, const Output& output) const {
    TILL_ASSIGN(const auto runs, session.runs().ListRuns(limit_));
    std::vector<std::vector<std::string>> rows;
    for (const dag::Run& stored : runs) {
      const dag::Run run = dag::Settled(stored, dag::IsProcessAlive);
      const Json json = dag::RunJson(run, session.zone(), session.clock().Now());
      output.Object(json);
      rows.push_back({run.id, std::string(dag::Name(run.trigger)), std::string(dag::Name(run.status)),
                      run.business_date ? run.business_date->ToString() : "", session.zone().Format(run.started_at),
                      run.status == stored.status ? FormatSeconds(json.value("seconds", 0.0)) : "unknown",
                      run.publication ? std::to_string(*run.publication) : ""});
    }
    output.Table({"run", "trigger", "status", "date", "started", "took", "publication"}, rows);
    return Ending::kDone;
  }

  Result<dag::RunHistory> Find(Session& session) {
    if (!run_.empty()) return session.runs().GetRun(run_);
    TILL_ASSIGN(const auto newest, session.runs().ListRuns(1));
    if (newest.empty()) return NotFound("cannot show a run: there is none yet", "till run");
    return session.runs().GetRun(newest.front().id);
  }

  /// Does the run's work again, from its first task that did not end well.
  static Result<Ending> Retry(Session& session, const dag::RunHistory& history, const Output& output) {
    pipeline::RunRequest request;
    request.options.date = history.run.business_date;
    for (const dag::Attempt& attempt : history.attempts) {
      if (attempt.status == dag::TaskStatus::kFailed) request.from_task = attempt.task;
      if (attempt.status == dag::TaskStatus::kSucceeded && attempt.task == request.from_task) request.from_task.clear();
    }
    const CancelOnSignal cancel;
    TILL_ASSIGN(const auto again, RunAndShow(session, request, cancel.token(), output));
    TILL_TRY(StatusOf(again));
    return Ending::kDone;
  }

  static Result<Ending> Cancel(const dag::RunHistory& history, const Output& output) {
    if (history.run.status != dag::RunStatus::kRunning || history.run.pid <= 0) {
      return Conflict("cannot cancel run '" + history.run.id + "': it is " +
                      std::string(dag::Name(history.run.status)));
    }
    if (::kill(static_cast<pid_t>(history.run.pid), SIGTERM) != 0) {
      return Denied("cannot cancel run '" + history.run.id + "': its process cannot be reached");
    }
    output.Line("asked run " + history.run.id + " to stop; what is published stays as it is");
    output.Object({{"run", history.run.id}, {"status", "cancelling"}});
    return Ending::kDone;
  }

  std::string action_ = "list";
  std::string run_;
  size_t limit_ = 20;
};

}  // namespace

std::unique_ptr<Command> MakeRunsCommand() { return std::make_unique<RunsCommand>(); }

}  // namespace till::app
