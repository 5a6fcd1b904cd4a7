#pragma once

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace till::testing_support {

using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// A cell, or null.
using Cell = std::optional<std::string>;

/// The connection to the PostgreSQL that does a client's work.
class Backend {
 public:
  struct Column {
    std::string name;
    std::string type;  ///< "numeric(18,4)", as format_type says it
  };

  static Result<std::unique_ptr<Backend>> Connect(const std::string& connection);
  ~Backend() { PQfinish(connection_); }
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  PGconn* handle() const { return connection_; }
  bool InTransaction() const { return PQtransactionStatus(connection_) == PQTRANS_INTRANS; }
  /// Runs statements without parameters.
  Status Execute(const std::string& sql);
  /// All rows of a statement.
  Result<std::vector<std::vector<Cell>>> Ask(const std::string& sql, const std::vector<std::string>& values = {});
  /// The columns that a SELECT gives.
  Result<std::vector<Column>> Describe(const std::string& select);
  /// COPY … FROM STDIN with these bytes. Gives the number of rows.
  Result<int64_t> CopyIn(const std::string& statement, const std::string& bytes);
  /// What libpq said of a statement, as an error: the message alone, its details as the hint.
  Error Failure(const PGresult* result) const;

 private:
  explicit Backend(PGconn* connection) : connection_(connection) {}
  Status Check(const PGresult* result) const;
  PGconn* connection_;
};

/// SQLSTATE for an error of the façade's own.
std::string StateOf(const Error& error);

}  // namespace till::testing_support
