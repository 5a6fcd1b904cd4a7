#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "publish/record.h"
#include "warehouse/star.h"

namespace till::warehouse {

/// Whether a column of that name is personal, in what is staged and in the star: its values are shown nowhere.
bool IsPersonal(std::string_view column);

/// Statistics of the rows [begin, end), column by column; none of personal ones, no bounds of booleans. Numbers of 32
/// bits are JSON numbers, all else texts as columns::FormatValue gives them, texts cut to 32 characters (a cut maximum
/// ends in U+10FFFF, so that it stays one). Any thread.
std::vector<publish::ColumnStats> StatsOf(const columns::Batch& rows, size_t begin, size_t end);

/// The exact sum of each decimal column over the whole table, which is attached as `star`.
Result<std::vector<std::pair<std::string, std::string>>> TableSums(Warehouse& warehouse, const StarTable& table);

}  // namespace till::warehouse
