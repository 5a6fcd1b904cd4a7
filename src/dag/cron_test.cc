#include "dag/cron.h"

#include <gtest/gtest.h>

namespace till::dag {
namespace {

Cron Parsed(std::string_view expression, std::string_view zone = "UTC") {
  auto found = TimeZone::Find(zone);
  EXPECT_TRUE(found.ok());
  auto cron = Cron::Parse(expression, std::move(found).value());
  EXPECT_TRUE(cron.ok()) << (cron.ok() ? "" : cron.error().ToString());
  return std::move(cron).value();
}

std::string ErrorOf(std::string_view expression) {
  const auto cron = Cron::Parse(expression, TimeZone::Utc());
  return cron.ok() ? "no error" : cron.error().message;
}

Instant At(std::string_view text) { return Instant::Parse(text).value(); }

/// The next `n` ticks after `after`, in the zone.
std::vector<std::string> Ticks(const Cron& cron, std::string_view zone, std::string_view after, int n) {
  std::vector<std::string> ticks;
  Instant tick = At(after);
  for (int i = 0; i < n; ++i) {
    const Instant next = cron.Next(tick);
    EXPECT_EQ(cron.MostRecent(next), next);
    EXPECT_EQ(cron.MostRecent({next.micros - 1}), cron.MostRecent(tick));
    tick = next;
    ticks.push_back(TimeZone::Find(zone)->Format(tick));
  }
  return ticks;
}

using Texts = std::vector<std::string>;

TEST(Cron, TicksAtAFixedTimeOfDay) {
  const Cron cron = Parsed("30 6 * * *");
  EXPECT_EQ(cron.Next(At("2026-01-05T06:29:59Z")).ToString(), "2026-01-05T06:30:00Z");
  EXPECT_EQ(cron.Next(At("2026-01-05T06:30:00Z")).ToString(), "2026-01-06T06:30:00Z");
  EXPECT_EQ(cron.MostRecent(At("2026-01-05T06:30:00Z")).ToString(), "2026-01-05T06:30:00Z");
  EXPECT_EQ(cron.MostRecent(At("2026-01-05T06:29:59Z")).ToString(), "2026-01-04T06:30:00Z");
}

TEST(Cron, TakesListsRangesStepsAndNames) {
  EXPECT_EQ(Ticks(Parsed("0,30 8-10/2 * * MON-fri"), "UTC", "2026-01-02T10:00:00Z", 3),
            (Texts{"2026-01-02T10:30:00+00:00", "2026-01-05T08:00:00+00:00", "2026-01-05T08:30:00+00:00"}));
  EXPECT_EQ(Ticks(Parsed("50/5 0 1 jan,Jul *"), "UTC", "2026-01-01T00:50:00Z", 2),
            (Texts{"2026-01-01T00:55:00+00:00", "2026-07-01T00:50:00+00:00"}));
}

TEST(Cron, TakesNicknames) {
  EXPECT_EQ(Parsed("@hourly").Next(At("2026-01-05T06:29:59Z")).ToString(), "2026-01-05T07:00:00Z");
  EXPECT_EQ(Parsed("@daily").Next(At("2026-01-05T06:29:59Z")).ToString(), "2026-01-06T00:00:00Z");
  EXPECT_EQ(Parsed("@weekly").Next(At("2026-01-05T06:29:59Z")).ToString(), "2026-01-11T00:00:00Z");
  EXPECT_EQ(Parsed("@monthly").Next(At("2026-01-05T06:29:59Z")).ToString(), "2026-02-01T00:00:00Z");
  EXPECT_EQ(Parsed("@yearly").Next(At("2026-01-05T06:29:59Z")).ToString(), "2027-01-01T00:00:00Z");
}

TEST(Cron, SundayIsZeroAndSeven) {
  EXPECT_EQ(Parsed("0 0 * * 0").Next(At("2026-01-05T00:00:00Z")), At("2026-01-11T00:00:00Z"));
  EXPECT_EQ(Parsed("0 0 * * 7").Next(At("2026-01-05T00:00:00Z")), At("2026-01-11T00:00:00Z"));
  EXPECT_EQ(Parsed("0 0 * * 5-7").Next(At("2026-01-10T00:00:00Z")), At("2026-01-11T00:00:00Z"));
}

TEST(Cron, EitherDayFieldIsEnoughWhereBothAreGiven) {
  EXPECT_EQ(Ticks(Parsed("0 0 13 * fri"), "UTC", "2026-01-05T00:00:00Z", 3),
            (Texts{"2026-01-09T00:00:00+00:00", "2026-01-13T00:00:00+00:00", "2026-01-16T00:00:00+00:00"}));
}

TEST(Cron, FindsTheRarestDay) {
  EXPECT_EQ(Parsed("0 0 29 2 *").Next(At("2096-03-01T00:00:00Z")).ToString(), "2104-02-29T00:00:00Z");
  EXPECT_EQ(Parsed("0 0 29 2 *").MostRecent(At("1904-02-28T00:00:00Z")).ToString(), "1896-02-29T00:00:00Z");
}

TEST(Cron, ATimeThatTheClockChangeLeavesOutTicksOnceAfterTheGap) {
  EXPECT_EQ(Ticks(Parsed("30 1 * * *", "Europe/London"), "Europe/London", "2026-03-28T02:00:00Z", 2),
            (Texts{"2026-03-29T02:00:00+01:00", "2026-03-30T01:30:00+01:00"}));
  EXPECT_EQ(Ticks(Parsed("30 2 * * *", "America/New_York"), "America/New_York", "2026-03-07T12:00:00Z", 2),
            (Texts{"2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"}));
}

TEST(Cron, AllTimesInAGapAndTheOneAfterItTickOnceTogether) {
  EXPECT_EQ(Ticks(Parsed("*/20 * * * *", "Europe/London"), "Europe/London", "2026-03-29T00:20:00Z", 3),
            (Texts{"2026-03-29T00:40:00+00:00", "2026-03-29T02:00:00+01:00", "2026-03-29T02:20:00+01:00"}));
}

TEST(Cron, ATimeThatComesTwiceTicksTheFirstTime) {
  EXPECT_EQ(Ticks(Parsed("30 1 * * *", "Europe/London"), "Europe/London", "2026-10-24T12:00:00Z", 2),
            (Texts{"2026-10-25T01:30:00+01:00", "2026-10-26T01:30:00+00:00"}));
  EXPECT_EQ(Ticks(Parsed("@hourly", "America/New_York"), "America/New_York", "2026-11-01T04:30:00Z", 3),
            (Texts{"2026-11-01T01:00:00-04:00", "2026-11-01T02:00:00-05:00", "2026-11-01T03:00:00-05:00"}));
}

TEST(Cron, ADayThatAZoneLeftOutTicksAtItsEnd) {
  EXPECT_EQ(Ticks(Parsed("0 12 * * *", "Pacific/Apia"), "Pacific/Apia", "2011-12-30T00:00:00Z", 2),
            (Texts{"2011-12-31T00:00:00+14:00", "2011-12-31T12:00:00+14:00"}));
}

TEST(Cron, SaysWhereAnExpressionIsWrong) {
  EXPECT_EQ(ErrorOf("0 25 * * *"), "cannot read schedule '0 25 * * *' at column 3: hour 25 is not in 0-23");
  EXPECT_EQ(ErrorOf("0  6,x * * *"), "cannot read schedule '0  6,x * * *' at column 6: 'x' is no hour");
  EXPECT_EQ(ErrorOf("0 0 * * moon"), "cannot read schedule '0 0 * * moon' at column 9: 'moon' is no day of week");
  EXPECT_EQ(ErrorOf("*/0 * * * *"), "cannot read schedule '*/0 * * * *' at column 3: '0' is no step");
  EXPECT_EQ(ErrorOf("9-5 * * * *"), "cannot read schedule '9-5 * * * *' at column 1: the range '9-5' runs backwards");
  EXPECT_EQ(ErrorOf("1-2-3 * * * *"), "cannot read schedule '1-2-3 * * * *' at column 5: a range of three ends");
  EXPECT_EQ(ErrorOf("*/2/2 * * * *"), "cannot read schedule '*/2/2 * * * *' at column 5: a second step");
  EXPECT_EQ(ErrorOf("0 6 * *"), "cannot read schedule '0 6 * *' at column 8: expected five fields, found 4");
  EXPECT_EQ(ErrorOf("0 6 * * * *"), "cannot read schedule '0 6 * * * *' at column 11: expected five fields, found 6");
  EXPECT_EQ(ErrorOf("@often"), "cannot read schedule '@often' at column 7: expected five fields, found 1");
  EXPECT_EQ(ErrorOf("0 0 30 2 *"), "cannot read schedule '0 0 30 2 *' at column 5: there is no such day");
}

}  // namespace
}  // namespace till::dag
