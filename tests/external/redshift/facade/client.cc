#include "tests/external/redshift/facade/client.h"

#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "tests/external/redshift/facade/commands.h"
#include "tests/external/redshift/facade/tokens.h"
#include "tests/external/redshift/facade/translate.h"
#include "tests/external/redshift/lint.h"

namespace till::testing_support {
namespace {

constexpr int32_t kProtocol = 196608, kCancelRequest = 80877102, kSslRequest = 80877103, kGssRequest = 80877104;

/// As Redshift's sessions are, and with what RedshiftCatalog() made in sight.
constexpr std::string_view kSettings =
    "-c TimeZone=UTC -c DateStyle=ISO -c standard_conforming_strings=off -c escape_string_warning=off"
    " -c search_path=public,redshift_catalog";

PgResult Own(PGresult* result) { return {result, PQclear}; }

/// What a word in libpq's own form of settings is put into.
std::string Setting(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "='" + Replace(Replace(value, "\\", "\\\\"), "'", "\\'") + "'";
}

/// What begins a statement that may have parameters.
bool TakesParameters(const std::string& sql) {
  static const std::set<std::string, std::less<>> kWords{"select", "with", "insert", "update", "delete", "("};
  const auto tokens = Tokens(sql);
  return !tokens.empty() && kWords.contains(tokens.front().value);
}

/// Whether the façade does it itself.
bool IsCommand(const std::string& sql) {
  const auto tokens = Tokens(sql);
  return !tokens.empty() && (tokens.front().IsWord("copy") || tokens.front().IsWord("unload"));
}

Status CheckForm(const std::string& sql) {
  const auto broken = LintRedshift(sql);
  return broken.empty() ? Ok() : Invalid("Redshift refuses it: " + Join(broken, "; "));
}

/// A statement with the values that it was sent with.
struct Portal {
  std::string statement;
  std::vector<Cell> values;
  int format = 0;
};

/// One client, and its connection to PostgreSQL.
class Client {
 public:
  Client(Wire& wire, RedshiftFacade& facade, Backend& backend) : wire_(wire), facade_(facade), backend_(backend) {}

  void Serve() {
    Ready();
    while (const auto message = wire_.Read()) {
      if (message->kind == 'X') return;
      if (skipping_ && message->kind != 'S') continue;
      Take(*message);
    }
  }

 private:
  void Take(const Message& message) {
    MessageReader fields(message.body);
    switch (message.kind) {
      case 'Q':
        Query(fields.Text());
        return Ready();
      case 'S':
        skipping_ = false;
        return Ready();
      case 'H':
        return wire_.Flush();
      case 'P':
        return Parse(fields);
      case 'B':
        return Bind(fields);
      case 'D':
        return Describe(fields);
      case 'E':
        return Execute(fields);
      case 'C':
        return wire_.Send('3');
      default:
        return Fail(Unsupported(std::string("message '") + message.kind + "' is not known here"));
    }
  }

  void Ready() {
    const PGTransactionStatusType status = PQtransactionStatus(backend_.handle());
    wire_.Send('Z', MessageWriter().Byte(status == PQTRANS_IDLE ? 'I' : status == PQTRANS_INTRANS ? 'T' : 'E'));
    wire_.Flush();
  }

  /// An error ends the transaction, whoever finds it.
  void Fail(const Error& error) {
    if (backend_.InTransaction()) static_cast<void>(backend_.Execute("select 1 / 0"));
    wire_.SendError(StateOf(error), error.message, error.hint);
    skipping_ = true;
  }

  void Query(const std::string& sql) {
    const auto statements = Statements(sql);
    std::string translated;
    for (const std::string& statement : statements) {
      facade_.Note(statement);
      Status fine = CheckForm(statement);
      if (fine.ok() && statements.size() > 1 && IsCommand(statement))
        fine = Invalid("COPY and UNLOAD stand alone here");
      if (!fine.ok()) return FailSimply(fine.error());
      translated += ToPostgres(statement) + ";";
    }
    if (statements.size() == 1 && IsCommand(statements[0])) {
      const Status done = Command(statements[0]);
      return done.ok() ? void() : FailSimply(done.error());
    }
    if (PQsendQuery(backend_.handle(), translated.c_str()) == 0) return FailSimply(backend_.Failure(nullptr));
    Relay(true);
    skipping_ = false;
  }

  void FailSimply(const Error& error) {
    Fail(error);
    skipping_ = false;
  }

  void Parse(MessageReader fields) {
    const std::string name = fields.Text();
    const std::string sql = fields.Text();
    std::vector<Oid> types(static_cast<size_t>(fields.Int16()));
    for (Oid& type : types) type = static_cast<Oid>(fields.Int32());
    facade_.Note(sql);
    Status fine = CheckForm(sql);
    if (fine.ok() && Statements(sql).size() > 1) {
      fine = Invalid("cannot insert multiple commands into a prepared statement");
    }
    if (!fine.ok()) return Fail(fine.error());
    statements_[name] = sql;
    if (!IsCommand(sql)) {
      const auto prepared = Own(PQprepare(backend_.handle(), name.c_str(), ToPostgres(sql).c_str(),
                                          static_cast<int>(types.size()), types.data()));
      if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return PassOn(prepared.get());
    }
    wire_.Send('1');
  }

  void Bind(MessageReader fields) {
    const std::string name = fields.Text();
    Portal portal{fields.Text(), {}, 0};
    for (int formats = fields.Int16(); formats > 0; --formats) {
      if (fields.Int16() != 0) return Fail(Unsupported("parameters in binary form are not known here"));
    }
    for (int values = fields.Int16(); values > 0; --values) portal.values.push_back(fields.Value());
    if (fields.Int16() > 0) portal.format = fields.Int16();
    if (!portal.values.empty() && !TakesParameters(statements_[portal.statement])) {
      return Fail(Invalid("a statement that is no SELECT, INSERT, UPDATE or DELETE takes no parameters"));
    }
    portals_[name] = std::move(portal);
    wire_.Send('2');
  }

  void Describe(MessageReader fields) {
    const bool of_statement = fields.Byte() == 'S';
    const std::string name = fields.Text();
    const std::string& statement = of_statement ? name : portals_[name].statement;
    if (IsCommand(statements_[statement])) {
      if (of_statement) wire_.Send('t', MessageWriter().Int16(0));
      return wire_.Send('n');
    }
    const auto described = Own(PQdescribePrepared(backend_.handle(), statement.c_str()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) return PassOn(described.get());
    if (of_statement) {
      MessageWriter types;
      types.Int16(PQnparams(described.get()));
      for (int i = 0; i < PQnparams(described.get()); ++i) types.Int32(PQparamtype(described.get(), i));
      wire_.Send('t', types);
    }
    PQnfields(described.get()) == 0 ? wire_.Send('n') : SendColumns(described.get());
  }

  void Execute(MessageReader fields) {
    const Portal& portal = portals_[fields.Text()];
    if (fields.Int32() != 0) return Fail(Unsupported("a portal gives all its rows here"));
    if (IsCommand(statements_[portal.statement])) {
      const Status done = Command(statements_[portal.statement]);
      return done.ok() ? void() : Fail(done.error());
    }
    std::vector<const char*> values;
    for (const Cell& value : portal.values) values.push_back(value ? value->c_str() : nullptr);
    if (PQsendQueryPrepared(backend_.handle(), portal.statement.c_str(), static_cast<int>(values.size()), values.data(),
                            nullptr, nullptr, portal.format) == 0) {
      return Fail(backend_.Failure(nullptr));
    }
    Relay(false);
  }

  /// COPY or UNLOAD, whole or not at all.
  Status Command(const std::string& sql) {
    const bool own = !backend_.InTransaction();
    TILL_TRY(backend_.Execute(own ? "begin" : "select 1"));
    const bool copies = Tokens(sql).front().IsWord("copy");
    const auto rows = copies ? Copy(sql) : Unload(sql);
    if (own) TILL_TRY(backend_.Execute(rows.ok() ? "commit" : "rollback"));
    if (!rows.ok()) return rows.error();
    wire_.SendInfo(*rows);
    wire_.Send('C', MessageWriter().Text(copies ? "COPY" : "UNLOAD"));
    return Ok();
  }

  Result<std::string> Copy(const std::string& sql) {
    TILL_ASSIGN(const CopyCommand copy, ParseCopy(sql));
    std::vector<LoadError> errors;
    const auto rows = RunCopy(copy, backend_, facade_.bucket(), errors);
    TILL_TRY(facade_.Record(PQbackendPID(backend_.handle()), "COPY", rows, errors));
    TILL_TRY(rows.status());
    return "Load into table '" + copy.table + "' completed, " + std::to_string(*rows) +
           " record(s) loaded successfully.";
  }

  Result<std::string> Unload(const std::string& sql) {
    TILL_ASSIGN(UnloadCommand unload, ParseUnload(sql));
    TILL_TRY(CheckForm(unload.select));
    unload.select = ToPostgres(unload.select);
    const auto rows = RunUnload(unload, backend_, facade_.bucket());
    TILL_TRY(facade_.Record(PQbackendPID(backend_.handle()), "UNLOAD", rows, {}));
    TILL_TRY(rows.status());
    return "UNLOAD completed, " + std::to_string(*rows) + " record(s) unloaded successfully.";
  }

  /// All that the backend answers, row by row.
  void Relay(bool describe) {
    PQsetSingleRowMode(backend_.handle());
    bool described = !describe;
    while (const PgResult result = Own(PQgetResult(backend_.handle()))) {
      const ExecStatusType status = PQresultStatus(result.get());
      if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) {
        if (!std::exchange(described, true)) SendColumns(result.get());
        for (int row = 0; row < PQntuples(result.get()); ++row) SendRow(result.get(), row);
      }
      if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        wire_.Send('C', MessageWriter().Text(PQcmdStatus(result.get())));
        described = !describe;
      } else if (status == PGRES_EMPTY_QUERY) {
        wire_.Send('I');
      } else if (status != PGRES_SINGLE_TUPLE) {
        PassOn(result.get());
      }
    }
  }

  void SendColumns(const PGresult* result) {
    MessageWriter columns;
    columns.Int16(PQnfields(result));
    for (int i = 0; i < PQnfields(result); ++i) {
      columns.Text(PQfname(result, i)).Int32(PQftable(result, i)).Int16(PQftablecol(result, i));
      columns.Int32(PQftype(result, i)).Int16(PQfsize(result, i)).Int32(PQfmod(result, i)).Int16(PQfformat(result, i));
    }
    wire_.Send('T', columns);
  }

  void SendRow(const PGresult* result, int row) {
    MessageWriter cells;
    cells.Int16(PQnfields(result));
    for (int i = 0; i < PQnfields(result); ++i) {
      if (PQgetisnull(result, row, i) != 0) {
        cells.Int32(-1);
      } else {
        cells.Value({PQgetvalue(result, row, i), static_cast<size_t>(PQgetlength(result, row, i))});
      }
    }
    wire_.Send('D', cells);
  }

  /// The backend's error as it is.
  void PassOn(const PGresult* result) {
    const auto field = [&](int code) {
      const char* text = PQresultErrorField(result, code);
      return std::string_view(text == nullptr ? "" : text);
    };
    const std::string_view state = field(PG_DIAG_SQLSTATE);
    wire_.SendError(
        state.empty() ? "08006" : state,
        state.empty() ? std::string_view(PQerrorMessage(backend_.handle())) : field(PG_DIAG_MESSAGE_PRIMARY),
        field(PG_DIAG_MESSAGE_DETAIL), field(PG_DIAG_MESSAGE_HINT));
    skipping_ = true;
  }

  Wire& wire_;
  RedshiftFacade& facade_;
  Backend& backend_;
  std::map<std::string, std::string> statements_;
  std::map<std::string, Portal> portals_;
  bool skipping_ = false;  ///< until the next Sync
};

/// The first message that asks for a session; what comes before it is answered.
std::optional<MessageReader> Begun(Wire& wire, RedshiftFacade& facade, Message& first) {
  for (;;) {
    auto message = wire.ReadFirst();
    if (!message) return std::nullopt;
    first = std::move(*message);
    MessageReader fields(first.body);
    const int32_t code = fields.Int32();
    if (code == kProtocol) return fields;
    if (code == kCancelRequest) {
      const int32_t number = fields.Int32();
      facade.Cancel(number, fields.Int32());
      return std::nullopt;
    }
    if (code != kSslRequest && code != kGssRequest) return std::nullopt;
    wire.SendByte('N');
  }
}

}  // namespace

void ServeClient(Wire& wire, RedshiftFacade& facade) {
  Message first;
  auto fields = Begun(wire, facade, first);
  if (!fields) return;
  std::map<std::string, std::string> asked;
  for (std::string name = fields->Text(); !name.empty(); name = fields->Text()) asked[name] = fields->Text();
  std::string connection = facade.postgres() + Setting("options", kSettings);
  for (const auto& [name, to] : {std::pair("user", "user"), std::pair("database", "dbname")}) {
    if (asked.contains(name)) connection += Setting(to, asked[name]);
  }
  const auto backend = Backend::Connect(connection);
  if (!backend.ok()) {
    wire.SendError("28000", backend.error().message);
    return wire.Flush();
  }
  const auto [number, secret] = facade.Register((*backend)->handle());
  wire.Send('R', MessageWriter().Int32(0));
  for (const auto& [name, value] : std::array<std::pair<const char*, const char*>, 5>{{{"server_version", "8.0.2"},
                                                                                       {"server_encoding", "UNICODE"},
                                                                                       {"client_encoding", "UTF8"},
                                                                                       {"DateStyle", "ISO, MDY"},
                                                                                       {"integer_datetimes", "on"}}}) {
    wire.Send('S', MessageWriter().Text(name).Text(value));
  }
  wire.Send('K', MessageWriter().Int32(number).Int32(secret));
  Client(wire, facade, **backend).Serve();
  facade.Unregister(number);
}

}  // namespace till::testing_support
