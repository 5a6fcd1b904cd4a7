#pragma once

#include <span>

#include "adapters/postgres/session.h"
#include "base/result.h"
#include "base/worker_pool.h"
#include "warehouse/warehouse.h"

namespace till::postgres {

/// Makes `inputs`, `stg_<table>` and `stg_keys` anew, as Warehouse::Stage says, in temporary tables of the session.
Status StageInputs(Session& session, lake::ObjectStore& store, const WorkerPool& pool,
                   std::span<const warehouse::StagedInput> inputs);

/// The statement that makes an empty temporary table of that name.
std::string CreateTemporary(std::string_view name, const columns::Schema& schema);
/// A temporary relation of that name, as a statement names it.
std::string Temporary(std::string_view name);

}  // namespace till::postgres
