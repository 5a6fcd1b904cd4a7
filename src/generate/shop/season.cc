#include "generate/shop/season.h"

#include <array>
#include <span>

namespace till::generate {
namespace {

/// Relative sales in each half of a month: a peak before Christmas, a dip in late winter and in August.
constexpr std::array kYear{105, 85, 78, 82, 86, 90, 94, 96,  98,  100, 98,  96,
                           100, 90, 80, 78, 88, 94, 98, 104, 116, 145, 182, 165};
constexpr std::array kWeek{88, 84, 90, 98, 116, 150, 96};  // from Monday

constexpr std::array kStoreHours{0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 60, 85, 110, 105, 90, 85, 85, 95, 80, 40, 0, 0, 0, 0};
constexpr std::array kSundayHours{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80, 110, 120, 120, 100, 60, 0, 0, 0, 0, 0, 0, 0};
constexpr std::array kWebHours{10, 5,  3,  2,  2,  4,  10, 22, 34, 36, 38, 38,
                               44, 42, 36, 34, 34, 38, 46, 60, 76, 80, 58, 26};

constexpr Promotion kBlackFriday{"BLACK-FRIDAY", 60, 20, 40};
constexpr Promotion kSummerSale{"SUMMER-SALE", 35, 15, 35};
constexpr Promotion kJanuarySale{"JANUARY-SALE", 45, 20, 50};

/// The value on `day` between `points` that stand at the middle of equal parts of the year.
int64_t OverTheYear(std::span<const int> points, Day day, int64_t scale) {
  const auto n = static_cast<int64_t>(points.size());
  const int day_of_year = day - Day::Of(day.ToCivil().year, 1, 1);
  constexpr int64_t kTwiceYear = 2 * 366;
  // In units of 1/732 part, counted from the middle of the last part of the year before.
  const int64_t place = 2 * day_of_year * n + kTwiceYear / 2;
  const int64_t before = points[static_cast<size_t>((place / kTwiceYear + n - 1) % n)];
  const int64_t after = points[static_cast<size_t>(place / kTwiceYear % n)];
  const int64_t share = place % kTwiceYear;
  return scale * (before * (kTwiceYear - share) + after * share) / kTwiceYear;
}

/// The day after the fourth Thursday of November.
Day BlackFriday(int year) {
  const Day first = Day::Of(year, 11, 1);
  return first + ((4 - first.Weekday() + 7) % 7 + 22);
}

}  // namespace

bool IsOpen(Day day) {
  const Day::Civil civil = day.ToCivil();
  return !(civil.month == 12 && civil.day == 25) && !(civil.month == 1 && civil.day == 1);
}

Day OpenFrom(Day day) {
  while (!IsOpen(day)) day = day + 1;
  return day;
}

uint64_t SeasonWeight(Day day) {
  if (!IsOpen(day)) return 0;
  int64_t weight = OverTheYear(kYear, day, 100) * kWeek[static_cast<size_t>(day.Weekday() - 1)];
  if (PromotionOn(day) == &kBlackFriday) weight = weight * 3 / 2;
  return static_cast<uint64_t>(weight);
}

uint32_t CategoryWeight(const Category& category, Day day) {
  return static_cast<uint32_t>(OverTheYear(category.season, day, category.weight));
}

const Promotion* PromotionOn(Day day) {
  const Day::Civil civil = day.ToCivil();
  if (civil.month == 1 && civil.day <= 14) return &kJanuarySale;
  if (civil.month == 7 && civil.day <= 21) return &kSummerSale;
  const int after = day - BlackFriday(civil.year);
  return after >= -1 && after <= 3 ? &kBlackFriday : nullptr;
}

TimeOfSale TimeAt(int weekday, uint32_t rank, uint32_t place) {
  const auto& store = weekday == 7 ? kSundayHours : kStoreHours;
  uint64_t total = 0;
  for (size_t hour = 0; hour < 24; ++hour) total += static_cast<uint64_t>(store[hour] + kWebHours[hour]);
  uint64_t rest = rank * total;  // in units of 1/2^32
  size_t hour = 0;
  const auto weight = [&](size_t h) { return static_cast<uint64_t>(store[h] + kWebHours[h]) << 32; };
  while (rest >= weight(hour)) rest -= weight(hour++);
  const auto seconds = static_cast<int>(rest * 3600 / weight(hour));
  const auto part = static_cast<uint64_t>(place) * static_cast<uint64_t>(store[hour] + kWebHours[hour]) >> 32;
  return {static_cast<int>(hour) * 3600 + seconds, part < static_cast<uint64_t>(store[hour])};
}

}  // namespace till::generate
