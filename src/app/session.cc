#include "app/session.h"

#include "adapters/aws/glue/mirror.h"
#include "adapters/aws/redshift/keep_star.h"
#include "adapters/aws/redshift/warehouse.h"
#include "adapters/duckdb/parquet.h"
#include "adapters/duckdb/warehouse.h"
#include "adapters/local/object_store.h"
#include "adapters/postgres/publication.h"
#include "adapters/postgres/warehouse.h"
#include "adapters/sqlite/run_store.h"

namespace till::app {
namespace {

redshift::Target RedshiftTarget(const project::Project& project) {
  const auto read = [](const std::filesystem::path& file) -> Result<columns::Batch> {
    TILL_ASSIGN(const auto reader, duckdb::ParquetReader::Open());
    return reader.Read(file);
  };
  const project::DatabaseSettings& database = project.services.redshift;
  return {database.schema, database.iam_role, project.lake_root, {read, duckdb::WriteParquet}};
}

}  // namespace

Session::Session(project::Project project, TimeZone zone)
    : project_(std::move(project)), zone_(std::move(zone)), clock_(SystemClock()) {}

Result<std::unique_ptr<Session>> Session::Open(const Invocation& invocation) {
  const std::filesystem::path start = invocation.project.empty() ? "." : invocation.project;
  if (!invocation.project.empty()) return Open(std::filesystem::absolute(start).lexically_normal());
  TILL_ASSIGN(const auto folder, project::FindFolder(std::filesystem::absolute(start).lexically_normal()));
  return Open(folder);
}

Result<std::unique_ptr<Session>> Session::Open(const std::filesystem::path& folder) {
  TILL_ASSIGN(project::Project loaded, project::Load(folder));
  TILL_ASSIGN(TimeZone zone, TimeZone::Find(loaded.timezone));
  std::unique_ptr<Session> session(new Session(std::move(loaded), std::move(zone)));
  TILL_TRY(session->OpenLake());
  session->runs_ = adapters::LazySqliteRunStore(session->StateFolder() / "runs.sqlite");
  session->publications_ = std::make_unique<publish::Publications>(*session->store_);
  return session;
}

Status Session::OpenLake() {
  const bool glue = project_.services.catalog == project::CatalogKind::kGlue;
  if (glue) TILL_TRY(aws::CheckGlueLake(project_.lake_root));
  if (!project_.LakeIsInS3()) {
    store_ = std::make_unique<adapters::LocalStore>(project_.LakeFolder());
    return Ok();
  }
  TILL_ASSIGN(aws_, OpenAwsAccess(project_, *clock_));
  TILL_ASSIGN(store_, OpenS3Lake(project_, *aws_, *clock_, StateFolder() / "tmp"));
  if (glue) {
    TILL_ASSIGN(mirror_, OpenGlue(project_, *store_, *aws_, *clock_));
  }
  TILL_ASSIGN(refresh_dashboards_, DashboardRefresher(project_, *aws_, *clock_));
  return Ok();
}

Result<std::unique_ptr<warehouse::Warehouse>> Session::OpenWarehouse() const {
  if (project_.services.engine == project::EngineKind::kPostgres) {
    const project::DatabaseSettings& database = project_.services.postgres;
    return postgres::OpenWarehouse(
        {.connection = database.connection, .schema = database.schema, .threads = pool_.size()});
  }
  if (project_.services.engine == project::EngineKind::kRedshift) {
    if (!project_.LakeIsInS3()) {
      return Invalid("cannot use engine 'redshift': the lake is the folder '" + project_.lake_root + "'",
                     "Redshift reads from S3: [lake] root = \"s3://bucket/prefix\"");
    }
    return redshift::OpenWarehouse({.connection = project_.services.redshift.connection,
                                    .target = RedshiftTarget(project_),
                                    .threads = pool_.size()},
                                   *store_);
  }
  duckdb::WarehouseOptions options;
  options.threads = pool_.size();
  options.temp_folder = StateFolder() / "tmp";
  return duckdb::OpenWarehouse(options);
}

std::function<Status(const publish::Record&)> Session::StarKeeper() {
  switch (project_.services.engine) {
    case project::EngineKind::kPostgres:
      return [this](const publish::Record& record) {
        const project::DatabaseSettings& database = project_.services.postgres;
        return postgres::KeepStar(database.connection, database.schema, record, *store_);
      };
    case project::EngineKind::kRedshift:
      return [this](const publish::Record& record) -> Status {
        TILL_ASSIGN(const redshift::Run run, redshift::Connect(project_.services.redshift.connection));
        return redshift::KeepStar(run, RedshiftTarget(project_), record, *store_);
      };
    case project::EngineKind::kDuckdb:
      break;
  }
  return {};
}

pipeline::Services Session::Services() {
  return {.store = *store_,
          .open_warehouse = [this] { return OpenWarehouse(); },
          .checkpoints = nullptr,
          .runs = *runs_,
          .pool = pool_,
          .clock = *clock_,
          .scratch = StateFolder() / "tmp" / "run",
          .logs = StateFolder() / "logs",
          .lock = StateFolder() / "lock",
          .leased = project_.LakeIsInS3(),
          .keep_star = StarKeeper(),
          .mirror = mirror_.get(),
          .refresh_dashboards = refresh_dashboards_};
}

Result<publish::Record> Session::LatestPublication() {
  TILL_ASSIGN(auto latest, publications_->Latest());
  if (!latest)
    return NotFound("cannot read a publication of '" + project_.name + "': nothing is published yet", "till run");
  return std::move(*latest);
}

}  // namespace till::app
