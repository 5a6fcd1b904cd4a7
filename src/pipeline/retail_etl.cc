#include "pipeline/retail_etl.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "dag/lock.h"
#include "dag/plan.h"
#include "lake/lease.h"
#include "pipeline/check_s3_files.h"
#include "pipeline/load_to_staging.h"
#include "pipeline/run_glue_crawler.h"
#include "pipeline/transform_to_dim_fact.h"
#include "pipeline/unload_to_processed.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

struct TaskEntry {
  std::string_view name;
  std::string_view title;
  Result<dag::Outcome> (*run)(const TaskContext&);
};

/// Each task waits for the one before it.
constexpr TaskEntry kTasks[] = {
    {"check_s3_files", "Files complete", CheckS3Files},
    {"run_glue_crawler", "Schemas", RunGlueCrawler},
    {"load_to_staging", "Load", LoadToStaging},
    {"transform_to_dim_fact", "Star and checks", TransformToDimFact},
    {"unload_to_processed", "Publish", UnloadToProcessed},
};

/// Does the tasks' work, each attempt with a log of its own.
class RetailTasks : public dag::TaskRunner {
 public:
  RetailTasks(const project::Project& project, const Services& services, std::string run, RunOptions options)
      : project_(project), services_(services), run_(std::move(run)), options_(options) {}

  Result<dag::Outcome> Run(const dag::Task& task, int attempt, const dag::CancelToken& cancel) override {
    if (cancel.cancelled()) return Cancelled("cannot run task '" + task.name + "': the run was asked to stop");
    const auto path = services_.logs / run_ / (task.name + "." + std::to_string(attempt) + ".log");
    TILL_ASSIGN(const std::unique_ptr<Log> log, OpenFileLog(path, services_.clock));
    const auto* entry = std::ranges::find(kTasks, task.name, &TaskEntry::name);
    log->Info("begins");
    Result<dag::Outcome> outcome = entry->run({project_, services_, run_, options_, *log, &cancel});
    // Whatever failed because the run was asked to stop, that is its cause.
    if (!outcome.ok() && cancel.cancelled()) outcome = Cancelled(outcome.error().message);
    outcome.ok() ? log->Info("ends: " + outcome->reason) : log->Warn("fails: " + outcome.error().ToString());
    return outcome;
  }

  void Summarize(dag::Run& run) override {
    const TaskContext context{project_, services_, run_, options_, NoLog()};
    if (const auto loaded = TakeOver(context, "load_to_staging"); loaded.ok()) {
      run.detail = {{"files", loaded->value("files", Json::object())}, {"rows", loaded->value("rows", Json::object())}};
      const auto star = TakeOver(context, "transform_to_dim_fact");
      if (star.ok() && run.detail["rows"].is_object()) {
        run.detail["rows"]["superseded"] = star->value("superseded", Json(0));
      }
    }
    if (const auto published = TakeOver(context, "unload_to_processed"); published.ok()) {
      const auto number = Member<int64_t>(*published, "publication", "the record");
      if (number.ok()) run.publication = *number;
      run.detail["content_hash"] = published->value("content_hash", Json(""));
    }
  }

 private:
  const project::Project& project_;
  const Services& services_;
  std::string run_;
  RunOptions options_;
};

/// Keeps a second run out while it lives.
struct RunLock {
  dag::FileLock lock;
  std::unique_ptr<lake::LeaseKeeper> lease;
};

Result<RunLock> Lock(const Services& services, const std::string& run) {
  TILL_ASSIGN(dag::FileLock lock, dag::FileLock::Take(services.lock, services.clock.Now(), "run " + run));
  std::error_code ignored;  // what cannot be removed is in nobody's way
  std::filesystem::remove_all(services.scratch, ignored);
  if (!services.leased) return RunLock{std::move(lock), nullptr};
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  constexpr int64_t kTerm = 60'000'000;  // a run that died keeps the next one out for so long
  const lake::LeaseTerms terms{host.data() + (":" + std::to_string(::getpid()) + " " + run), "run " + run, kTerm};
  TILL_ASSIGN(lake::Lease lease, lake::Lease::Take(services.store, services.clock, terms));
  return RunLock{std::move(lock), std::make_unique<lake::LeaseKeeper>(std::move(lease), terms.micros)};
}

/// Gives `run` what the newest run that has it left of the tasks before `from_task`.
Status TakeOverEarlierTasks(const Services& services, const std::string& run, const dag::Plan& plan) {
  TILL_ASSIGN(const auto runs, services.runs.ListRuns(20));
  for (const dag::PlannedTask& planned : plan.tasks) {
    if (planned.runs) break;
    const std::string name = "/" + planned.task.name + ".json";
    bool found = false;
    for (const dag::Run& earlier : runs) {
      const auto record = services.store.Get("_till/runs/" + earlier.id + name);
      if (!record.ok()) continue;
      TILL_TRY(services.store.Put("_till/runs/" + run + name, std::string_view(*record)));
      found = true;
      break;
    }
    if (!found) {
      return NotFound("cannot begin with a later task: no run has done '" + planned.task.name + "'", "till run");
    }
  }
  return Ok();
}

/// A run whose tasks are processes of their own is as far as its newest attempt: it fails with it, and ends well with
/// the last task.
Status RecordProgress(const Services& services, const std::string& run, bool last, const dag::Attempt& attempt,
                      RetailTasks& tasks) {
  TILL_ASSIGN(dag::RunHistory history, services.runs.GetRun(run));
  const bool failed = attempt.status == dag::TaskStatus::kFailed;
  history.run.status = failed ? dag::RunStatus::kFailed : last ? dag::RunStatus::kSucceeded : dag::RunStatus::kRunning;
  history.run.reason = failed ? attempt.error->message : "";
  history.run.ended_at = failed || last ? attempt.ended_at : std::nullopt;
  tasks.Summarize(history.run);
  return services.runs.UpdateRun(history.run);
}

}  // namespace

Result<dag::Graph> RetailEtl() {
  std::vector<dag::Task> tasks;
  for (const TaskEntry& entry : kTasks) {
    std::vector<std::string> after;
    if (!tasks.empty()) after.push_back(tasks.back().name);
    tasks.push_back({std::string(entry.name), std::string(entry.title), std::move(after)});
  }
  return dag::Graph::Make(std::move(tasks));
}

Result<dag::RunHistory> RunRetailEtl(const project::Project& project, const Services& services,
                                     const RunRequest& request, const dag::CancelToken& cancel,
                                     dag::Observer* observer) {
  TILL_TRY(CheckSettings(project));
  TILL_ASSIGN(const dag::Graph graph, RetailEtl());
  TILL_ASSIGN(const dag::Plan plan, dag::MakePlan(graph, request.from_task, request.to_task));
  dag::Run run;
  run.pid = ::getpid();
  run.id = dag::MakeRunId(services.clock.Now(), run.pid);
  run.dag = kRetailEtl;
  run.trigger = request.trigger;
  run.business_date = request.options.date;
  TILL_ASSIGN(const RunLock lock, Lock(services, run.id));
  TILL_TRY(TakeOverEarlierTasks(services, run.id, plan));
  RetailTasks tasks(project, services, run.id, request.options);
  dag::RunContext context{.tasks = tasks,
                          .store = services.runs,
                          .clock = services.clock,
                          .observer = observer,
                          .retry = {},
                          .cancel = cancel};
  context.retry.retries = project.retries;
  return dag::RunGraph(plan, std::move(run), context);
}

Result<dag::Attempt> RunRetailTask(const project::Project& project, const Services& services, std::string_view task,
                                   const std::string& run, const RunOptions& options) {
  TILL_TRY(CheckSettings(project));
  TILL_ASSIGN(const dag::Graph graph, RetailEtl());
  TILL_ASSIGN(const dag::Task found, graph.Find(task));
  RunOptions effective = options;
  if (!found.after.empty()) {
    const TaskContext context{project, services, run, options, NoLog()};
    TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
    TILL_ASSIGN(const Json given, Member<Json>(listing, "options", "what check_s3_files left"));
    TILL_ASSIGN(effective, RunOptionsFromJson(given));
  }
  TILL_ASSIGN(const RunLock lock, Lock(services, run));
  RetailTasks tasks(project, services, run, effective);
  const dag::CancelToken cancel;
  dag::Run shared;
  shared.id = run;
  shared.dag = kRetailEtl;
  shared.trigger = dag::Trigger::kAirflow;
  shared.business_date = effective.date;
  TILL_ASSIGN(const dag::Attempt attempt, dag::RunOneTask(found, std::move(shared),
                                                          {.tasks = tasks,
                                                           .store = services.runs,
                                                           .clock = services.clock,
                                                           .observer = nullptr,
                                                           .retry = {},
                                                           .cancel = cancel}));
  TILL_TRY(RecordProgress(services, run, found.name == kTasks[std::size(kTasks) - 1].name, attempt, tasks));
  return attempt;
}

Json RunReport(const dag::RunHistory& history) {
  const dag::Run& run = history.run;
  Json tasks = Json::array();
  for (const TaskEntry& entry : kTasks) {
    const dag::Attempt* last = nullptr;
    for (const dag::Attempt& attempt : history.attempts) {
      if (attempt.task == entry.name) last = &attempt;
    }
    if (last == nullptr) continue;
    const double seconds =
        last->ended_at ? static_cast<double>(last->ended_at->micros - last->started_at.micros) / 1e6 : 0;
    tasks.push_back({{"task", entry.name},
                     {"status", dag::Name(last->status)},
                     {"attempts", last->attempt},
                     {"seconds", seconds},
                     {"reason", last->error ? last->error->message : last->reason}});
  }
  Json report{{"run", run.id}, {"status", dag::Name(run.status)}, {"tasks", tasks}};
  report["files"] = run.detail.value("files", Json{{"new", 0}, {"skipped", 0}, {"corrected", 0}, {"refused", 0}});
  report["rows"] = run.detail.value("rows", Json{{"read", 0}, {"loaded", 0}, {"rejected", 0}, {"superseded", 0}});
  report["publication"] = run.publication ? Json(*run.publication) : Json();
  report["content_hash"] = run.detail.value("content_hash", "");
  return report;
}

}  // namespace till::pipeline
