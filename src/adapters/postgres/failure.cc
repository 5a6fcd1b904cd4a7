#include "adapters/postgres/failure.h"

#include <libpq-fe.h>

#include <array>
#include <string>

#include "base/text.h"

namespace till::postgres {
namespace {

std::string Field(const PGresult* result, int field) {
  const char* text = result == nullptr ? nullptr : PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

/// libpq's words on one line.
std::string OneLine(std::string_view words) {
  std::string line = Replace(Trim(words), "\n", " ");
  return line.empty() ? "no reason given" : line;
}

/// The kind of failure that a SQLSTATE means: https://www.postgresql.org/docs/15/errcodes-appendix.html
Code CodeOf(std::string_view state) {
  struct Kind {
    std::string_view begins;
    Code code;
  };
  constexpr std::array<Kind, 18> kKinds{{{"57014", Code::kCancelled},
                                         {"57P", Code::kUnavailable},
                                         {"08", Code::kUnavailable},
                                         {"53", Code::kUnavailable},
                                         {"55P03", Code::kUnavailable},
                                         {"40", Code::kUnavailable},
                                         {"28", Code::kDenied},
                                         {"42501", Code::kDenied},
                                         {"0A", Code::kUnsupported},
                                         {"25006", Code::kInvalid},
                                         {"20", Code::kInvalid},
                                         {"21", Code::kInvalid},
                                         {"22", Code::kInvalid},
                                         {"26", Code::kInvalid},
                                         {"2F", Code::kInvalid},
                                         {"3D", Code::kInvalid},
                                         {"3F", Code::kInvalid},
                                         {"42", Code::kInvalid}}};
  for (const Kind& kind : kKinds) {
    if (state.starts_with(kind.begins)) return kind.code;
  }
  return Code::kInternal;
}

}  // namespace

Error StatementFailure(std::string_view engine, const pg_conn* connection, const pg_result* result) {
  const std::string state = Field(result, PG_DIAG_SQLSTATE);
  if (state.empty()) {
    return Unavailable("cannot reach " + std::string(engine) + ": " + OneLine(PQerrorMessage(connection)));
  }
  const Code code = CodeOf(state);
  if (code == Code::kCancelled) return Interrupted();
  Error error{code, "cannot run statement: " + OneLine(Field(result, PG_DIAG_MESSAGE_PRIMARY)),
              Field(result, PG_DIAG_MESSAGE_HINT)};
  const std::string detail = Field(result, PG_DIAG_MESSAGE_DETAIL);
  if (!detail.empty()) error.message += " (" + OneLine(detail) + ")";
  if (code == Code::kDenied && error.hint.empty()) error.hint = "grant the role what the message names";
  return error;
}

Error ConnectFailure(std::string_view engine, const pg_conn* connection, int ping) {
  const std::string message = "cannot connect to " + std::string(engine) + ": " + OneLine(PQerrorMessage(connection));
  switch (ping) {
    case PQPING_OK:
      return Denied(message, "the password comes from PGPASSWORD or ~/.pgpass; the role and the database must exist");
    case PQPING_NO_ATTEMPT:
      return Invalid(message, "write it as libpq takes it: host=… port=… dbname=… user=…");
    default:
      return Unavailable(message, "is the server up, and host and port right?");
  }
}

Error Interrupted() { return Cancelled("cannot finish statement: interrupted"); }

void Cancel(pg_cancel* cancel) {
  std::array<char, 256> words{};
  if (cancel != nullptr) PQcancel(cancel, words.data(), static_cast<int>(words.size()));
}

}  // namespace till::postgres
