#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/duckdb/session.h"
#include "base/result.h"
#include "warehouse/warehouse.h"

namespace till::duckdb {

/// Makes `inputs`, `stg_<table>` and `stg_keys` anew, as Warehouse::Stage says. The latter are views over the files.
Status StageInputs(Session& session, std::span<const warehouse::StagedInput> inputs);

/// The statement that makes a table's files visible as `<schema>.<table>`: a branch per partition, so that a filter on
/// the partition column opens no other file.
std::string AttachedView(std::string_view schema, const warehouse::Warehouse::AttachedTable& table);

}  // namespace till::duckdb
