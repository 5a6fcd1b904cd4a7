#pragma once

#include <string_view>

#include "base/result.h"

struct pg_cancel;
struct pg_conn;
struct pg_result;

namespace till::postgres {

/// Why a statement failed, in the server's words, by the class of its SQLSTATE: a mistake in it is kInvalid, a right
/// that is missing kDenied, a server that went away or is full kUnavailable. `result` may be nullptr: then the
/// connection knows.
Error StatementFailure(std::string_view engine, const pg_conn* connection, const pg_result* result);

/// Why there is no connection; `ping` is what PQpingParams says of the same server.
Error ConnectFailure(std::string_view engine, const pg_conn* connection, int ping);

/// What an interrupted statement says: kCancelled.
Error Interrupted();

/// Asks the server to end what the connection runs. Any thread.
void Cancel(pg_cancel* cancel);

}  // namespace till::postgres
