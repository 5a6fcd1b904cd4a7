#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/arrivals.h"

namespace till::ingest {

enum class DayState { kComplete, kMissing, kGrowing };
std::string_view DayStateName(DayState state);

/// A feed's file of one due day, and of one store where the feed's path has {store}.
struct DueDay {
  std::string feed;
  Day day;
  std::string store;
  DayState state = DayState::kComplete;
  std::string fact;  ///< where it lies there and is not taken: "the file is empty"

  /// "sales 2026-01-05", and the store where there is one: as in publish::Record::incomplete.
  std::string ToString() const;
};

/// Which due days are there: for every feed with `due`, from its (and its store's) first business date to `run_date`,
/// else to the newest business date of all; days that the calendar calls closed are not due. By day, feed, store.
std::vector<DueDay> JudgePresence(const project::Project& project, std::span<const project::CalendarDay> calendar,
                                  const Listing& listing, std::optional<Day> run_date);

enum class MissingPolicy { kAsFeedSays, kAllow };

/// What to do about the days that are not complete: those that may be published all the same, as
/// publish::Record::incomplete; kRejected where a feed says fail; kUnavailable where a feed waits for a file of today
/// or yesterday and its hour has not come.
Result<std::vector<std::string>> CheckPresence(const project::Project& project, std::span<const DueDay> days,
                                               Instant now, MissingPolicy policy);

}  // namespace till::ingest
