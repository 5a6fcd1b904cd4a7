#include "adapters/sqlite/run_store.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <mutex>

#include "adapters/sqlite/database.h"

namespace till::adapters {
namespace {

constexpr int64_t kSchemaVersion = 1;

constexpr const char* kSchema = R"sql(
create table run (
  id text primary key, dag text not null, run_trigger text not null, business_date text,
  status text not null, started_at integer not null, ended_at integer, publication integer,
  reason text not null, pid integer not null, detail text not null);
create index run_by_start on run (started_at desc, id desc);
create table attempt (
  sequence integer primary key, run text not null references run (id), task text not null, attempt integer not null,
  status text not null, started_at integer not null, ended_at integer, reason text not null,
  error_code text, error_message text, error_hint text, pid integer not null,
  unique (run, task, attempt));
create table schedule (name text primary key, last_tick integer, paused integer not null default 0);
pragma user_version = 1;
)sql";

constexpr std::string_view kSelectRun =
    "select id, dag, run_trigger, business_date, status, started_at, ended_at, publication, reason, pid, detail"
    " from run ";

std::optional<int64_t> Micros(const std::optional<Instant>& instant) {
  return instant ? std::optional(instant->micros) : std::nullopt;
}

std::optional<Instant> ToInstant(const std::optional<int64_t>& micros) {
  return micros ? std::optional(Instant{*micros}) : std::nullopt;
}

std::optional<Code> ParseCode(std::string_view name) {
  for (int code = 0; code <= static_cast<int>(Code::kInternal); ++code) {
    if (CodeName(static_cast<Code>(code)) == name) return static_cast<Code>(code);
  }
  return std::nullopt;
}

Error NoSuchRun(std::string_view id) {
  return NotFound("cannot find run '" + std::string(id) + "'", "till runs list shows them");
}

Error BadValue(const std::string& run) { return Corrupt("cannot read run '" + run + "': a value nobody writes"); }

Result<dag::Run> ReadRun(const SqliteStatement& row) {
  dag::Run run;
  run.id = row.Text(0);
  run.dag = row.Text(1);
  const auto trigger = dag::ParseTrigger(row.Text(2));
  const auto status = dag::ParseRunStatus(row.Text(4));
  if (!trigger || !status) return BadValue(run.id);
  run.trigger = *trigger;
  run.status = *status;
  if (const auto day = row.OptionalText(3)) {
    run.business_date = Day::Parse(*day);
    if (!run.business_date) return BadValue(run.id);
  }
  run.started_at = {row.Int(5)};
  run.ended_at = ToInstant(row.OptionalInt(6));
  run.publication = row.OptionalInt(7);
  run.reason = row.Text(8);
  run.pid = row.Int(9);
  TILL_ASSIGN(run.detail, ParseJson(row.Text(10), "the detail of run '" + run.id + "'"));
  if (!run.detail.is_object()) return BadValue(run.id);
  return run;
}

Result<dag::Attempt> ReadAttempt(const SqliteStatement& row) {
  dag::Attempt attempt;
  attempt.run = row.Text(0);
  attempt.task = row.Text(1);
  attempt.attempt = static_cast<int>(row.Int(2));
  const auto status = dag::ParseTaskStatus(row.Text(3));
  if (!status) return BadValue(attempt.run);
  attempt.status = *status;
  attempt.started_at = {row.Int(4)};
  attempt.ended_at = ToInstant(row.OptionalInt(5));
  attempt.reason = row.Text(6);
  if (const auto name = row.OptionalText(7)) {
    const auto code = ParseCode(*name);
    if (!code) return BadValue(attempt.run);
    attempt.error = Error{*code, row.Text(8), row.Text(9)};
  }
  attempt.pid = row.Int(10);
  return attempt;
}

class SqliteRunStore : public dag::RunStore {
 public:
  explicit SqliteRunStore(SqliteDatabase database) : database_(std::move(database)) {}

  /// Makes the tables where there are none; of several processes that come at once, one.
  Status Prepare() {
    TILL_ASSIGN(const int64_t version, Version());
    if (version == kSchemaVersion) return Ok();
    TILL_TRY(database_.Execute("begin immediate"));
    const Status made = MakeSchema();
    return made.ok() ? database_.Execute("commit") : (static_cast<void>(database_.Execute("rollback").ok()), made);
  }

  /// Whether there is a history in the file; for one that is only read.
  Result<bool> HasSchema() {
    TILL_ASSIGN(const int64_t version, Version());
    return version == kSchemaVersion;
  }

  Status CreateRun(const dag::Run& run) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement insert, database_.Prepare("insert into run values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.Bind(run.id).Bind(run.dag).Bind(dag::Name(run.trigger));
    insert.Bind(run.business_date ? std::optional(run.business_date->ToString()) : std::nullopt);
    insert.Bind(dag::Name(run.status)).Bind(run.started_at.micros).Bind(Micros(run.ended_at)).Bind(run.publication);
    insert.Bind(run.reason).Bind(run.pid).Bind(ToText(run.detail));
    const auto inserted = insert.Run();
    if (insert.last_code() == SQLITE_CONSTRAINT_PRIMARYKEY) {
      return Conflict("cannot create run '" + run.id + "': it exists");
    }
    return inserted.status();
  }

  Status UpdateRun(const dag::Run& run) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement update,
                database_.Prepare("update run set status = ?, ended_at = ?, publication = ?, reason = ?, pid = ?,"
                                  " detail = ? where id = ?"));
    update.Bind(dag::Name(run.status)).Bind(Micros(run.ended_at)).Bind(run.publication).Bind(run.reason);
    update.Bind(run.pid).Bind(ToText(run.detail)).Bind(run.id);
    TILL_ASSIGN(const int64_t updated, update.Run());
    if (updated == 0) return NotFound("cannot update run '" + run.id + "': there is no such run");
    return Ok();
  }

  Status PutAttempt(const dag::Attempt& attempt) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement put,
                database_.Prepare("insert into attempt (run, task, attempt, status, started_at, ended_at, reason,"
                                  " error_code, error_message, error_hint, pid)"
                                  " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                  " on conflict (run, task, attempt) do update set status = excluded.status,"
                                  " started_at = excluded.started_at, ended_at = excluded.ended_at,"
                                  " reason = excluded.reason, error_code = excluded.error_code,"
                                  " error_message = excluded.error_message, error_hint = excluded.error_hint,"
                                  " pid = excluded.pid"));
    using Text = std::optional<std::string>;
    const auto& error = attempt.error;
    put.Bind(attempt.run).Bind(attempt.task).Bind(int64_t{attempt.attempt}).Bind(dag::Name(attempt.status));
    put.Bind(attempt.started_at.micros).Bind(Micros(attempt.ended_at)).Bind(attempt.reason);
    put.Bind(error ? Text(CodeName(error->code)) : Text()).Bind(error ? Text(error->message) : Text());
    put.Bind(error ? Text(error->hint) : Text()).Bind(attempt.pid);
    const auto stored = put.Run();
    if (put.last_code() == SQLITE_CONSTRAINT_FOREIGNKEY) {
      return NotFound("cannot record task '" + attempt.task + "' of run '" + attempt.run + "': there is no such run");
    }
    return stored.status();
  }

  Result<std::vector<dag::Run>> ListRuns(size_t limit) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement select,
                database_.Prepare(std::string(kSelectRun) + "order by started_at desc, id desc limit ?"));
    select.Bind(static_cast<int64_t>(std::min<size_t>(limit, std::numeric_limits<int64_t>::max())));
    std::vector<dag::Run> runs;
    for (;;) {
      TILL_ASSIGN(const bool more, select.Step());
      if (!more) return runs;
      TILL_ASSIGN(dag::Run run, ReadRun(select));
      runs.push_back(std::move(run));
    }
  }

  Result<dag::RunHistory> GetRun(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement select, database_.Prepare(std::string(kSelectRun) + "where id = ?"));
    TILL_ASSIGN(const bool found, select.Bind(id).Step());
    if (!found) return NoSuchRun(id);
    dag::RunHistory history;
    TILL_ASSIGN(history.run, ReadRun(select));
    TILL_ASSIGN(SqliteStatement attempts,
                database_.Prepare("select run, task, attempt, status, started_at, ended_at, reason, error_code,"
                                  " error_message, error_hint, pid from attempt where run = ? order by sequence"));
    attempts.Bind(id);
    for (;;) {
      TILL_ASSIGN(const bool more, attempts.Step());
      if (!more) return history;
      TILL_ASSIGN(dag::Attempt attempt, ReadAttempt(attempts));
      history.attempts.push_back(std::move(attempt));
    }
  }

  Result<dag::ScheduleMark> GetSchedule(std::string_view schedule) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement select, database_.Prepare("select last_tick, paused from schedule where name = ?"));
    TILL_ASSIGN(const bool found, select.Bind(schedule).Step());
    if (!found) return dag::ScheduleMark{};
    return dag::ScheduleMark{ToInstant(select.OptionalInt(0)), select.Int(1) != 0};
  }

  Status SetLastTick(std::string_view schedule, Instant tick) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement put,
                database_.Prepare("insert into schedule (name, last_tick) values (?, ?)"
                                  " on conflict (name) do update set last_tick = excluded.last_tick"));
    return put.Bind(schedule).Bind(tick.micros).Run().status();
  }

  Status SetPaused(std::string_view schedule, bool paused) override {
    const std::lock_guard lock(mutex_);
    TILL_ASSIGN(SqliteStatement put, database_.Prepare("insert into schedule (name, paused) values (?, ?)"
                                                       " on conflict (name) do update set paused = excluded.paused"));
    return put.Bind(schedule).Bind(int64_t{paused}).Run().status();
  }

 private:
  Result<int64_t> Version() {
    TILL_ASSIGN(SqliteStatement select, database_.Prepare("pragma user_version"));
    TILL_TRY(select.Step().status());
    const int64_t version = select.Int(0);
    if (version > kSchemaVersion) {
      return Unsupported("cannot open run history: it has version " + std::to_string(version) + ", known is " +
                             std::to_string(kSchemaVersion),
                         "a newer till has written it; use that one");
    }
    return version;
  }

  Status MakeSchema() {
    TILL_ASSIGN(const int64_t version, Version());
    return version == kSchemaVersion ? Ok() : database_.Execute(kSchema);
  }

  std::mutex mutex_;
  SqliteDatabase database_;
};

/// Opens the file at the first call.
class LazyRunStore : public dag::RunStore {
 public:
  explicit LazyRunStore(std::filesystem::path path) : path_(std::move(path)) {}

  Status CreateRun(const dag::Run& run) override {
    return Write([&](dag::RunStore& store) { return store.CreateRun(run); });
  }
  Status UpdateRun(const dag::Run& run) override {
    return Write([&](dag::RunStore& store) { return store.UpdateRun(run); });
  }
  Status PutAttempt(const dag::Attempt& attempt) override {
    return Write([&](dag::RunStore& store) { return store.PutAttempt(attempt); });
  }
  Result<std::vector<dag::Run>> ListRuns(size_t limit) override {
    TILL_ASSIGN(dag::RunStore * store, ToRead());
    return store == nullptr ? Result<std::vector<dag::Run>>(std::vector<dag::Run>()) : store->ListRuns(limit);
  }
  Result<dag::RunHistory> GetRun(std::string_view id) override {
    TILL_ASSIGN(dag::RunStore * store, ToRead());
    if (store == nullptr) return NoSuchRun(id);
    return store->GetRun(id);
  }
  Result<dag::ScheduleMark> GetSchedule(std::string_view schedule) override {
    TILL_ASSIGN(dag::RunStore * store, ToRead());
    return store == nullptr ? Result<dag::ScheduleMark>(dag::ScheduleMark()) : store->GetSchedule(schedule);
  }
  Status SetLastTick(std::string_view schedule, Instant tick) override {
    return Write([&](dag::RunStore& store) { return store.SetLastTick(schedule, tick); });
  }
  Status SetPaused(std::string_view schedule, bool paused) override {
    return Write([&](dag::RunStore& store) { return store.SetPaused(schedule, paused); });
  }

 private:
  template <typename Act>
  Status Write(const Act& act) {
    dag::RunStore* store = nullptr;
    {
      const std::lock_guard lock(mutex_);
      if (store_ == nullptr) {
        TILL_ASSIGN(store_, OpenSqliteRunStore(path_));
      }
      store = store_.get();
    }
    return act(*store);
  }

  /// nullptr where there is no history.
  Result<dag::RunStore*> ToRead() {
    const std::lock_guard lock(mutex_);
    if (store_ != nullptr) return store_.get();
    if (reader_ != nullptr) return reader_.get();
    std::error_code ignored;
    if (!std::filesystem::exists(path_, ignored)) return nullptr;
    auto store = OpenSqliteRunStore(path_);
    if (store.ok()) {
      store_ = std::move(*store);
      return store_.get();
    }
    const Code code = store.error().code;
    if (code != Code::kDenied && code != Code::kUnavailable) return store.error();
    TILL_ASSIGN(SqliteDatabase database, SqliteDatabase::OpenToRead(path_));
    auto reader = std::make_unique<SqliteRunStore>(std::move(database));
    TILL_ASSIGN(const bool has_schema, reader->HasSchema());
    if (!has_schema) return nullptr;
    reader_ = std::move(reader);
    return reader_.get();
  }

  const std::filesystem::path path_;
  std::mutex mutex_;  // of the two below, which stay once they are there
  std::unique_ptr<dag::RunStore> store_;
  std::unique_ptr<dag::RunStore> reader_;
};

}  // namespace

std::unique_ptr<dag::RunStore> LazySqliteRunStore(std::filesystem::path path) {
  return std::make_unique<LazyRunStore>(std::move(path));
}

Result<std::unique_ptr<dag::RunStore>> OpenSqliteRunStore(const std::filesystem::path& path) {
  TILL_ASSIGN(SqliteDatabase database, SqliteDatabase::Open(path));
  auto store = std::make_unique<SqliteRunStore>(std::move(database));
  TILL_TRY(store->Prepare());
  return std::unique_ptr<dag::RunStore>(std::move(store));
}

}  // namespace till::adapters
