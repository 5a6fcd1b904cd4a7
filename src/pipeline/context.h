#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/json.h"
#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "base/worker_pool.h"
#include "catalog/mirror.h"
#include "dag/cancel.h"
#include "dag/run_store.h"
#include "delta/log.h"
#include "lake/object_store.h"
#include "project/project.h"
#include "publish/record.h"
#include "warehouse/warehouse.h"

namespace till::pipeline {

/// What the pipeline works with; all of it outlives the run.
struct Services {
  lake::ObjectStore& store;
  std::function<Result<std::unique_ptr<warehouse::Warehouse>>()> open_warehouse;
  delta::CheckpointWriter* checkpoints;  ///< may be nullptr: then Delta logs have no checkpoints
  dag::RunStore& runs;
  const WorkerPool& pool;
  Clock& clock;
  std::filesystem::path scratch;  ///< a folder of the runs' own: who takes the lock removes what a dead run left in it
  std::filesystem::path logs;     ///< logs/<run>/<task>.<attempt>.log are made in it
  std::filesystem::path lock;     ///< the file that one run at a time holds
  bool leased = false;            ///< a run holds the lake's lease too: other machines may run on it
  /// Makes the tables that a database keeps of the star those of a publication; empty where there is none.
  std::function<Status(const publish::Record&)> keep_star = {};
  catalog::Mirror* mirror = nullptr;  ///< the catalog that is kept in step with ours; nullptr: none
  /// Lets dashboards that hold a copy of the star load that of a publication; nothing twice for the same one. Empty
  /// where there are none.
  std::function<Status(const publish::Record&)> refresh_dashboards = {};
};

/// What a run is asked to do.
struct RunOptions {
  std::optional<Day> date;     ///< only the inputs of this business date; presence is judged up to it
  std::optional<Day> due_to;   ///< without `date`: presence is judged up to it, else to the newest file's day
  bool full = false;           ///< read and compute everything again
  bool allow_missing = false;  ///< publish though due files are missing
};

/// One task's surroundings.
struct TaskContext {
  const project::Project& project;
  const Services& services;
  std::string run;
  RunOptions options;
  Log& log;
  const dag::CancelToken* cancel = nullptr;  ///< asks the task to stop; nullptr: nobody can

  bool cancelled() const { return cancel != nullptr && cancel->cancelled(); }
};

/// Interrupts an engine, again and again, from the moment that a run is asked to stop: while this lives, whatever the
/// engine does ends soon with kCancelled. The engine and the token outlive it; without a token it does nothing.
class InterruptOnCancel {
 public:
  InterruptOnCancel(warehouse::Warehouse& engine, const dag::CancelToken* cancel);

 private:
  std::jthread watcher_;
};

/// kInvalid, with line and nearest name, where till.toml sets the severity of a check that does not exist.
Status CheckSettings(const project::Project& project);

/// Leaves `record` as `_till/runs/<run>/<task>.json`, which is the next task's input. Adds format, run and task.
Status HandOver(const TaskContext& context, std::string_view task, Json record);
/// What a task left. kNotFound, naming the task that must run first, if it has not run.
Result<Json> TakeOver(const TaskContext& context, std::string_view task);

Json ToJson(const RunOptions& options);
Result<RunOptions> RunOptionsFromJson(const Json& json);

}  // namespace till::pipeline
