#include "warehouse/unit_files.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/files.h"
#include "columns/parquet_writer.h"
#include "warehouse/star_stats.h"

namespace till::warehouse {
namespace {

constexpr int64_t kRowsAtOnce = 100'000;
/// Between neighbours: closed days, but no month that somebody left out.
constexpr int32_t kFarthest = 28;

void Remove(columns::Batch& rows, std::string_view column) {
  for (size_t i = 0; i < rows.schema.size(); ++i) {
    if (rows.schema[i].name != column) continue;
    rows.schema.erase(rows.schema.begin() + static_cast<ptrdiff_t>(i));
    rows.columns.erase(rows.columns.begin() + static_cast<ptrdiff_t>(i));
    return;
  }
}

}  // namespace

std::vector<std::span<const Unit>> RunsOf(std::span<const Unit> units) {
  std::vector<std::span<const Unit>> runs;
  size_t begin = 0;
  int64_t rows = 0;
  for (size_t i = 0; i < units.size(); ++i) {
    const bool far = i > begin && units[i].first - units[i - 1].last > kFarthest;
    if (i > begin && (far || units[i].rows == 0 || rows + units[i].rows > kRowsAtOnce)) {
      runs.push_back(units.subspan(begin, i - begin));
      begin = i;
      rows = 0;
    }
    rows += units[i].rows;
  }
  if (begin < units.size()) runs.push_back(units.subspan(begin));
  return runs;
}

Result<std::vector<BuiltFile>> WriteUnits(columns::Batch rows, std::span<const Unit> units,
                                          const BuildRequest& request) {
  const columns::Column* days = request.day_column.empty() ? nullptr : rows.Find(request.day_column);
  std::vector<std::pair<size_t, size_t>> ranges;  // of each unit, its rows [begin, end)
  size_t row = 0;
  for (const Unit& unit : units) {
    while (days != nullptr && row < rows.rows() && days->Number(row) < unit.first.value) ++row;
    const size_t begin = row;
    while (row < rows.rows() && (days == nullptr || days->Number(row) <= unit.last.value)) ++row;
    ranges.emplace_back(begin, row);
  }
  Remove(rows, request.without);
  std::vector<BuiltFile> files;
  for (size_t i = 0; i < units.size(); ++i) {
    const auto [begin, end] = ranges[i];
    if (begin == end) continue;
    files.push_back({units[i].name, request.folder / (std::string(request.table) + "-" + units[i].name + ".parquet"),
                     static_cast<int64_t>(end - begin), StatsOf(rows, begin, end)});
    TILL_ASSIGN(const std::string bytes, columns::EncodeParquet(rows, begin, end));
    TILL_TRY(WriteFile(files.back().path, bytes));
  }
  return files;
}

}  // namespace till::warehouse
