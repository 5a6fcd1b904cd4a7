#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// The unit of a table that is one file.
Unit WholeTable();
/// A day, and how many rows it has.
struct DayRows {
  Day day;
  int64_t rows = 0;
};
/// The units of a partitioned table that has lines on these days, rising: of the newest month each such day, of every
/// other month the month. A function of the days alone.
std::vector<Unit> UnitsOf(std::span<const DayRows> days);
/// The unit of that name: "all", "2026-01" or "2026-01-05"; nothing for other texts.
std::optional<Unit> ParseUnit(std::string_view name);

}  // namespace till::warehouse
