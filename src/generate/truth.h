#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "generate/order_rows.h"

namespace till::generate {

/// What became of one day's orders.
struct DayOutcome {
  Day day;
  std::string key;         ///< of the orders file
  int64_t first_line = 2;  ///< the line of the day's first row in it
  Totals totals;
  std::vector<SpoiltRow> spoilt;
};

/// Summary::truth without "files". `customers`: how many distinct ones bought.
Json MakeTruth(const Options& options, const std::vector<DayOutcome>& days, int64_t customers);

}  // namespace till::generate
