#pragma once

#include <span>
#include <string>

#include "adapters/aws/redshift/parts.h"
#include "base/result.h"
#include "columns/batch.h"
#include "warehouse/warehouse.h"

namespace till::redshift {

/// The star files of tables, each a part numbered by its content: table_name, part, partition_day, in the order of the
/// tables and their files.
Result<columns::Batch> ListStarFiles(std::span<const warehouse::Warehouse::AttachedTable> tables);
/// Loads those of a list that are missing. Within a transaction, after Parts::Begin.
Status LoadStarFiles(Parts& parts, std::span<const warehouse::Warehouse::AttachedTable> tables,
                     const columns::Batch& list);
/// Whether all of a list are there. After Parts::List.
bool AreLoaded(const Parts& parts, std::span<const warehouse::Warehouse::AttachedTable> tables,
               const columns::Batch& list);

/// The columns of a star table's files, which lack the partition's, and the table that holds their parts.
columns::Schema FileColumns(const warehouse::Warehouse::AttachedTable& table);
std::string StarPartsTable(const warehouse::Warehouse::AttachedTable& table);

}  // namespace till::redshift
