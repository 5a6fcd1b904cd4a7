#include "adapters/duckdb/warehouse.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/duckdb/relations.h"
#include "adapters/duckdb/session.h"
#include "base/text.h"
#include "base/worker_pool.h"
#include "warehouse/unit_files.h"

namespace till::duckdb {
namespace {

using columns::Batch;
using warehouse::BuiltFile;
using warehouse::Parameters;
using warehouse::StagedInput;
using warehouse::Unit;

/// The schema of names without one; the engine does not let go of it.
constexpr std::string_view kDefaultSchema = "main";

class DuckdbWarehouse final : public warehouse::Warehouse {
 public:
  DuckdbWarehouse(std::unique_ptr<Database> database, std::unique_ptr<Session> session, size_t threads)
      : database_(std::move(database)), session_(std::move(session)), pool_(threads) {}

  std::string_view name() const override { return "duckdb"; }

  Status Stage(lake::ObjectStore& store, std::span<const StagedInput> inputs) override {
    return StageInputs(*session_, store, pool_, inputs);
  }

  Status Attach(std::string_view schema, std::span<const AttachedTable> tables) override {
    std::string statements;
    if (schema != kDefaultSchema) {
      statements =
          "drop schema if exists " + Identifier(schema) + " cascade;\ncreate schema " + Identifier(schema) + ";\n";
    }
    for (const AttachedTable& table : tables) {
      statements += AttachedView(schema, table) + ";\n";
      for (const auto& file : table.files) attached_.push_back(Quoted(file));
    }
    return session_->Execute(statements);
  }

  Status Make(std::string_view name, std::string_view select, const Parameters& parameters) override {
    TILL_ASSIGN(const Relation relation, MakeRoom(name));
    return session_->Query("create or replace table " + relation.quoted + " as\n" + std::string(select), parameters)
        .status();
  }

  Status Load(std::string_view name, const Batch& rows) override {
    TILL_ASSIGN(const Relation relation, MakeRoom(name));
    TILL_TRY(session_->Execute(CreateTable(relation.quoted, rows.schema)));
    return session_->Append(relation.name, relation.schema, rows);
  }

  Result<std::vector<BuiltFile>> Build(std::string_view table, std::string_view select, std::span<const Unit> units,
                                       std::string_view day_column, std::string_view without,
                                       const std::filesystem::path& folder) override {
    interrupted_ = false;
    // One thread a statement: several run at once, and each gives its rows in the order of the SELECT.
    TILL_TRY(session_->Execute("set threads = 1"));
    auto files = BuildRuns(select, units, {table, day_column, without, folder});
    TILL_TRY(session_->Execute("set threads = " + std::to_string(pool_.size())));
    return files;
  }

  Result<Batch> Query(std::string_view select, const Parameters& parameters) override {
    return restricted_ ? session_->Select(std::string(select), parameters)
                       : session_->Query(std::string(select), parameters);
  }

  Status RestrictToReading() override {
    restricted_ = true;
    return session_->Execute("set allowed_paths = [" + Join(attached_, ", ") +
                             "]; set enable_external_access = false; set lock_configuration = true");
  }

  void Interrupt() override {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    session_->Interrupt();
    for (Session* session : building_) session->Interrupt();
  }

 private:
  struct Relation {
    std::string schema, name;
    std::string quoted;  ///< as a statement names it
  };

  /// The relation that `name` means, in a schema that exists.
  Result<Relation> MakeRoom(std::string_view name) {
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos)
      return Relation{std::string(kDefaultSchema), std::string(name), Identifier(name)};
    const std::string schema(name.substr(0, dot));
    TILL_TRY(session_->Execute("create schema if not exists " + Identifier(schema)));
    return Relation{schema, std::string(name.substr(dot + 1)),
                    Identifier(schema) + "." + Identifier(name.substr(dot + 1))};
  }

  Result<std::vector<BuiltFile>> BuildRuns(std::string_view select, std::span<const Unit> units,
                                           const warehouse::BuildRequest& request) {
    const auto runs = warehouse::RunsOf(units);
    std::vector<std::unique_ptr<Session>> sessions(pool_.size());
    std::vector<std::vector<BuiltFile>> built(runs.size());
    TILL_TRY(pool_.ForEach(runs.size(), [&](size_t i, size_t worker) -> Status {
      if (sessions[worker] == nullptr) {
        TILL_ASSIGN(sessions[worker], database_->Connect());
      }
      const Building building(*this, sessions[worker].get());
      if (interrupted_) return Cancelled("cannot build '" + std::string(request.table) + "': interrupted");
      auto rows = sessions[worker]->Query(std::string(select),
                                          {{"first_day", runs[i].front().first}, {"last_day", runs[i].back().last}});
      if (!rows.ok()) {
        return Within("cannot build '" + std::string(request.table) + "' of " + runs[i].front().name, rows.error());
      }
      TILL_ASSIGN(built[i], warehouse::WriteUnits(std::move(*rows), runs[i], request));
      return Ok();
    }));
    std::vector<BuiltFile> files;
    for (auto& run : built) files.insert(files.end(), run.begin(), run.end());
    return files;
  }

  /// Puts a session where Interrupt finds it, while it lives.
  class Building {
   public:
    Building(DuckdbWarehouse& warehouse, Session* session) : warehouse_(warehouse), session_(session) {
      const std::lock_guard lock(warehouse_.mutex_);
      warehouse_.building_.insert(session_);
    }
    ~Building() {
      const std::lock_guard lock(warehouse_.mutex_);
      warehouse_.building_.erase(session_);
    }
    Building(const Building&) = delete;
    Building& operator=(const Building&) = delete;

   private:
    DuckdbWarehouse& warehouse_;
    Session* session_;
  };

  std::unique_ptr<Database> database_;
  std::unique_ptr<Session> session_;
  WorkerPool pool_;
  std::vector<std::string> attached_;  // files, quoted
  bool restricted_ = false;
  std::mutex mutex_;
  std::set<Session*> building_;  // guarded by mutex_
  std::atomic<bool> interrupted_ = false;
};

}  // namespace

Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse(const WarehouseOptions& options) {
  const WorkerPool pool(options.threads);
  std::map<std::string, std::string> settings{{"threads", std::to_string(pool.size())},
                                              {"temp_directory", options.temp_folder.string()}};
  if (!options.memory_limit.empty()) settings["memory_limit"] = options.memory_limit;
  TILL_ASSIGN(auto database, Database::Open(settings));
  TILL_ASSIGN(auto session, database->Connect());
  TILL_TRY(session->Execute("set global parquet_metadata_cache = true"));
  return std::unique_ptr<warehouse::Warehouse>(
      std::make_unique<DuckdbWarehouse>(std::move(database), std::move(session), pool.size()));
}

}  // namespace till::duckdb
