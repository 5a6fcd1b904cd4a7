#include "adapters/postgres/database.h"

namespace till::postgres {

Result<std::unique_ptr<Session>> OpenDatabase(const std::string& connection) {
  TILL_ASSIGN(auto session, Session::Connect("PostgreSQL", connection));
  TILL_ASSIGN(const Answer encoding, session->Run({"select current_setting('server_encoding')"}));
  if (encoding.rows.columns[0].Text(0) != "UTF8") {
    return Invalid("cannot use the PostgreSQL database: its encoding is " +
                       std::string(encoding.rows.columns[0].Text(0)) + ", not UTF8",
                   "create database … encoding 'UTF8' template template0");
  }
  // What is not between "begin read write" and "commit" changes nothing. Compiling costs more than such queries gain.
  TILL_TRY(
      session->Execute("set default_transaction_read_only = on; set search_path = pg_temp; set timezone = 'UTC';"
                       " set datestyle = 'ISO'; set jit = off; set standard_conforming_strings = on"));
  return session;
}

}  // namespace till::postgres
