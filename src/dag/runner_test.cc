#include "dag/runner.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "adapters/memory/run_store.h"
#include "dag/explain.h"

namespace till::dag {
namespace {

const Instant kStart = Instant::Parse("2026-01-05T06:30:00Z").value();

/// Does what it was told, task by task, attempt by attempt; succeeds where it was told nothing.
class ScriptedTasks : public TaskRunner {
 public:
  explicit ScriptedTasks(Clock& clock) : clock_(clock) {}

  void Tell(const std::string& task, Result<Outcome> result) { script_[task].push_back(std::move(result)); }
  std::function<void(const Task&)> on_run = [](const Task&) {};

  Result<Outcome> Run(const Task& task, int, const CancelToken&) override {
    clock_.Sleep(1'000'000);
    on_run(task);
    auto& results = script_[task.name];
    if (results.empty()) return Outcome{};
    Result<Outcome> result = std::move(results.front());
    results.pop_front();
    return result;
  }
  void Summarize(dag::Run& run) override { run.publication = 7; }

 private:
  Clock& clock_;
  std::map<std::string, std::deque<Result<Outcome>>> script_;
};

class Notes : public Observer {
 public:
  void OnStart(const Task& task, const Attempt& attempt) override {
    text += "start " + task.name + " " + std::to_string(attempt.attempt) + "\n";
  }
  void OnEnd(const Task& task, const Attempt& attempt) override {
    text += std::string(Name(attempt.status)) + " " + task.name + "\n";
  }
  void OnRetry(const Task& task, const Attempt&, int64_t delay_micros) override {
    text += "retry " + task.name + " in " + std::to_string(delay_micros / 1'000'000) + "\n";
  }
  std::string text;
};

class Runner : public ::testing::Test {
 protected:
  /// Runs check -> load -> publish, and beside them report, which waits for check alone.
  RunHistory Go(std::string_view from = {}, std::string_view to = {}) {
    const auto plan = MakePlan(graph, from, to);
    dag::Run run;
    run.id = "r1";
    run.dag = "etl";
    run.pid = 12;
    auto history = RunGraph(*plan, run, context);
    EXPECT_TRUE(history.ok());
    const auto stored = store->GetRun("r1");
    EXPECT_TRUE(stored.ok());
    EXPECT_EQ(RunHistoryJson(*stored, graph.tasks(), TimeZone::Utc(), clock.Now()),
              RunHistoryJson(*history, graph.tasks(), TimeZone::Utc(), clock.Now()));
    return std::move(history).value();
  }

  std::vector<std::string> Explained(const RunHistory& history) const { return Explain(history, graph.tasks()); }

  Graph graph = Graph::Make({{"check", "Check", {}},
                             {"load", "Load", {"check"}},
                             {"publish", "Publish", {"load"}},
                             {"report", "Report", {"check"}}})
                    .value();
  ManualClock clock{kStart};
  ScriptedTasks tasks{clock};
  std::unique_ptr<RunStore> store = adapters::MakeMemoryRunStore();
  Notes notes;
  CancelToken cancel;
  RunContext context{tasks, *store, clock, &notes, {}, cancel};
};

using Texts = std::vector<std::string>;

TEST_F(Runner, RunsTheTasksInOrder) {
  const RunHistory history = Go();
  EXPECT_EQ(history.run.status, RunStatus::kSucceeded);
  EXPECT_EQ(history.run.publication, 7);
  EXPECT_EQ(history.run.started_at, kStart);
  EXPECT_EQ(history.run.ended_at->micros, kStart.micros + 4'000'000);
  EXPECT_EQ(notes.text,
            "start check 1\nsucceeded check\nstart load 1\nsucceeded load\nstart publish 1\nsucceeded publish\n"
            "start report 1\nsucceeded report\n");
}

TEST_F(Runner, ASkippedTaskDoesNotSkipWhatFollows) {
  tasks.Tell("load", Outcome{Outcome::Status::kSkipped, "no new file"});
  const RunHistory history = Go();
  EXPECT_EQ(history.run.status, RunStatus::kSucceeded);
  EXPECT_EQ(Explained(history),
            (Texts{"check succeeded", "load was skipped: no new file", "publish succeeded", "report succeeded"}));
}

TEST_F(Runner, AFailedTaskCancelsWhatWaitsForItAndNothingElse) {
  tasks.Tell("load", Rejected("cannot load 'a.csv': 12 % of its rows are refused", "look at till rejects"));
  const RunHistory history = Go();
  EXPECT_EQ(history.run.status, RunStatus::kFailed);
  EXPECT_EQ(history.run.reason, "load failed: cannot load 'a.csv': 12 % of its rows are refused");
  EXPECT_EQ(Explained(history),
            (Texts{"check succeeded",
                   "load failed: cannot load 'a.csv': 12 % of its rows are refused; hint: look at till rejects",
                   "publish never began: load failed", "report succeeded"}));
}

TEST_F(Runner, TheFirstCauseIsGivenToAllThatWait) {
  tasks.Tell("check", Internal("broken"));
  EXPECT_EQ(Explained(Go()), (Texts{"check failed: broken", "load never began: check failed",
                                    "publish never began: check failed", "report never began: check failed"}));
}

TEST_F(Runner, TriesAgainOnlyWhatMayPass) {
  tasks.Tell("check", Unavailable("cannot reach the lake"));
  tasks.Tell("check", Unavailable("cannot reach the lake"));
  tasks.Tell("load", Corrupt("torn"));
  const RunHistory history = Go("", "load");
  EXPECT_EQ(Explained(history),
            (Texts{"check succeeded at attempt 3, after cannot reach the lake", "load failed: torn",
                   "publish was skipped: the run ends with load", "report was skipped: the run ends with load"}));
  EXPECT_EQ(notes.text.substr(0, notes.text.find("start load")),
            "start check 1\nretry check in 30\nstart check 2\nretry check in 60\nstart check 3\nsucceeded check\n");
  EXPECT_EQ(clock.Now().micros, kStart.micros + (4 + 30 + 60) * 1'000'000);
}

TEST_F(Runner, GivesUpAfterTheLastRetry) {
  for (int i = 0; i < 3; ++i) tasks.Tell("check", Unavailable("cannot reach the lake"));
  const RunHistory history = Go();
  EXPECT_EQ(history.run.status, RunStatus::kFailed);
  EXPECT_EQ(Explained(history).front(), "check failed at attempt 3: cannot reach the lake");
}

TEST_F(Runner, CancellingStopsBeforeTheNextTask) {
  tasks.on_run = [&](const Task& task) {
    if (task.name == "load") cancel.Cancel();
  };
  const RunHistory history = Go();
  EXPECT_EQ(history.run.status, RunStatus::kCancelled);
  EXPECT_EQ(Explained(history),
            (Texts{"check succeeded", "load succeeded", "publish never began: the run was cancelled",
                   "report never began: the run was cancelled"}));
}

TEST_F(Runner, ATaskThatStopsWhenAskedIsCancelled) {
  tasks.Tell("load", Cancelled("stopped"));
  EXPECT_EQ(Explained(Go())[1], "load was cancelled: the run was cancelled");
}

TEST_F(Runner, CancellingEndsTheWaitForARetry) {
  tasks.Tell("check", Unavailable("cannot reach the lake"));
  tasks.on_run = [&](const Task&) { cancel.Cancel(); };
  const RunHistory history = Go();
  EXPECT_EQ(history.run.status, RunStatus::kCancelled);
  EXPECT_EQ(history.attempts.size(), 5U);
  EXPECT_EQ(Explained(history).front(), "check was cancelled: the run was cancelled");
  EXPECT_EQ(clock.Now().micros, kStart.micros + 1'000'000);
}

TEST_F(Runner, ADryRunDoesNothing) {
  DryTaskRunner dry;
  const auto history = RunGraph(*MakePlan(graph), dag::Run{}, {dry, *store, clock, nullptr, {}, cancel});
  ASSERT_TRUE(history.ok());
  EXPECT_EQ(Explained(*history).front(), "check was skipped: a dry run does no work");
}

TEST_F(Runner, RefusesAnIdThatExists) {
  Go();
  dag::Run again;
  again.id = "r1";
  EXPECT_EQ(RunGraph(*MakePlan(graph), again, context).error().ToString(), "cannot create run 'r1': it exists");
}

TEST_F(Runner, OneTaskCountsItsAttemptsOverProcesses) {
  dag::Run run;
  run.id = "airflow-1";
  run.dag = "etl";
  run.trigger = Trigger::kAirflow;
  run.pid = 12;
  tasks.Tell("check", Unavailable("cannot reach the lake"));
  EXPECT_EQ(RunOneTask(*graph.Find("check"), run, context)->status, TaskStatus::kFailed);
  const auto second = RunOneTask(*graph.Find("check"), run, context);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->attempt, 2);
  EXPECT_EQ(second->status, TaskStatus::kSucceeded);
  const auto stored = store->GetRun("airflow-1");
  EXPECT_EQ(stored->run.status, RunStatus::kRunning);
  EXPECT_EQ(stored->run.pid, 0);
  EXPECT_EQ(stored->attempts.front().pid, 12);
}

TEST(RetryPolicy, WaitsLongerEachTimeUpToALimit) {
  const RetryPolicy policy{.retries = 9, .first_delay_micros = 10, .factor = 3, .max_delay_micros = 100};
  EXPECT_EQ(policy.Delay(1), 10);
  EXPECT_EQ(policy.Delay(2), 30);
  EXPECT_EQ(policy.Delay(3), 90);
  EXPECT_EQ(policy.Delay(4), 100);
  EXPECT_EQ(policy.Delay(400), 100);
}

}  // namespace
}  // namespace till::dag
