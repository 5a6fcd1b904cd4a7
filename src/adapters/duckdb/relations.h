#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/duckdb/session.h"
#include "base/result.h"
#include "base/worker_pool.h"
#include "warehouse/warehouse.h"

namespace till::duckdb {

/// Makes `inputs`, `stg_<table>` and `stg_keys` anew, as Warehouse::Stage says, with all rows in memory, which the
/// engine may put into its temporary folder.
Status StageInputs(Session& session, lake::ObjectStore& store, const WorkerPool& pool,
                   std::span<const warehouse::StagedInput> inputs);

/// The statement that makes an empty table, in place of what has the name.
std::string CreateTable(std::string_view name, const columns::Schema& schema);

/// The statement that makes a table's files visible as `<schema>.<table>`: a branch per partition, so that a filter on
/// the partition column opens no other file.
std::string AttachedView(std::string_view schema, const warehouse::Warehouse::AttachedTable& table);

}  // namespace till::duckdb
