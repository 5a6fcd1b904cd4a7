#include "warehouse/units.h"

namespace till::warehouse {

Unit WholeTable() { return {"all", kNoDay, kOpenEnd}; }

std::vector<Unit> UnitsOf(std::span<const Day> days) {
  std::vector<Unit> units;
  if (days.empty()) return units;
  const Day newest = days.back().MonthStart();
  for (const Day day : days) {
    if (day >= newest) {
      units.push_back({day.ToString(), day, day});
    } else if (units.empty() || units.back().last < day) {
      units.push_back({day.MonthString(), day.MonthStart(), day.NextMonth() - 1});
    }
  }
  return units;
}

std::optional<Unit> ParseUnit(std::string_view name) {
  if (name == "all") return WholeTable();
  if (const auto day = Day::Parse(name)) return Unit{std::string(name), *day, *day};
  const auto month = Day::Parse(std::string(name) + "-01");
  if (!month) return std::nullopt;
  return Unit{std::string(name), *month, month->NextMonth() - 1};
}

}  // namespace till::warehouse
