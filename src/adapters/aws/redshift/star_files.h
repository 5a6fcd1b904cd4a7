#pragma once

#include <span>
#include <string>

#include "adapters/aws/redshift/parts.h"
#include "base/result.h"
#include "columns/batch.h"
#include "warehouse/warehouse.h"

namespace till::redshift {

/// Loads the star files of tables that are missing, each as a part numbered by its content. Gives the list of them all:
/// table_name, part, partition_day, in the order of the tables and their files. Within a transaction, after
/// Parts::Begin.
Result<columns::Batch> LoadStarFiles(Parts& parts, std::span<const warehouse::Warehouse::AttachedTable> tables);

/// The columns of a star table's files, which lack the partition's, and the table that holds their parts.
columns::Schema FileColumns(const warehouse::Warehouse::AttachedTable& table);
std::string StarPartsTable(const warehouse::Warehouse::AttachedTable& table);

}  // namespace till::redshift
