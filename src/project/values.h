#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace till::project {

/// "Sun-Fri", "Mon,Wed", "daily" as ISO weekdays in ascending order; nothing if it is none of these.
std::optional<std::vector<int>> ParseWeekdays(std::string_view text);
/// The shortest text that ParseWeekdays reads as `weekdays`, which are ascending and not empty.
std::string FormatWeekdays(const std::vector<int>& weekdays);
/// "04:00" as minutes after midnight.
std::optional<int> ParseClock(std::string_view text);
/// "90s", "2m", "1h" as microseconds.
std::optional<int64_t> ParseDuration(std::string_view text);
/// "0.5%" as 0.005; between 0 and 1.
std::optional<double> ParsePercent(std::string_view text);

}  // namespace till::project
