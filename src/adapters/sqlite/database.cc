#include "adapters/sqlite/database.h"

#include <sqlite3.h>

#include "base/files.h"
#include "base/text.h"

namespace till::adapters {
namespace {

constexpr int kBusyMillis = 5'000;

}  // namespace

void SqliteDatabase::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }
void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<SqliteDatabase> SqliteDatabase::Open(const std::filesystem::path& path) {
  if (path.has_parent_path()) TILL_TRY(MakeFolder(path.parent_path()));
  SqliteDatabase database(path);
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.handle_.reset(handle);
  if (handle == nullptr) return Unavailable("cannot open run history '" + path.string() + "': no memory");
  if (code != SQLITE_OK) return database.LastError("open");
  TILL_TRY(database.Configure());
  return database;
}

Result<SqliteDatabase> SqliteDatabase::OpenToRead(const std::filesystem::path& path) {
  // https://www.sqlite.org/uri.html: immutable=1 takes no lock and looks for no log.
  const std::string name = Replace(Replace(Replace(path.string(), "%", "%25"), "?", "%3f"), "#", "%23");
  SqliteDatabase database(path);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(("file:" + name + "?immutable=1").c_str(), &handle,
                                   SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  database.handle_.reset(handle);
  if (handle == nullptr) return Unavailable("cannot open run history '" + path.string() + "': no memory");
  if (code != SQLITE_OK) return database.LastError("open");
  sqlite3_extended_result_codes(handle, 1);
  return database;
}

Status SqliteDatabase::Configure() {
  sqlite3_extended_result_codes(handle_.get(), 1);
  sqlite3_busy_timeout(handle_.get(), kBusyMillis);
  return Execute("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;");
}

Status SqliteDatabase::Execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return LastError("use");
  return Ok();
}

Result<SqliteStatement> SqliteDatabase::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK) {
    return LastError("use");
  }
  return SqliteStatement(*this, statement);
}

Error SqliteDatabase::LastError(std::string_view verb) const {
  const std::string message =
      "cannot " + std::string(verb) + " run history '" + path_.string() + "': " + sqlite3_errmsg(handle_.get());
  switch (sqlite3_errcode(handle_.get()) & 0xff) {  // the low byte is the code without its extension
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Corrupt(message, "move the file away; only the history of runs is lost");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Unavailable(message, "another process keeps it busy; try again");
    case SQLITE_FULL:
      return Unavailable(message, "free some space");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return Unavailable(message, "look at the folder's disk and permissions");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Denied(message, "look at the folder's permissions");
    default:
      return Internal(message);
  }
}

SqliteStatement& SqliteStatement::Bind(int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++bound_, value);
  return *this;
}

SqliteStatement& SqliteStatement::Bind(std::string_view value) {
  sqlite3_bind_text(statement_.get(), ++bound_, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  return *this;
}

SqliteStatement& SqliteStatement::BindNull() {
  sqlite3_bind_null(statement_.get(), ++bound_);
  return *this;
}

Result<bool> SqliteStatement::Step() {
  last_code_ = sqlite3_step(statement_.get());
  if (last_code_ == SQLITE_ROW) return true;
  if (last_code_ == SQLITE_DONE) return false;
  return database_->LastError("use");
}

Result<int64_t> SqliteStatement::Run() {
  TILL_TRY(Step().status());
  return static_cast<int64_t>(sqlite3_changes(sqlite3_db_handle(statement_.get())));
}

int64_t SqliteStatement::Int(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string SqliteStatement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::optional<int64_t> SqliteStatement::OptionalInt(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return Int(column);
}

std::optional<std::string> SqliteStatement::OptionalText(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return Text(column);
}

}  // namespace till::adapters
