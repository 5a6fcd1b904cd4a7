#include "base/text.h"

#include <gtest/gtest.h>

namespace till {
namespace {

TEST(Text, FindsTheNearestName) {
  const std::vector<std::string> known{"revenue", "returns", "orders"};
  EXPECT_EQ(DidYouMean("revenu", known), "did you mean 'revenue'?");
  EXPECT_EQ(DidYouMean("xyz", known), "known: revenue, returns, orders");
}

TEST(Text, GroupsDigitsByThousands) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(-1234567), "-1,234,567");
  EXPECT_EQ(Count(1, "file"), "1 file");
  EXPECT_EQ(Count(2, "day of trade", "days of trade"), "2 days of trade");
}

TEST(Text, ShowsBytesThatAreNoTextEscaped) { EXPECT_EQ(Shown("a\x01\xFF"), "a\\x01\\xFF"); }

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(IsUtf8("Zoë – 価格"));
  EXPECT_FALSE(IsUtf8("\xC0\xAF"));
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
}

TEST(Text, ReplacesEveryOccurrence) {
  EXPECT_EQ(Replace("a-b-c", "-", "+"), "a+b+c");
  EXPECT_EQ(Replace("abc", "", "+"), "abc");
}

}  // namespace
}  // namespace till
