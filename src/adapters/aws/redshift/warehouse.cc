#include "adapters/aws/redshift/warehouse.h"

#include <set>
#include <utility>
#include <vector>

#include "adapters/aws/redshift/loader.h"
#include "adapters/aws/redshift/parts.h"
#include "adapters/aws/redshift/staging.h"
#include "adapters/aws/redshift/star_files.h"
#include "adapters/aws/redshift/statement_text.h"
#include "adapters/aws/redshift/statements.h"
#include "base/worker_pool.h"
#include "warehouse/unit_files.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Schema;
using postgres::Answer;
using postgres::Identifier;
using postgres::Session;
using postgres::Statement;
using warehouse::BuiltFile;
using warehouse::Parameters;
using warehouse::StagedInput;
using warehouse::Unit;

/// Temporary tables on the way: the files that are being attached, and rows as COPY brings them.
constexpr std::string_view kAttached = "till.attached";
constexpr std::string_view kLoaded = "till.loaded";

class RedshiftWarehouse final : public warehouse::Warehouse {
 public:
  RedshiftWarehouse(std::shared_ptr<Session> session, const WarehouseOptions& options, lake::ObjectStore& store)
      : session_(std::move(session)),
        run_(RunOn(session_)),
        target_(options.target),
        store_(store),
        pool_(options.threads) {}

  std::string_view name() const override { return "redshift"; }

  Status Stage(lake::ObjectStore& store, std::span<const StagedInput> inputs) override {
    return WithParts([&](Parts& parts) { return StageInputs(run_, target_.schema, *loader_, parts, store, inputs); });
  }

  Status Attach(std::string_view schema, std::span<const AttachedTable> tables) override {
    TILL_TRY(Open());
    TILL_TRY(Parts::Prepare(run_, target_.schema));
    TILL_ASSIGN(const Batch list, ListStarFiles(tables));
    TILL_ASSIGN(const bool loaded, AreThere(tables, list));
    if (!loaded) TILL_TRY(LoadMissing(tables, list));
    const std::set<std::string> held = Held(schema);
    const Status attached = loader_->InTransaction([&]() -> Status {
      TILL_TRY(MakeLoaded(kAttached, list));
      for (const std::string& name : held) TILL_TRY(Do(DropTemporary(postgres::RelationName(name))));
      for (const AttachedTable& table : tables) TILL_TRY(AttachTable(schema, table));
      // The transaction sees parts and list as of one moment, so that what is listed at its end was there to copy.
      TILL_ASSIGN(const bool whole, AreThere(tables, list));
      return whole ? Ok() : Status(Gone(schema));
    });
    if (!attached.ok()) return WhyNot(attached.error(), schema, tables, list);
    for (const std::string& name : held) names_.erase(name);
    for (const AttachedTable& table : tables) Remember(std::string(schema) + "." + table.name);
    return Ok();
  }

  Status Make(std::string_view name, std::string_view select, const Parameters& parameters) override {
    TILL_TRY(Open());
    TILL_ASSIGN(const Statement statement, Bound(select, parameters));
    TILL_ASSIGN(const Schema columns, ColumnsOf(statement));
    return Replace(name, columns,
                   [&](const std::string& relation) { return Do(FillFromSelect(relation, columns, statement)); });
  }

  Status Load(std::string_view name, const Batch& rows) override {
    TILL_TRY(Open());
    return Replace(name, rows.schema, [&](const std::string& relation) -> Status {
      TILL_TRY(MakeLoaded(kLoaded, rows));
      return Do(FillFromLoaded(relation, kLoaded, rows.schema));
    });
  }

  Result<std::vector<BuiltFile>> Build(std::string_view table, std::string_view select, std::span<const Unit> units,
                                       std::string_view day_column, std::string_view without,
                                       const std::filesystem::path& folder) override {
    TILL_TRY(Open());
    const warehouse::BuildRequest request{table, day_column, without, folder};
    std::vector<BuiltFile> files;
    for (const std::span<const Unit> run : warehouse::RunsOf(units)) {
      auto rows = RowsOf(table, select, run);
      if (!rows.ok()) {
        return Within("cannot build '" + std::string(table) + "' of " + run.front().name, rows.error());
      }
      TILL_ASSIGN(const auto built, warehouse::WriteUnits(std::move(*rows), run, request));
      files.insert(files.end(), built.begin(), built.end());
    }
    return files;
  }

  Result<Batch> Query(std::string_view select, const Parameters& parameters) override {
    session_->Begin();
    if (restricted_ && !postgres::IsOneSelect(select)) return postgres::NotOneSelect();
    TILL_ASSIGN(const Statement statement, Bound(select, parameters));
    if (!restricted_) {
      TILL_ASSIGN(Answer answer, run_(statement));
      return std::move(answer.rows);
    }
    TILL_TRY(Do(BeginReading()));
    auto answer = run_(statement);
    TILL_TRY(Do(Rollback()));
    TILL_TRY(answer.status());
    if (!answer->tag.starts_with("SELECT")) return postgres::NotOneSelect();
    return std::move(answer->rows);
  }

  Status RestrictToReading() override {
    restricted_ = true;
    return Ok();
  }

  void Interrupt() override { session_->Interrupt(); }

 private:
  Status Do(const Statement& statement) { return run_(statement).status(); }

  /// Lets go of an earlier interrupt, and has a place below the lake.
  Status Open() {
    session_->Begin();
    if (loader_ != nullptr) return Ok();
    TILL_ASSIGN(loader_, Loader::Open(run_, target_, store_));
    return Ok();
  }

  /// Runs `work` on the parts, in a transaction.
  Status WithParts(auto&& work) {
    TILL_TRY(Open());
    TILL_TRY(Parts::Prepare(run_, target_.schema));
    Parts parts(run_, target_.schema, *loader_, pool_);
    return loader_->InTransaction([&]() -> Status {
      TILL_TRY(parts.Begin());
      return work(parts);
    });
  }

  /// Whether all star files of a list are there now.
  Result<bool> AreThere(std::span<const AttachedTable> tables, const Batch& list) {
    Parts parts(run_, target_.schema, *loader_, pool_);
    TILL_TRY(parts.List());
    return AreLoaded(parts, tables, list);
  }

  Status LoadMissing(std::span<const AttachedTable> tables, const Batch& list) {
    return WithParts([&](Parts& parts) -> Status {
      TILL_TRY(LoadStarFiles(parts, tables, list));
      return parts.Finish();
    });
  }

  static Error Gone(std::string_view schema) {
    return Unavailable("cannot attach '" + std::string(schema) + "': its rows were deleted meanwhile",
                       "whoever publishes deletes what no publication needs any more: read the newest one");
  }

  /// What made an Attach fail: a table that was dropped under it, or the failure itself.
  Error WhyNot(const Error& failure, std::string_view schema, std::span<const AttachedTable> tables,
               const Batch& list) {
    if (failure.code == Code::kCancelled || IsRetryable(failure.code)) return failure;
    const auto there = AreThere(tables, list);
    return there.ok() && !*there ? Gone(schema) : failure;
  }

  Result<Statement> Bound(std::string_view select, const Parameters& parameters) const {
    return postgres::Bind(WithoutFilters(select), parameters, names_);
  }

  Result<Schema> ColumnsOf(const Statement& statement) {
    TILL_ASSIGN(const auto described, session_->Describe(statement));
    Schema columns;
    for (const postgres::AnswerColumn& column : described) {
      TILL_ASSIGN(const columns::Type type, postgres::TypeOf(column));
      columns.push_back({column.name, type});
    }
    return columns;
  }

  /// The rows of a run of units. UNLOAD takes no parameters, so that the days stand in its SELECT.
  Result<Batch> RowsOf(std::string_view table, std::string_view select, std::span<const Unit> run) {
    TILL_ASSIGN(const Statement statement,
                postgres::BindDays(WithoutFilters(select),
                                   {{"first_day", run.front().first}, {"last_day", run.back().last}}, names_));
    TILL_ASSIGN(const Schema columns, ColumnsOf(statement));
    return loader_->Unload(statement.sql, columns, table);
  }

  Status AttachTable(std::string_view schema, const AttachedTable& table) {
    const std::string name = postgres::RelationName(std::string(schema) + "." + table.name);
    TILL_TRY(Renew(name, table.columns));
    // Where there are no files there may be no table of their parts.
    if (!table.files.empty()) {
      TILL_TRY(Do(FillFromFiles(target_.schema, name, table.name, table.columns, table.partition_column, kAttached)));
    }
    return Do(Analyze(name));
  }

  /// Puts a temporary table that `fill` fills in place of what has the name.
  Status Replace(std::string_view name, const Schema& columns, auto&& fill) {
    const std::string relation = postgres::RelationName(name);
    const Status replaced = loader_->InTransaction([&]() -> Status {
      TILL_TRY(Renew(relation, columns));
      TILL_TRY(fill(relation));
      return Do(Analyze(relation));
    });
    if (!replaced.ok()) return replaced;
    Remember(name);
    return Ok();
  }

  /// An empty temporary table in place of what has the name.
  Status Renew(std::string_view name, const Schema& columns) {
    TILL_TRY(Do(DropTemporary(name)));
    return Do(CreateTemporary(name, columns));
  }

  Status MakeLoaded(std::string_view name, const Batch& rows) {
    TILL_TRY(Do(DropTemporary(name)));
    TILL_TRY(Do(CreateLoaded(name, rows.schema)));
    return loader_->CopyRows(Identifier(name), name, rows);
  }

  /// What this session made in a schema.
  std::set<std::string> Held(std::string_view schema) const {
    std::set<std::string> held;
    for (const auto& [name, relation] : names_) {
      if (name.starts_with(std::string(schema) + ".")) held.insert(name);
    }
    return held;
  }

  void Remember(std::string_view name) {
    if (name.find('.') != std::string_view::npos) {
      names_[std::string(name)] = Identifier(postgres::RelationName(name));
    }
  }

  std::shared_ptr<Session> session_;
  Run run_;
  Target target_;
  lake::ObjectStore& store_;
  WorkerPool pool_;
  std::unique_ptr<Loader> loader_;  ///< made where it is first needed
  postgres::RelationNames names_;
  bool restricted_ = false;
};

}  // namespace

Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse(const WarehouseOptions& options, lake::ObjectStore& store) {
  TILL_ASSIGN(auto session, OpenSession(options.connection));
  TILL_TRY(session->Run(SetSearchPath()).status());
  return std::unique_ptr<warehouse::Warehouse>(std::make_unique<RedshiftWarehouse>(std::move(session), options, store));
}

}  // namespace till::redshift
