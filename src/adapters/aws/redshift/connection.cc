#include "adapters/aws/redshift/connection.h"

#include <utility>

#include "adapters/aws/redshift/statements.h"

namespace till::redshift {

using postgres::Session;
using postgres::Statement;

Run RunOn(std::shared_ptr<Session> session) {
  return [session = std::move(session)](const Statement& statement) {
    // An interrupt must not keep the session in a transaction that failed.
    if (statement.sql == Rollback().sql) session->Begin();
    return session->Run(statement);
  };
}

Result<std::shared_ptr<Session>> OpenSession(const std::string& connection) {
  TILL_ASSIGN(auto connected, Session::Connect("Redshift", connection));
  std::shared_ptr<Session> session = std::move(connected);
  TILL_TRY(session->Run(SetTimeZone()).status());
  return session;
}

Result<Run> Connect(const std::string& connection) {
  TILL_ASSIGN(auto session, OpenSession(connection));
  return RunOn(std::move(session));
}

}  // namespace till::redshift
