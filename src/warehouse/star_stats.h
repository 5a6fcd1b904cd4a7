#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "publish/record.h"
#include "warehouse/star.h"

namespace till::warehouse {

/// Statistics of the table's built files, in the order of `table.files` less the kept ones; none of personal columns.
/// Numbers of 32 bits are JSON numbers, all else texts as columns::FormatValue gives them, texts cut to 32 characters
/// (a cut maximum ends in U+10FFFF, so that it stays one).
Result<std::vector<std::vector<publish::ColumnStats>>> BuiltStats(Warehouse& warehouse, const StarTable& table);

/// The exact sum of each decimal column over the whole table, which is attached as `star`.
Result<std::vector<std::pair<std::string, std::string>>> TableSums(Warehouse& warehouse, const StarTable& table);

}  // namespace till::warehouse
