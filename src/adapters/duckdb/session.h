#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "columns/batch.h"
#include "warehouse/warehouse.h"

struct _duckdb_database;
struct _duckdb_connection;
struct _duckdb_appender;
struct _duckdb_data_chunk;

namespace till::duckdb {

/// One line of statements to a Database. One thread at a time, but Interrupt may come from any.
class Session {
 public:
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Runs one or more statements without parameters.
  Status Execute(const std::string& statements);
  /// Runs one statement; parameters that it does not name are left out of it.
  Result<columns::Batch> Query(const std::string& statement, const warehouse::Parameters& parameters);
  /// The same for a statement that somebody else wrote: kInvalid unless it is one SELECT.
  Result<columns::Batch> Select(const std::string& statement, const warehouse::Parameters& parameters);
  /// Puts the rows of `batch` into a table that has its columns in the same order.
  Status Append(const std::string& table, const std::string& schema, const columns::Batch& batch);
  /// Ends what runs now with kCancelled.
  void Interrupt();
  _duckdb_connection* handle() const { return connection_; }

 private:
  friend class Database;
  explicit Session(_duckdb_connection* connection) : connection_(connection) {}
  _duckdb_connection* connection_;
};

/// Fills a table, batch after batch: many small ones cost what a large one does. The rows are there after Close.
class Appender {
 public:
  /// `columns` are the table's, in order; so are those of every batch. The session must outlive it.
  static Result<std::unique_ptr<Appender>> Open(Session& session, const std::string& table, const std::string& schema,
                                                const columns::Schema& columns);
  ~Appender();
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  Status Append(const columns::Batch& batch);
  Status Close();

 private:
  explicit Appender(std::string table) : table_(std::move(table)) {}
  /// Gives the chunk to the engine.
  Status PassOn();
  Error Failure() const;

  std::string table_;
  _duckdb_appender* appender_ = nullptr;
  _duckdb_data_chunk* chunk_ = nullptr;
  size_t filled_ = 0;  ///< rows of the chunk
};

/// A DuckDB in memory. Any thread may Connect; it must outlive its sessions.
class Database {
 public:
  /// With these settings ("threads", "memory_limit" …), time zone UTC, and no extension ever loaded.
  static Result<std::unique_ptr<Database>> Open(const std::map<std::string, std::string>& settings);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Result<std::unique_ptr<Session>> Connect();

 private:
  explicit Database(_duckdb_database* database) : database_(database) {}
  _duckdb_database* database_;
};

/// The engine's name of a type of ours, as in a cast.
std::string_view SqlType(columns::Type type);
/// 'text' with its quotes.
std::string Quoted(std::string_view text);
std::string Quoted(const std::filesystem::path& path);
/// "name" with its quotes.
std::string Identifier(std::string_view name);

}  // namespace till::duckdb
