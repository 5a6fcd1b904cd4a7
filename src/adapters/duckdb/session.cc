#include "adapters/duckdb/session.h"

#include <duckdb.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "adapters/duckdb/convert.h"
#include "base/text.h"

namespace till::duckdb {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using warehouse::Parameters;
using warehouse::Value;

/// Owns a result while its rows are taken over.
struct Answer {
  duckdb_result result{};
  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() { duckdb_destroy_result(&result); }
};

struct Statement {
  duckdb_prepared_statement prepared = nullptr;
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { duckdb_destroy_prepare(&prepared); }
};

struct Extracted {
  duckdb_extracted_statements statements = nullptr;
  Extracted() = default;
  Extracted(const Extracted&) = delete;
  Extracted& operator=(const Extracted&) = delete;
  ~Extracted() { duckdb_destroy_extracted(&statements); }
};

Error EngineError(duckdb_error_type type, const char* words) {
  std::string message = words == nullptr ? "no reason given" : words;
  switch (type) {
    case DUCKDB_ERROR_INTERRUPT:
      return Cancelled("cannot finish statement: interrupted");
    case DUCKDB_ERROR_PERMISSION:
      return Denied("cannot run statement: " + std::move(message));
    case DUCKDB_ERROR_PARSER:
    case DUCKDB_ERROR_SYNTAX:
    case DUCKDB_ERROR_BINDER:
    case DUCKDB_ERROR_CATALOG:
    case DUCKDB_ERROR_CONVERSION:
    case DUCKDB_ERROR_OUT_OF_RANGE:
    case DUCKDB_ERROR_INVALID_INPUT:
    case DUCKDB_ERROR_PARAMETER_NOT_RESOLVED:
    case DUCKDB_ERROR_PARAMETER_NOT_ALLOWED:
      return Invalid("cannot run statement: " + std::move(message));
    default:
      return Internal("cannot run statement: " + std::move(message));
  }
}

/// The statement cannot be prepared: the engine gives words, no type. All such are mistakes in the statement, but for a
/// file that may not be read and for an interrupt.
Error PrepareError(const char* words) {
  const std::string reason(words == nullptr ? "no reason given" : words);
  if (reason.starts_with("Permission Error")) return EngineError(DUCKDB_ERROR_PERMISSION, words);
  if (reason.starts_with("INTERRUPT Error")) return EngineError(DUCKDB_ERROR_INTERRUPT, words);
  return Invalid("cannot run statement: " + reason);
}

Error NotOneSelect() {
  return Invalid("cannot run the query: only one SELECT is allowed",
                 "it reads the tables that are there; nothing is changed by it");
}

/// Without the blanks, comments and brackets before its first word.
std::string_view FromFirstWord(std::string_view statement) {
  while (true) {
    statement = Trim(statement);
    std::string_view end;
    if (statement.starts_with("--")) end = "\n";
    if (statement.starts_with("/*")) end = "*/";
    if (statement.starts_with("(")) end = "(";
    if (end.empty()) return statement;
    const size_t at = statement.find(end);
    if (at == std::string_view::npos) return {};
    statement = statement.substr(at + end.size());
  }
}

/// Whether its first word is one of a statement that reads. The engine prepares a COPY only where it may write, so that
/// its own judgement of a statement's kind comes too late for some.
bool BeginsAsSelect(std::string_view statement) {
  constexpr std::array<std::string_view, 8> kWords{"select", "with", "from",     "values",
                                                   "table",  "show", "describe", "summarize"};
  const std::string_view text = FromFirstWord(statement);
  const size_t length =
      std::ranges::find_if(text, [](char c) { return !std::isalpha(static_cast<unsigned char>(c)); }) - text.begin();
  return std::ranges::find(kWords, ToLower(text.substr(0, length))) != kWords.end();
}

duckdb_state Bind(duckdb_prepared_statement statement, idx_t index, const Value& value) {
  struct Binder {
    duckdb_prepared_statement statement;
    idx_t index;
    duckdb_state operator()(std::monostate) const { return duckdb_bind_null(statement, index); }
    duckdb_state operator()(int64_t number) const { return duckdb_bind_int64(statement, index, number); }
    duckdb_state operator()(bool flag) const { return duckdb_bind_boolean(statement, index, flag); }
    duckdb_state operator()(Day day) const { return duckdb_bind_date(statement, index, duckdb_date{day.value}); }
    duckdb_state operator()(const std::string& text) const {
      return duckdb_bind_varchar_length(statement, index, text.data(), text.size());
    }
  };
  return std::visit(Binder{statement, index}, value);
}

Status BindAll(duckdb_prepared_statement statement, const Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    idx_t index = 0;
    if (duckdb_bind_parameter_index(statement, &index, name.c_str()) == DuckDBError) continue;
    if (Bind(statement, index, value) == DuckDBError) return Invalid("cannot bind parameter '" + name + "'");
  }
  return Ok();
}

Result<Schema> SchemaOf(duckdb_result& result) {
  Schema schema;
  for (idx_t i = 0; i < duckdb_column_count(&result); ++i) {
    const char* name = duckdb_column_name(&result, i);
    duckdb_logical_type logical = duckdb_column_logical_type(&result, i);
    auto type = TypeOf(logical, name);
    duckdb_destroy_logical_type(&logical);
    if (!type.ok()) return type.error();
    schema.push_back({name, *type});
  }
  return schema;
}

Result<Batch> BatchOf(duckdb_result& result) {
  TILL_ASSIGN(Schema schema, SchemaOf(result));
  Batch batch = Batch::Of(std::move(schema));
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) {
    Status status;
    for (idx_t i = 0; i < batch.columns.size() && status.ok(); ++i) {
      status = AppendVector(duckdb_data_chunk_get_vector(chunk, i), duckdb_data_chunk_get_size(chunk),
                            batch.schema[i].name, batch.columns[i]);
    }
    duckdb_destroy_data_chunk(&chunk);
    if (!status.ok()) return status.error();
  }
  return batch;
}

Result<Batch> Run(duckdb_prepared_statement prepared, const Parameters& parameters) {
  TILL_TRY(BindAll(prepared, parameters));
  Answer answer;
  if (duckdb_execute_prepared(prepared, &answer.result) == DuckDBError) {
    return EngineError(duckdb_result_error_type(&answer.result), duckdb_result_error(&answer.result));
  }
  return BatchOf(answer.result);
}

}  // namespace

Session::~Session() { duckdb_disconnect(&connection_); }

Status Session::Execute(const std::string& statements) {
  Answer answer;
  if (duckdb_query(connection_, statements.c_str(), &answer.result) == DuckDBError) {
    return EngineError(duckdb_result_error_type(&answer.result), duckdb_result_error(&answer.result));
  }
  return Ok();
}

Result<Batch> Session::Query(const std::string& statement, const Parameters& parameters) {
  Statement prepared;
  if (duckdb_prepare(connection_, statement.c_str(), &prepared.prepared) == DuckDBError) {
    return PrepareError(duckdb_prepare_error(prepared.prepared));
  }
  return Run(prepared.prepared, parameters);
}

Result<Batch> Session::Select(const std::string& statement, const Parameters& parameters) {
  if (!BeginsAsSelect(statement)) return NotOneSelect();
  Extracted extracted;
  const idx_t count = duckdb_extract_statements(connection_, statement.c_str(), &extracted.statements);
  if (count == 0) return PrepareError(duckdb_extract_statements_error(extracted.statements));
  if (count > 1) return NotOneSelect();
  Statement prepared;
  if (duckdb_prepare_extracted_statement(connection_, extracted.statements, 0, &prepared.prepared) == DuckDBError) {
    return PrepareError(duckdb_prepare_error(prepared.prepared));
  }
  if (duckdb_prepared_statement_type(prepared.prepared) != DUCKDB_STATEMENT_TYPE_SELECT) return NotOneSelect();
  return Run(prepared.prepared, parameters);
}

Status Session::Append(const std::string& table, const std::string& schema, const Batch& batch) {
  TILL_ASSIGN(auto appender, Appender::Open(*this, table, schema, batch.schema));
  TILL_TRY(appender->Append(batch));
  return appender->Close();
}

Result<std::unique_ptr<Appender>> Appender::Open(Session& session, const std::string& table, const std::string& schema,
                                                 const columns::Schema& columns) {
  std::unique_ptr<Appender> appender(new Appender(table));
  const auto state = duckdb_appender_create(session.handle(), schema.c_str(), table.c_str(), &appender->appender_);
  std::vector<duckdb_logical_type> types;
  for (const columns::Field& field : columns) types.push_back(NewLogicalType(field.type));
  appender->chunk_ = duckdb_create_data_chunk(types.data(), types.size());
  for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
  if (state == DuckDBError) return appender->Failure();
  return appender;
}

Appender::~Appender() {
  duckdb_destroy_data_chunk(&chunk_);
  duckdb_appender_destroy(&appender_);
}

Status Appender::Append(const Batch& batch) {
  for (size_t row = 0; row < batch.rows();) {
    const size_t rows = std::min<size_t>(duckdb_vector_size() - filled_, batch.rows() - row);
    for (size_t i = 0; i < batch.columns.size(); ++i) {
      FillVector(batch.columns[i], row, rows, duckdb_data_chunk_get_vector(chunk_, i), filled_);
    }
    row += rows;
    filled_ += rows;
    if (filled_ == duckdb_vector_size()) TILL_TRY(PassOn());
  }
  return Ok();
}

Status Appender::Close() {
  TILL_TRY(PassOn());
  return duckdb_appender_close(appender_) == DuckDBSuccess ? Ok() : Status(Failure());
}

Status Appender::PassOn() {
  if (filled_ == 0) return Ok();
  duckdb_data_chunk_set_size(chunk_, filled_);
  if (duckdb_append_data_chunk(appender_, chunk_) == DuckDBError) return Failure();
  duckdb_data_chunk_reset(chunk_);
  filled_ = 0;
  return Ok();
}

Error Appender::Failure() const {
  const char* words = duckdb_appender_error(appender_);
  return Internal("cannot fill '" + table_ + "': " + (words == nullptr ? "no reason given" : words));
}

void Session::Interrupt() { duckdb_interrupt(connection_); }

Result<std::unique_ptr<Database>> Database::Open(const std::map<std::string, std::string>& settings) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) == DuckDBError) return Internal("cannot open DuckDB: out of memory");
  std::map<std::string, std::string> all = settings;
  all.emplace("autoload_known_extensions", "false");
  all.emplace("autoinstall_known_extensions", "false");
  for (const auto& [name, value] : all) {
    if (duckdb_set_config(config, name.c_str(), value.c_str()) == DuckDBError) {
      duckdb_destroy_config(&config);
      return Invalid("cannot open DuckDB: '" + value + "' is no value of its setting '" + name + "'");
    }
  }
  duckdb_database handle = nullptr;
  char* words = nullptr;
  const duckdb_state state = duckdb_open_ext(nullptr, &handle, config, &words);
  duckdb_destroy_config(&config);
  if (state == DuckDBError) {
    Error error = Internal("cannot open DuckDB: " + std::string(words == nullptr ? "no reason given" : words));
    duckdb_free(words);
    return error;
  }
  auto database = std::unique_ptr<Database>(new Database(handle));
  TILL_ASSIGN(const auto session, database->Connect());
  TILL_TRY(session->Execute("set global TimeZone = 'UTC'"));
  return database;
}

Database::~Database() { duckdb_close(&database_); }

Result<std::unique_ptr<Session>> Database::Connect() {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_, &connection) == DuckDBError) return Internal("cannot connect to DuckDB");
  return std::unique_ptr<Session>(new Session(connection));
}

std::string_view SqlType(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "boolean";
    case Type::kInteger:
      return "integer";
    case Type::kBigint:
      return "bigint";
    case Type::kDecimal:
      return "decimal(18,4)";
    case Type::kDate:
      return "date";
    case Type::kTimestamp:
      return "timestamptz";
    case Type::kText:
      break;
  }
  return "varchar";
}

std::string Quoted(std::string_view text) { return "'" + Replace(text, "'", "''") + "'"; }
std::string Quoted(const std::filesystem::path& path) { return Quoted(std::string_view(path.native())); }
std::string Identifier(std::string_view name) { return "\"" + Replace(name, "\"", "\"\"") + "\""; }

}  // namespace till::duckdb
