#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "metrics/definitions.h"

namespace till::metrics {

enum class Compare { kNone, kPreviousPeriod, kLastYear, kLastYearWeekday };
/// "previous_period", "" for kNone.
std::string_view CompareName(Compare compare);

/// Of one dimension the members that are wanted, as text.
struct Filter {
  std::string dimension;
  std::vector<std::string> members;
};

/// What is asked: measures, split by dimensions, over the days [from, to], where filters hold.
struct Question {
  std::vector<std::string> measures;
  std::vector<std::string> by;
  std::optional<Day> from;  ///< none: the first day of the data
  std::optional<Day> to;    ///< inclusive; none: the last day of the data
  std::vector<Filter> where;
  Compare compare = Compare::kNone;
  std::string order;  ///< a measure or dimension of the question, "-" before it for descending; empty: as is natural
  std::optional<int64_t> limit;
};

/// A key and its value, as they stand in a URL (decoded) or on the command line ("by", "month,category").
using Words = std::vector<std::pair<std::string, std::string>>;

/// Reads measures, by, from, to, where (repeated; "category:Toys|Garden" or "category=Toys|Garden", "\|" is a "|"; of
/// one dimension all members count, however often it is named), compare ("-" and "_" alike), order, limit. kInvalid
/// with a did-you-mean hint for a word that is not known.
Result<Question> ParseQuestion(const Words& words, const Definitions& definitions);

/// The days of a period, both inclusive.
struct Period {
  Day from;
  Day to;
  bool operator==(const Period&) const = default;
};

/// The period that `period` is compared with: as many days just before it; the same dates a year earlier (28 February
/// for the 29th); or 364 days earlier, so that weekdays match. Nothing for kNone.
std::optional<Period> ComparePeriod(Period period, Compare compare);

}  // namespace till::metrics
