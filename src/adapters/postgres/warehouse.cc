#include "adapters/postgres/warehouse.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "adapters/postgres/database.h"
#include "adapters/postgres/session.h"
#include "adapters/postgres/staging.h"
#include "adapters/postgres/star_files.h"
#include "base/text.h"
#include "base/worker_pool.h"
#include "warehouse/unit_files.h"

namespace till::postgres {
namespace {

using columns::Batch;
using warehouse::BuiltFile;
using warehouse::Parameters;
using warehouse::StagedInput;
using warehouse::Unit;

class PostgresWarehouse final : public warehouse::Warehouse {
 public:
  PostgresWarehouse(std::unique_ptr<Session> session, std::string schema, size_t threads)
      : session_(std::move(session)), schema_(std::move(schema)), pool_(threads) {}

  std::string_view name() const override { return "postgres"; }

  Status Stage(lake::ObjectStore& store, std::span<const StagedInput> inputs) override {
    session_->Begin();
    return StageInputs(*session_, store, pool_, inputs);
  }

  Status Attach(std::string_view schema, std::span<const AttachedTable> tables) override {
    session_->Begin();
    TILL_ASSIGN(Transaction transaction, Transaction::Begin(*session_));
    StarFiles files(*session_, schema_);
    TILL_TRY(files.Load(tables));
    for (const auto& [name, kind] : Held(schema)) TILL_TRY(Drop(name));
    for (const AttachedTable& table : tables) {
      const std::string name = RelationName(std::string(schema) + "." + table.name);
      TILL_TRY(Drop(name));
      TILL_TRY(session_->Execute("create temporary view " + Identifier(name) + " as " + files.Rows(table)));
    }
    TILL_TRY(transaction.Commit());
    for (const auto& [name, kind] : Held(schema)) Forget(name);
    for (const AttachedTable& table : tables) Remember(std::string(schema) + "." + table.name, "view");
    return Ok();
  }

  Status Make(std::string_view name, std::string_view select, const Parameters& parameters) override {
    session_->Begin();
    TILL_ASSIGN(Statement statement, Bind(select, parameters, names_));
    TILL_ASSIGN(const std::vector<AnswerColumn> columns, session_->Describe(statement));
    std::vector<std::string> items;
    for (const AnswerColumn& column : columns) {
      const std::string item = Identifier(column.name);
      // Text of literals alone would compare by the collation of the database.
      items.push_back(column.IsText() ? item + " collate \"C\" as " + item : item);
    }
    const std::string relation = RelationName(name);
    statement.sql = "create temporary table " + Identifier(relation) + " as select " + Join(items, ", ") + " from (\n" +
                    statement.sql + "\n) as made";
    return Replace(name, [&]() -> Status { return session_->Run(statement).status(); });
  }

  Status Load(std::string_view name, const Batch& rows) override {
    session_->Begin();
    const std::string relation = RelationName(name);
    return Replace(name, [&]() -> Status {
      TILL_TRY(session_->Execute(CreateTemporary(relation, rows.schema)));
      return session_->CopyIn(Temporary(relation), rows);
    });
  }

  Result<std::vector<BuiltFile>> Build(std::string_view table, std::string_view select, std::span<const Unit> units,
                                       std::string_view day_column, std::string_view without,
                                       const std::filesystem::path& folder) override {
    session_->Begin();
    const warehouse::BuildRequest request{table, day_column, without, folder};
    std::vector<BuiltFile> files;
    for (const std::span<const Unit> run : warehouse::RunsOf(units)) {
      auto rows = Ask(select, {{"first_day", run.front().first}, {"last_day", run.back().last}});
      if (!rows.ok()) {
        return Within("cannot build '" + std::string(table) + "' of " + run.front().name, rows.error());
      }
      TILL_ASSIGN(const auto built, warehouse::WriteUnits(std::move(rows->rows), run, request));
      files.insert(files.end(), built.begin(), built.end());
    }
    return files;
  }

  Result<Batch> Query(std::string_view select, const Parameters& parameters) override {
    session_->Begin();
    if (restricted_ && !IsOneSelect(select)) return NotOneSelect();
    if (restricted_) TILL_TRY(session_->Execute("begin read only"));
    auto answer = Ask(select, parameters);
    if (restricted_) {
      session_->Begin();
      TILL_TRY(session_->Execute("rollback"));
    }
    TILL_TRY(answer.status());
    if (restricted_ && !answer->tag.starts_with("SELECT")) return NotOneSelect();
    return std::move(answer->rows);
  }

  Status RestrictToReading() override {
    TILL_ASSIGN(const Answer role,
                session_->Run({"select cast(current_user as text), pg_has_role('pg_read_server_files', 'member')"
                               " or pg_has_role('pg_execute_server_program', 'member')"}));
    if (role.rows.columns[1].Number(0) != 0) {
      return Denied("cannot hold the role '" + std::string(role.rows.columns[0].Text(0)) +
                        "' to reading: it may read files of the server",
                    "connect with a role of till's own: create role till login; grant create, temporary on database …"
                    " to till");
    }
    restricted_ = true;
    return Ok();
  }

  void Interrupt() override { session_->Interrupt(); }

 private:
  Result<Answer> Ask(std::string_view select, const Parameters& parameters) {
    TILL_ASSIGN(const Statement statement, Bind(select, parameters, names_));
    return session_->Run(statement);
  }

  /// Puts what `create` makes in place of what has the name.
  Status Replace(std::string_view name, auto&& create) {
    TILL_ASSIGN(Transaction transaction, Transaction::Begin(*session_));
    TILL_TRY(Drop(RelationName(name)));
    TILL_TRY(create());
    TILL_TRY(session_->Execute("analyze " + Temporary(RelationName(name))));
    TILL_TRY(transaction.Commit());
    Remember(name, "table");
    return Ok();
  }

  Status Drop(const std::string& relation) {
    const auto found = kinds_.find(relation);
    if (found == kinds_.end()) return Ok();
    return session_->Execute("drop " + found->second + " if exists " + Temporary(relation));
  }

  /// What this session made in a schema.
  std::map<std::string, std::string> Held(std::string_view schema) const {
    std::map<std::string, std::string> held;
    for (const auto& [name, kind] : kinds_) {
      if (name.starts_with(std::string(schema) + ".")) held.emplace(name, kind);
    }
    return held;
  }

  void Forget(const std::string& relation) {
    kinds_.erase(relation);
    names_.erase(relation);
  }

  void Remember(std::string_view name, const std::string& kind) {
    const std::string relation = RelationName(name);
    kinds_[relation] = kind;
    if (name.find('.') != std::string_view::npos) names_[std::string(name)] = Temporary(relation);
  }

  std::unique_ptr<Session> session_;
  std::string schema_;
  WorkerPool pool_;
  std::map<std::string, std::string> kinds_;  ///< "table" or "view" of each temporary relation made here
  RelationNames names_;
  bool restricted_ = false;
};

}  // namespace

Result<std::unique_ptr<warehouse::Warehouse>> OpenWarehouse(const WarehouseOptions& options) {
  TILL_ASSIGN(auto session, OpenDatabase(options.connection));
  return std::unique_ptr<warehouse::Warehouse>(
      std::make_unique<PostgresWarehouse>(std::move(session), options.schema, options.threads));
}

}  // namespace till::postgres
