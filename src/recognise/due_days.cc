#include "recognise/due_days.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "project/values.h"

namespace till::recognise {

DueDays FindDueDays(std::span<const Day> days) {
  constexpr int kEnoughDays = 28;
  constexpr size_t kFewestFiles = 7;
  DueDays due;
  const std::set<Day> seen(days.begin(), days.end());
  if (seen.size() < kFewestFiles) {
    due.evidence = "no day is due: too few files to tell a rhythm";
    return due;
  }
  const Day first = *seen.begin();
  const Day last = *seen.rbegin();
  const int span = last - first + 1;
  std::vector<int> never;
  for (int weekday = 1; weekday <= 7; ++weekday) {
    const bool came = std::any_of(seen.begin(), seen.end(), [&](Day day) { return day.Weekday() == weekday; });
    (came || span < kEnoughDays ? due.weekdays : never).push_back(weekday);
  }
  for (Day day = first; day <= last; day = day + 1) {
    const bool is_due = std::find(due.weekdays.begin(), due.weekdays.end(), day.Weekday()) != due.weekdays.end();
    if (is_due && !seen.contains(day)) due.gaps.push_back(day);
  }
  if (due.gaps.size() > seen.size()) {
    due.weekdays.clear();
    due.gaps.clear();
    due.evidence = "no day is due: files come too irregularly";
    return due;
  }
  if (!never.empty()) {
    due.evidence = "no file on any " + project::FormatWeekdays(never) + " in " + Count(span / 7, "week");
  }
  return due;
}

}  // namespace till::recognise
