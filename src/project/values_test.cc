#include "project/values.h"

#include <gtest/gtest.h>

namespace till::project {
namespace {

using Days = std::vector<int>;

TEST(ValuesTest, ReadsWeekdays) {
  EXPECT_EQ(ParseWeekdays("daily"), (Days{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(ParseWeekdays("Sun-Fri"), (Days{1, 2, 3, 4, 5, 7}));
  EXPECT_EQ(ParseWeekdays("Mon,Wed"), (Days{1, 3}));
  EXPECT_EQ(ParseWeekdays("Mon-Wed, saturday"), (Days{1, 2, 3, 6}));
  EXPECT_EQ(ParseWeekdays(""), std::nullopt);
  EXPECT_EQ(ParseWeekdays("Mon-"), std::nullopt);
  EXPECT_EQ(ParseWeekdays("workdays"), std::nullopt);
}

TEST(ValuesTest, WritesWeekdaysThatReadBack) {
  EXPECT_EQ(FormatWeekdays({1, 2, 3, 4, 5, 6, 7}), "daily");
  EXPECT_EQ(FormatWeekdays({1, 2, 3, 4, 5, 7}), "Sun-Fri");
  EXPECT_EQ(FormatWeekdays({1, 3}), "Mon,Wed");
  EXPECT_EQ(FormatWeekdays({1, 2}), "Mon,Tue");
  for (int set = 1; set < 128; ++set) {
    Days days;
    for (int day = 1; day <= 7; ++day) {
      if ((set >> (day - 1)) & 1) days.push_back(day);
    }
    EXPECT_EQ(ParseWeekdays(FormatWeekdays(days)), days) << FormatWeekdays(days);
  }
}

TEST(ValuesTest, ReadsTimesAndShares) {
  EXPECT_EQ(ParseClock("04:00"), 240);
  EXPECT_EQ(ParseClock("24:00"), std::nullopt);
  EXPECT_EQ(ParseClock("4:00"), std::nullopt);
  EXPECT_EQ(ParseDuration("2m"), 120'000'000);
  EXPECT_EQ(ParseDuration("90s"), 90'000'000);
  EXPECT_EQ(ParseDuration("2"), std::nullopt);
  EXPECT_EQ(ParsePercent("0.5%"), 0.005);
  EXPECT_EQ(ParsePercent("101%"), std::nullopt);
  EXPECT_EQ(ParsePercent("half"), std::nullopt);
}

}  // namespace
}  // namespace till::project
