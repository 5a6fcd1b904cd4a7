#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "generate/generate.h"

namespace till::generate {

/// The days on which the shop is open, and how many sales and new customers each has. Season, weekday, a growth of
/// 8 % a year and some noise make a day's weight; totals are met exactly. Immutable; any thread may use it.
class TradingDays {
 public:
  explicit TradingDays(const Options& options);

  /// Open days in order.
  const std::vector<Day>& days() const { return days_; }
  /// The number of sales on `day`; 0 where the shop is closed and outside of the options' days.
  int64_t Sales(Day day) const;
  /// How many of `total` things, spread like the sales, come before `day`.
  int64_t Before(Day day, int64_t total) const;

 private:
  Day from_;
  int64_t sales_;
  std::vector<Day> days_;
  std::vector<uint64_t> weights_before_;  ///< by day since from_, one more than there are days
};

}  // namespace till::generate
