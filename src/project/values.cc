#include "project/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"

namespace till::project {
namespace {

constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 7> kShortDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::optional<int> ParseWeekday(std::string_view text) {
  const std::string name = ToLower(Trim(text));
  for (int day = 0; day < 7; ++day) {
    if (name == kDays.at(day) || name == kDays.at(day).substr(0, 3)) return day + 1;
  }
  return std::nullopt;
}

std::string_view ShortDay(int weekday) { return kShortDays.at(static_cast<size_t>((weekday - 1) % 7)); }

}  // namespace

std::optional<std::vector<int>> ParseWeekdays(std::string_view text) {
  if (ToLower(Trim(text)) == "daily") return std::vector<int>{1, 2, 3, 4, 5, 6, 7};
  std::set<int> days;
  for (const std::string& part : Split(text, ',')) {
    const size_t dash = part.find('-');
    const auto first = ParseWeekday(std::string_view(part).substr(0, dash));
    const auto last = dash == std::string::npos ? first : ParseWeekday(std::string_view(part).substr(dash + 1));
    if (!first || !last) return std::nullopt;
    for (int day = *first;; day = day % 7 + 1) {
      days.insert(day);
      if (day == *last) break;
    }
  }
  return std::vector<int>(days.begin(), days.end());
}

std::string FormatWeekdays(const std::vector<int>& weekdays) {
  if (weekdays.size() == 7) return "daily";
  const auto is_due = [&](int day) { return std::find(weekdays.begin(), weekdays.end(), day) != weekdays.end(); };
  std::vector<std::string> parts;
  for (int day = 1; day <= 7; ++day) {
    const int before = day == 1 ? 7 : day - 1;
    if (!is_due(day) || is_due(before)) continue;
    int length = 1;
    while (is_due((day + length - 1) % 7 + 1)) ++length;
    std::string part(ShortDay(day));
    if (length > 1) part.append(length == 2 ? "," : "-").append(ShortDay(day + length - 1));
    parts.push_back(part);
  }
  return Join(parts, ",");
}

std::optional<int> ParseClock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = ParseInt(text.substr(0, 2));
  const auto minute = ParseInt(text.substr(3));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
  return static_cast<int>(*hour * 60 + *minute);
}

std::optional<int64_t> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char unit = text.back();
  const auto count = ParseInt(text.substr(0, text.size() - 1));
  if (!count || *count < 0 || *count > 100'000) return std::nullopt;
  const int64_t seconds = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : 0;
  if (seconds == 0) return std::nullopt;
  return *count * seconds * 1'000'000;
}

std::optional<double> ParsePercent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text = Trim(text.substr(0, text.size() - 1));
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 100)) return std::nullopt;
  return value / 100;
}

}  // namespace till::project
