#include "ingest/presence.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"

namespace till::ingest {
namespace {

constexpr size_t kShownDays = 3;
constexpr int64_t kMicrosPerMinute = 60'000'000;
constexpr int64_t kMinutesPerDay = 24 * 60;
constexpr std::array<std::string_view, 7> kWeekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/// What is known of one feed's files of one store.
struct Track {
  std::set<Day> present;
  std::map<Day, const Withheld*> withheld;

  std::optional<Day> First() const {
    std::optional<Day> first;
    if (!present.empty()) first = *present.begin();
    if (!withheld.empty()) first = std::min(first.value_or(kOpenEnd), withheld.begin()->first);
    return first;
  }
};
using Tracks = std::map<std::string, Track>;  // by store

Tracks TracksOf(const project::Feed& feed, const Listing& listing) {
  Tracks tracks;
  for (const Arrival& arrival : listing.arrivals) {
    if (arrival.feed == feed.name && arrival.business_date != kNoDay) {
      tracks[arrival.store].present.insert(arrival.business_date);
    }
  }
  for (const Withheld& withheld : listing.withheld) {
    if (withheld.feed == feed.name && withheld.business_date != kNoDay) {
      tracks[withheld.store].withheld.emplace(withheld.business_date, &withheld);
    }
  }
  return tracks;
}

/// A file that grows is not there yet, so it opens no day; an empty one is there, and something is wrong with it.
std::optional<Day> NewestDay(const Listing& listing) {
  Day newest = kNoDay;
  for (const Arrival& arrival : listing.arrivals) newest = std::max(newest, arrival.business_date);
  for (const Withheld& withheld : listing.withheld) {
    if (withheld.why == Withheld::Why::kEmpty) newest = std::max(newest, withheld.business_date);
  }
  return newest == kNoDay ? std::nullopt : std::optional(newest);
}

using ClosedDays = std::set<std::pair<Day, std::string>>;

ClosedDays ClosedOf(std::span<const project::CalendarDay> calendar) {
  ClosedDays closed;
  for (const project::CalendarDay& day : calendar) {
    if (day.kind == "closed") closed.emplace(day.day, day.store_id);
  }
  return closed;
}

DueDay Judge(const project::Feed& feed, const std::string& store, const Track& track, Day day) {
  DueDay due{feed.name, day, store, DayState::kComplete, {}};
  if (track.present.contains(day)) return due;
  due.state = DayState::kMissing;
  if (const auto found = track.withheld.find(day); found != track.withheld.end()) {
    due.fact = found->second->fact;
    if (found->second->why == Withheld::Why::kGrowing) due.state = DayState::kGrowing;
  }
  return due;
}

/// "feed 'sales' has no file for Mon 2026-01-05"
std::string Describe(const DueDay& due) {
  std::string text = "feed '" + due.feed + "' has no " + (due.fact.empty() ? "file" : "whole file");
  if (!due.store.empty()) text += " of store '" + due.store + "'";
  text += " for " + std::string(kWeekdays[static_cast<size_t>(due.day.Weekday() - 1)]) + " " + due.day.ToString();
  return due.fact.empty() ? text : text + " (" + due.fact + ")";
}

std::string DescribeAll(const std::vector<const DueDay*>& days) {
  std::vector<std::string> shown;
  for (const DueDay* due : days) {
    if (shown.size() < kShownDays) shown.push_back(Describe(*due));
  }
  const auto more = static_cast<int64_t>(days.size() - shown.size());
  return "cannot go on: " + Join(shown, "; ") + (more > 0 ? "; and " + Count(more, "more day", "more days") : "");
}

/// Whether a feed that waits still does: for a file of today or yesterday, as long as its hour has not come.
bool IsAwaited(const project::Feed& feed, const DueDay& due, LocalTime now) {
  const int64_t minute_of_day = now.micros / kMicrosPerMinute - now.ToDay().value * kMinutesPerDay;
  return feed.on_missing == project::OnMissing::kWait && due.day >= now.ToDay() - 1 &&
         minute_of_day < feed.wait_until_minutes;
}

}  // namespace

std::string_view DayStateName(DayState state) {
  switch (state) {
    case DayState::kComplete:
      return "complete";
    case DayState::kMissing:
      return "missing";
    case DayState::kGrowing:
      return "growing";
  }
  return "";
}

std::string DueDay::ToString() const { return feed + " " + day.ToString() + (store.empty() ? "" : " " + store); }

std::vector<DueDay> JudgePresence(const project::Project& project, std::span<const project::CalendarDay> calendar,
                                  const Listing& listing, std::optional<Day> run_date) {
  std::vector<DueDay> days;
  const auto last = run_date ? run_date : NewestDay(listing);
  const ClosedDays closed = ClosedOf(calendar);
  for (const project::Feed& feed : project.feeds) {
    if (feed.due_weekdays.empty() || !last) continue;
    for (const auto& [store, track] : TracksOf(feed, listing)) {
      for (Day day = *track.First(); day <= *last; day = day + 1) {
        const bool due = std::ranges::find(feed.due_weekdays, day.Weekday()) != feed.due_weekdays.end();
        if (!due || closed.contains({day, ""}) || closed.contains({day, store})) continue;
        days.push_back(Judge(feed, store, track, day));
      }
    }
  }
  std::ranges::sort(days, [](const DueDay& a, const DueDay& b) {
    return std::tie(a.day, a.feed, a.store) < std::tie(b.day, b.feed, b.store);
  });
  return days;
}

Result<std::vector<std::string>> CheckPresence(const project::Project& project, std::span<const DueDay> days,
                                               Instant now, MissingPolicy policy) {
  TILL_ASSIGN(const TimeZone zone, TimeZone::Find(project.timezone));
  std::vector<std::string> incomplete;
  std::vector<const DueDay*> awaited;
  std::vector<const DueDay*> failed;
  for (const DueDay& due : days) {
    if (due.state == DayState::kComplete) continue;
    const project::Feed* feed = project.FindFeed(due.feed);
    if (policy == MissingPolicy::kAllow || feed == nullptr || feed->on_missing == project::OnMissing::kPublish) {
      incomplete.push_back(due.ToString());
    } else {
      (IsAwaited(*feed, due, zone.ToLocal(now)) ? awaited : failed).push_back(&due);
    }
  }
  if (!failed.empty()) {
    const DueDay& first = *failed.front();
    return Rejected(DescribeAll(failed),
                    "to go on without, run with --allow-missing; for a day without trade add to "
                    "calendar.csv the line " +
                        first.day.ToString() + ",closed,," + first.store + "; never to stop for feed '" + first.feed +
                        "', set its on_missing = \"publish\"");
  }
  if (!awaited.empty()) return Unavailable(DescribeAll(awaited), "it is waited for; run with --allow-missing to go on");
  return incomplete;
}

}  // namespace till::ingest
