#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/aws_access.h"
#include "app/command.h"
#include "base/worker_pool.h"
#include "dag/run_store.h"
#include "lake/object_store.h"
#include "pipeline/context.h"
#include "project/project.h"
#include "publish/publications.h"

namespace till::app {

/// An opened project with the parts that its till.toml chooses: the one place that knows which adapter fills which
/// interface. One thread.
class Session {
 public:
  /// Opens the project that the invocation means. kNotFound, kInvalid as project::Load.
  static Result<std::unique_ptr<Session>> Open(const Invocation& invocation);
  /// Opens the project in `folder`.
  static Result<std::unique_ptr<Session>> Open(const std::filesystem::path& folder);

  const project::Project& project() const { return project_; }
  const TimeZone& zone() const { return zone_; }
  lake::ObjectStore& store() { return *store_; }
  dag::RunStore& runs() { return *runs_; }
  publish::Publications& publications() { return *publications_; }
  Clock& clock() { return *clock_; }
  const WorkerPool& pool() const { return pool_; }
  /// .till in the project's folder: run history, logs, caches.
  std::filesystem::path StateFolder() const { return project_.folder / ".till"; }

  /// What the pipeline works with; valid while the session lives.
  pipeline::Services Services();
  /// A new engine.
  Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse() const;
  /// The newest publication. kNotFound, with what to type, if there is none.
  Result<publish::Record> LatestPublication();

 private:
  Session(project::Project project, TimeZone zone);
  Status OpenLake();
  /// What keeps a published star in the project's database; empty where it has none.
  std::function<Status(const publish::Record&)> StarKeeper();

  project::Project project_;
  TimeZone zone_;
  std::unique_ptr<Clock> clock_;
  WorkerPool pool_{0};
  std::unique_ptr<AwsAccess> aws_;  ///< nullptr where the project uses none of its services
  std::unique_ptr<lake::ObjectStore> store_;
  std::unique_ptr<dag::RunStore> runs_;
  std::unique_ptr<publish::Publications> publications_;
  std::unique_ptr<catalog::Mirror> mirror_;  ///< nullptr where the project's catalog is our own alone
  std::function<Status(const publish::Record&)> refresh_dashboards_;  ///< empty where there are none to load it
};

}  // namespace till::app
