#include "adapters/aws/sign/encoding.h"

#include <gtest/gtest.h>

#include "tests/support/expect.h"

namespace till::aws {
namespace {

using testing::FailsWith;
using testing::Value;

TEST(PercentEncode, KeepsOnlyUnreservedBytes) {
  EXPECT_EQ(PercentEncode("dt=2024-01-01/a b+c@d:e~f.csv", Slash::kKept), "dt%3D2024-01-01/a%20b%2Bc%40d%3Ae~f.csv");
  EXPECT_EQ(PercentEncode("a/b", Slash::kEncoded), "a%2Fb");
  EXPECT_EQ(PercentEncode("100%/\u65e5", Slash::kKept), "100%25/%E6%97%A5");
}

TEST(PercentDecode, IsItsReverse) {
  EXPECT_EQ(Value(PercentDecode("dt%3D2024/a+b%2bc")), "dt=2024/a b+c");
  for (const char* wrong : {"%", "a%4", "%zz"}) EXPECT_TRUE(FailsWith(Code::kCorrupt, PercentDecode(wrong))) << wrong;
  EXPECT_EQ(PercentDecode("a%4").error().message, "cannot decode 'a%4': a '%' in it has no two hex digits");
}

TEST(CanonicalQuery, SortsByTheEncodedNamesAndValues) {
  EXPECT_EQ(CanonicalQuery({{"uploads", ""}}), "uploads=");
  EXPECT_EQ(CanonicalQuery({{"prefix", "a/b=c"}, {"list-type", "2"}, {"a", "2"}, {"a", "1"}}),
            "a=1&a=2&list-type=2&prefix=a%2Fb%3Dc");
  EXPECT_EQ(CanonicalQuery({}), "");
}

TEST(HttpDate, IsReadToTheSecond) {
  EXPECT_EQ(ParseHttpDate("Mon, 05 Jan 2026 08:26:00 GMT"), Instant::Parse("2026-01-05T08:26:00Z"));
  for (const char* wrong :
       {"", "Mon, 05 Foo 2026 08:26:00 GMT", "Mon, 05 Jan 2026 08:26:00 CET", "2026-01-05T08:26:00Z"}) {
    EXPECT_EQ(ParseHttpDate(wrong), std::nullopt) << wrong;
  }
}

TEST(CompactTime, HasNoFraction) {
  EXPECT_EQ(CompactTime(*Instant::Parse("2026-01-05T08:26:00.987Z")), "20260105T082600Z");
}

TEST(Base64, IsAsInTheStandard) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace till::aws
