#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace till::adapters {

class SqliteStatement;

/// A connection to a SQLite file in WAL mode. A writer waits up to five seconds for another one. One thread at a time.
class SqliteDatabase {
 public:
  /// Makes the file, and the folders above it, if it does not exist.
  static Result<SqliteDatabase> Open(const std::filesystem::path& path);
  /// Opens a file that exists for reading alone, without its write-ahead log, and makes nothing beside it.
  static Result<SqliteDatabase> OpenToRead(const std::filesystem::path& path);

  /// Runs statements that give nothing.
  Status Execute(const char* sql);
  Result<SqliteStatement> Prepare(std::string_view sql);
  /// The connection's last failure as "cannot <verb> run history '<path>': <SQLite's words>".
  Error LastError(std::string_view verb) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit SqliteDatabase(std::filesystem::path path) : path_(std::move(path)) {}
  Status Configure();

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement: bind each parameter in turn, then step. Lives shorter than its database and does not see it
/// move.
class SqliteStatement {
 public:
  SqliteStatement& Bind(int64_t value);
  SqliteStatement& Bind(std::string_view value);
  template <typename T>
  SqliteStatement& Bind(const std::optional<T>& value) {
    return value ? Bind(*value) : BindNull();
  }

  /// Whether there is a row to read.
  Result<bool> Step();
  /// Runs a statement that gives no rows; the number of rows that it changed.
  Result<int64_t> Run();
  /// SQLite's extended code of the last Step or Run, as SQLITE_CONSTRAINT_PRIMARYKEY.
  int last_code() const { return last_code_; }

  /// Columns of the current row, counted from 0. A null is 0 or empty where the type has no nothing.
  int64_t Int(int column) const;
  std::string Text(int column) const;
  std::optional<int64_t> OptionalInt(int column) const;
  std::optional<std::string> OptionalText(int column) const;

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  SqliteStatement(const SqliteDatabase& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}
  SqliteStatement& BindNull();

  const SqliteDatabase* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
  int last_code_ = 0;
};

}  // namespace till::adapters
