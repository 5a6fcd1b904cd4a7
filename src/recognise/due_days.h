#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/time.h"

namespace till::recognise {

/// When files of a feed come, seen from those that came.
struct DueDays {
  std::vector<int> weekdays;  ///< ISO; empty: too few or too irregular to be due
  std::vector<Day> gaps;      ///< due days between the first and the last file without one
  std::string evidence;       ///< "no file on any Sat in 53 weeks"
};

/// A weekday without a file in four weeks or more is not due; a feed is due only if files came on at least half of
/// its due days, seven or more of them. `days` are in rising order.
DueDays FindDueDays(std::span<const Day> days);

}  // namespace till::recognise
