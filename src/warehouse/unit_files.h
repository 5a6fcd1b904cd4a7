#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "columns/batch.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// Units cut into runs that one statement each should work out: neighbours in time, together of a good many rows, so
/// that many small units cost few statements and a large one stays alone.
std::vector<std::span<const Unit>> RunsOf(std::span<const Unit> units);

/// What Warehouse::Build was asked for.
struct BuildRequest {
  std::string_view table;
  std::string_view day_column;
  std::string_view without;
  std::filesystem::path folder;
};

/// Writes the rows of a run of units, sorted by the day column, to a file per unit that has any: folder/<table>-<unit>
/// .parquet, by columns::EncodeParquet. Rows of no unit are passed over. Any thread.
Result<std::vector<BuiltFile>> WriteUnits(columns::Batch rows, std::span<const Unit> units,
                                          const BuildRequest& request);

}  // namespace till::warehouse
