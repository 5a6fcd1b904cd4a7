#include "adapters/postgres/session.h"

#include <libpq-fe.h>

#include <array>
#include <utility>

#include "adapters/postgres/failure.h"
#include "base/text.h"

namespace till::postgres {
namespace {

using columns::Batch;
using columns::Column;
using warehouse::Value;

constexpr size_t kCopyChunk = 1 << 20;

using Response = std::unique_ptr<PGresult, decltype(&PQclear)>;
Response Own(PGresult* result) { return {result, PQclear}; }

/// The parameters of a statement, as libpq takes them; texts live as long as this does.
class Arguments {
 public:
  explicit Arguments(const std::vector<Value>& values) {
    texts_.reserve(values.size());
    for (const Value& value : values) std::visit(*this, value);
    for (const auto& text : texts_) pointers_.push_back(text ? text->c_str() : nullptr);
  }

  void operator()(std::monostate) { Add(0, std::nullopt); }
  void operator()(int64_t number) { Add(20, std::to_string(number)); }
  void operator()(bool flag) { Add(16, flag ? "t" : "f"); }
  void operator()(Day day) { Add(1082, day.ToString()); }
  void operator()(const std::string& text) { Add(25, text); }

  int count() const { return static_cast<int>(types_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return pointers_.data(); }

 private:
  void Add(Oid type, std::optional<std::string> text) {
    types_.push_back(type);
    texts_.push_back(std::move(text));
  }

  std::vector<Oid> types_;
  std::vector<std::optional<std::string>> texts_;
  std::vector<const char*> pointers_;
};

std::vector<AnswerColumn> ColumnsOf(const PGresult* result) {
  std::vector<AnswerColumn> columns;
  for (int i = 0; i < PQnfields(result); ++i) {
    columns.push_back({PQfname(result, i), PQftype(result, i), PQfmod(result, i)});
  }
  return columns;
}

/// Takes an answer's rows as they come.
class Reader {
 public:
  Status Take(const PGresult* result) {
    if (!begun_) TILL_TRY(Begin(result));
    const int rows = PQntuples(result);
    for (int row = 0; row < rows; ++row) {
      for (size_t i = 0; i < answer_.size(); ++i) {
        const int column = static_cast<int>(i);
        if (PQgetisnull(result, row, column) != 0) {
          batch.columns[i].AppendNull();
          continue;
        }
        const std::string_view text(PQgetvalue(result, row, column),
                                    static_cast<size_t>(PQgetlength(result, row, column)));
        TILL_TRY(AppendValue(text, answer_[i], batch.columns[i]));
      }
    }
    return Ok();
  }

  Batch batch;

 private:
  Status Begin(const PGresult* result) {
    begun_ = true;
    answer_ = ColumnsOf(result);
    columns::Schema schema;
    for (const AnswerColumn& column : answer_) {
      TILL_ASSIGN(const columns::Type type, TypeOf(column));
      schema.push_back({column.name, type});
    }
    batch = Batch::Of(std::move(schema));
    return Ok();
  }

  bool begun_ = false;
  std::vector<AnswerColumn> answer_;
};

}  // namespace

Result<std::unique_ptr<Session>> Session::Connect(std::string_view engine, const std::string& connection) {
  // What stands after dbname cannot be overridden by the connection string, what stands before it can.
  constexpr std::array kNames{"connect_timeout", "application_name", "dbname", "client_encoding",
                              static_cast<const char*>(nullptr)};
  const std::array values{"10", "till", connection.c_str(), "UTF8", static_cast<const char*>(nullptr)};
  PGconn* handle = PQconnectdbParams(kNames.data(), values.data(), 1);
  if (PQstatus(handle) != CONNECTION_OK) {
    Error error = ConnectFailure(engine, handle, PQpingParams(kNames.data(), values.data(), 1));
    PQfinish(handle);
    return error;
  }
  PQsetNoticeProcessor(
      handle, [](void*, const char*) {}, nullptr);
  return std::unique_ptr<Session>(new Session(engine, handle));
}

Session::Session(std::string_view engine, pg_conn* connection)
    : engine_(engine), connection_(connection), cancel_(PQgetCancel(connection)) {}

Session::~Session() {
  PQfreeCancel(cancel_);
  PQfinish(connection_);
}

Error Session::Failure(pg_result* result) const { return StatementFailure(engine_, connection_, result); }

Status Session::Check(pg_result* result) const {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
    case PGRES_COPY_IN:
      return Ok();
    default:
      return Failure(result);
  }
}

Status Session::Execute(const std::string& statements) {
  if (interrupted_) return Interrupted();
  return Check(Own(PQexec(connection_, statements.c_str())).get());
}

Result<Answer> Session::Run(const Statement& statement) {
  if (interrupted_) return Interrupted();
  const Arguments arguments(statement.values);
  if (PQsendQueryParams(connection_, statement.sql.c_str(), arguments.count(), arguments.types(), arguments.values(),
                        nullptr, nullptr, 0) == 0) {
    return Failure(nullptr);
  }
  PQsetSingleRowMode(connection_);
  Answer answer;
  Reader reader;
  Status status;
  while (const Response response = Own(PQgetResult(connection_))) {
    if (!status.ok()) continue;
    status = Check(response.get());
    answer.tag = PQcmdStatus(response.get());
    if (status.ok() && PQresultStatus(response.get()) != PGRES_COMMAND_OK) status = reader.Take(response.get());
    if (!status.ok()) Cancel(cancel_);
  }
  if (!status.ok()) return status.error();
  answer.rows = std::move(reader.batch);
  return answer;
}

Result<std::vector<AnswerColumn>> Session::Describe(const Statement& statement) {
  if (interrupted_) return Interrupted();
  const Arguments arguments(statement.values);
  TILL_TRY(Check(Own(PQprepare(connection_, "", statement.sql.c_str(), arguments.count(), arguments.types())).get()));
  const Response described = Own(PQdescribePrepared(connection_, ""));
  TILL_TRY(Check(described.get()));
  return ColumnsOf(described.get());
}

Status Session::CopyIn(const std::string& table, const Batch& rows) {
  std::vector<std::string> names;
  std::vector<const Column*> columns;
  for (size_t i = 0; i < rows.columns.size(); ++i) {
    const auto valid = rows.columns[i].valid();
    if (i > 0 && std::find(valid.begin(), valid.end(), 1) == valid.end()) continue;
    names.push_back(Identifier(rows.schema[i].name));
    columns.push_back(&rows.columns[i]);
  }
  if (rows.rows() == 0) return Ok();
  TILL_TRY(Execute("copy " + table + " (" + Join(names, ", ") + ") from stdin (format binary)"));
  const Status sent = SendRows(columns, rows.rows());
  PQputCopyEnd(connection_, sent.ok() ? nullptr : "given up");
  Status status = sent;
  while (const Response response = Own(PQgetResult(connection_))) {
    if (status.ok()) status = Check(response.get());
  }
  return status;
}

Status Session::SendRows(const std::vector<const Column*>& columns, size_t rows) {
  std::string bytes(BinaryHeader());
  for (size_t row = 0; row < rows; ++row) {
    EncodeRows(columns, row, row + 1, bytes);
    if (bytes.size() < kCopyChunk) continue;
    if (interrupted_) return Interrupted();
    if (PQputCopyData(connection_, bytes.data(), static_cast<int>(bytes.size())) != 1) return Failure(nullptr);
    bytes.clear();
  }
  bytes += BinaryEnd();
  if (PQputCopyData(connection_, bytes.data(), static_cast<int>(bytes.size())) != 1) return Failure(nullptr);
  return Ok();
}

void Session::Interrupt() {
  interrupted_ = true;
  Cancel(cancel_);
}

Result<Transaction> Transaction::Begin(Session& session) {
  TILL_TRY(session.Execute("begin read write"));
  return Transaction(session);
}

Transaction::~Transaction() {
  if (session_ == nullptr) return;
  // An interrupt must not keep the session in a transaction that failed.
  session_->Begin();
  static_cast<void>(session_->Execute("rollback"));
}

Status Transaction::Commit() {
  TILL_TRY(session_->Execute("commit"));
  session_ = nullptr;
  return Ok();
}

}  // namespace till::postgres
