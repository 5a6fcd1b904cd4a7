#include "base/time.h"

#include <gtest/gtest.h>

namespace till {
namespace {

TEST(Day, ReadsAndWritesTheSameText) {
  for (const char* text : {"0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"}) {
    ASSERT_TRUE(Day::Parse(text)) << text;
    EXPECT_EQ(Day::Parse(text)->ToString(), text);
  }
  EXPECT_EQ(Day::Parse("0001-01-01"), kNoDay);
  EXPECT_EQ(Day::Parse("9999-12-31"), kOpenEnd);
}

TEST(Day, RefusesWhatIsNoDay) {
  for (const char* text : {"", "2023-02-29", "2024-13-01", "2024-1-01", "2024-01-01 ", "24-01-01"}) {
    EXPECT_FALSE(Day::Parse(text)) << text;
  }
}

TEST(Day, KnowsItsWeekdayAndMonth) {
  EXPECT_EQ(Day::Of(2026, 11, 23).Weekday(), 1);
  EXPECT_EQ(Day::Of(1969, 12, 28).Weekday(), 7);
  EXPECT_EQ(Day::Of(2024, 2, 29).MonthStart().ToString(), "2024-02-01");
  EXPECT_EQ(Day::Of(2024, 12, 31).NextMonth().ToString(), "2025-01-01");
  EXPECT_EQ(Day::Of(2024, 2, 9).ToKey(), 20240209);
}

TEST(Instant, ReadsOffsetsAndFractions) {
  EXPECT_EQ(Instant::Parse("2026-01-05T08:26:00+01:00")->ToString(), "2026-01-05T07:26:00Z");
  EXPECT_EQ(Instant::Parse("2026-01-05T08:26:00.25Z")->ToString(), "2026-01-05T08:26:00.250000Z");
  EXPECT_FALSE(Instant::Parse("2026-01-05T08:26:00"));
}

TEST(TimeZone, TakesTheFirstOfTwoEqualLocalTimes) {
  const auto london = TimeZone::Find("Europe/London");
  ASSERT_TRUE(london.ok());
  const Instant first = *Instant::Parse("2025-10-26T00:30:00Z");
  EXPECT_EQ(london->ToInstant(london->ToLocal(first)), first);
  EXPECT_EQ(london->Format(first), "2025-10-26T01:30:00+01:00");
}

TEST(TimeZone, NamesTheNearestZoneForOneThatIsUnknown) {
  const auto zone = TimeZone::Find("Europe/Lodnon");
  ASSERT_FALSE(zone.ok());
  EXPECT_EQ(zone.error().ToString(), "cannot find time zone 'Europe/Lodnon'\nhint: did you mean 'Europe/London'?");
}

}  // namespace
}  // namespace till
