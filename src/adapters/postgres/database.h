#pragma once

#include <memory>
#include <string>

#include "adapters/postgres/session.h"
#include "base/result.h"

namespace till::postgres {

/// A session on a PostgreSQL database, which writes only within a Transaction, finds relations without a schema among
/// its temporary ones, and reads instants in UTC. kInvalid if the database's encoding is not UTF-8; else as
/// Session::Connect.
Result<std::unique_ptr<Session>> OpenDatabase(const std::string& connection);

}  // namespace till::postgres
