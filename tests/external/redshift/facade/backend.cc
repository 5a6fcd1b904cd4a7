#include "tests/external/redshift/facade/backend.h"

#include "base/text.h"

namespace till::testing_support {
namespace {

PgResult Own(PGresult* result) { return {result, PQclear}; }

std::string Field(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

Code CodeOf(const std::string& state) {
  if (state.starts_with("57014")) return Code::kCancelled;
  if (state.starts_with("42501")) return Code::kDenied;
  if (state.starts_with("40")) return Code::kUnavailable;
  if (state.starts_with("0A")) return Code::kUnsupported;
  if (state.starts_with("42") || state.starts_with("22")) return Code::kInvalid;
  return Code::kInternal;
}

}  // namespace

std::string StateOf(const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
      return "42601";
    case Code::kUnsupported:
      return "0A000";
    case Code::kDenied:
      return "42501";
    case Code::kCancelled:
      return "57014";
    case Code::kUnavailable:
      return "40001";
    default:
      return "XX000";
  }
}

Result<std::unique_ptr<Backend>> Backend::Connect(const std::string& connection) {
  std::unique_ptr<Backend> backend(new Backend(PQconnectdb(connection.c_str())));
  if (PQstatus(backend->connection_) != CONNECTION_OK) {
    return Denied(std::string(Trim(PQerrorMessage(backend->connection_))));
  }
  PQsetNoticeReceiver(
      backend->connection_, [](void*, const PGresult*) {}, nullptr);
  return backend;
}

Error Backend::Failure(const PGresult* result) const {
  const std::string message = Field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty()) return Internal(std::string(Trim(PQerrorMessage(connection_))));
  std::string details = Field(result, PG_DIAG_CONTEXT);
  if (const std::string name = Field(result, PG_DIAG_CONSTRAINT_NAME); !name.empty()) details += ", column " + name;
  return {CodeOf(Field(result, PG_DIAG_SQLSTATE)), message, details};
}

Status Backend::Check(const PGresult* result) const {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_EMPTY_QUERY:
      return Ok();
    default:
      return Failure(result);
  }
}

Status Backend::Execute(const std::string& sql) { return Check(Own(PQexec(connection_, sql.c_str())).get()); }

Result<std::vector<std::vector<Cell>>> Backend::Ask(const std::string& sql, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  const PgResult result = Own(PQexecParams(connection_, sql.c_str(), static_cast<int>(values.size()), nullptr,
                                           pointers.data(), nullptr, nullptr, 0));
  TILL_TRY(Check(result.get()));
  std::vector<std::vector<Cell>> rows(static_cast<size_t>(PQntuples(result.get())));
  for (size_t row = 0; row < rows.size(); ++row) {
    const int at = static_cast<int>(row);
    for (int i = 0; i < PQnfields(result.get()); ++i) {
      const bool null = PQgetisnull(result.get(), at, i) != 0;
      rows[row].push_back(null ? Cell() : Cell(PQgetvalue(result.get(), at, i)));
    }
  }
  return rows;
}

Result<std::vector<Backend::Column>> Backend::Describe(const std::string& select) {
  TILL_TRY(Check(Own(PQprepare(connection_, "described", select.c_str(), 0, nullptr)).get()));
  const PgResult result = Own(PQdescribePrepared(connection_, "described"));
  TILL_TRY(Check(result.get()));
  std::vector<Column> columns;
  for (int i = 0; i < PQnfields(result.get()); ++i) {
    TILL_ASSIGN(const auto type,
                Ask("select format_type($1::oid, $2::integer)",
                    {std::to_string(PQftype(result.get(), i)), std::to_string(PQfmod(result.get(), i))}));
    columns.push_back({PQfname(result.get(), i), *type[0][0]});
  }
  TILL_TRY(Execute("deallocate described"));
  return columns;
}

Result<int64_t> Backend::CopyIn(const std::string& statement, const std::string& bytes) {
  TILL_TRY(Execute(statement));
  if (PQputCopyData(connection_, bytes.data(), static_cast<int>(bytes.size())) != 1 ||
      PQputCopyEnd(connection_, nullptr) != 1) {
    return Failure(nullptr);
  }
  Status status;
  int64_t rows = 0;
  while (const PgResult result = Own(PQgetResult(connection_))) {
    if (status.ok()) status = Check(result.get());
    rows += ParseInt(PQcmdTuples(result.get())).value_or(0);
  }
  if (!status.ok()) return status.error();
  return rows;
}

}  // namespace till::testing_support
