#include "warehouse/units.h"

namespace till::warehouse {

Unit WholeTable() { return {"all", kNoDay, kOpenEnd, 0}; }

std::vector<Unit> UnitsOf(std::span<const DayRows> days) {
  std::vector<Unit> units;
  if (days.empty()) return units;
  const Day newest = days.back().day.MonthStart();
  for (const auto& [day, rows] : days) {
    if (day >= newest) {
      units.push_back({day.ToString(), day, day, 0});
    } else if (units.empty() || units.back().last < day) {
      units.push_back({day.MonthString(), day.MonthStart(), day.NextMonth() - 1, 0});
    }
    units.back().rows += rows;
  }
  return units;
}

std::optional<Unit> ParseUnit(std::string_view name) {
  if (name == "all") return WholeTable();
  if (const auto day = Day::Parse(name)) return Unit{std::string(name), *day, *day, 0};
  const auto month = Day::Parse(std::string(name) + "-01");
  if (!month) return std::nullopt;
  return Unit{std::string(name), *month, month->NextMonth() - 1, 0};
}

}  // namespace till::warehouse
