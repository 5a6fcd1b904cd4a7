#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/statement.h"
#include "adapters/postgres/values.h"
#include "base/result.h"
#include "columns/batch.h"

struct pg_cancel;
struct pg_conn;
struct pg_result;

namespace till::postgres {

/// The rows of a statement and the tag of what it was: "SELECT 3", "INSERT 0 1".
struct Answer {
  columns::Batch rows;
  std::string tag;
};

/// A connection to a server that speaks PostgreSQL's protocol. One thread at a time, but Interrupt may come from any.
class Session {
 public:
  /// `engine` is what errors call the server. `connection` is as libpq takes it, which also reads PGPASSWORD and
  /// ~/.pgpass: kInvalid if it cannot be read, kDenied if the server turns it down, kUnavailable if there is no server.
  static Result<std::unique_ptr<Session>> Connect(std::string_view engine, const std::string& connection);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Runs one or more statements that have no parameters.
  Status Execute(const std::string& statements);
  /// Runs one statement and gives all its rows.
  Result<Answer> Run(const Statement& statement);
  /// The columns that a statement would give.
  Result<std::vector<AnswerColumn>> Describe(const Statement& statement);
  /// Appends rows to a table, by the names of their columns; of a column that holds nothing but nulls nothing is sent.
  Status CopyIn(const std::string& table, const columns::Batch& rows);
  /// Ends what runs now with kCancelled.
  void Interrupt();
  /// Lets go of an interrupt that came when nothing ran. Call where new work begins.
  void Begin() { interrupted_ = false; }

 private:
  Session(std::string_view engine, pg_conn* connection);
  Status Check(pg_result* result) const;
  Error Failure(pg_result* result) const;
  Status SendRows(const std::vector<const columns::Column*>& columns, size_t rows);

  std::string engine_;
  pg_conn* connection_;
  pg_cancel* cancel_;
  std::atomic<bool> interrupted_ = false;
};

/// A transaction that may write. Undone at the end of its life unless it was committed.
class Transaction {
 public:
  static Result<Transaction> Begin(Session& session);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : session_(other.session_) { other.session_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Status Commit();

 private:
  explicit Transaction(Session& session) : session_(&session) {}
  Session* session_;
};

}  // namespace till::postgres
