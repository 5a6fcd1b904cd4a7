#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace till::dag {

/// A cron expression in a time zone: minute, hour, day of month, month, day of week, with lists, ranges, steps and
/// English names of three letters; or @hourly, @daily, @weekly, @monthly, @yearly. Where both day fields are given
/// (neither begins with '*'), either one is enough, as in crontab(5). Sunday is 0 or 7. A local time that a clock
/// change leaves out ticks once, at the first instant after the gap; one that comes twice ticks once, the first time.
/// Immutable; any thread may use it.
class Cron {
 public:
  /// kInvalid as "cannot read schedule '0 25 * * *' at column 3: hour 25 is not in 0-23".
  static Result<Cron> Parse(std::string_view expression, TimeZone zone);

  /// The first tick after `instant`.
  Instant Next(Instant instant) const;
  /// The last tick at or before `instant`.
  Instant MostRecent(Instant instant) const;
  const std::string& expression() const { return expression_; }

 private:
  Cron(std::string expression, TimeZone zone) : expression_(std::move(expression)), zone_(std::move(zone)) {}
  bool IsOn(Day day) const;
  Instant Tick(Day day, int minute_of_day) const;

  std::string expression_;
  TimeZone zone_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<8> weekdays_;  // ISO: 1 is Monday
  bool any_day_ = false;     // the day of month begins with '*'
  bool any_weekday_ = false;
};

}  // namespace till::dag
