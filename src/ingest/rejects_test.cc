#include "ingest/rejects.h"

#include <gtest/gtest.h>

#include "tests/support/expect.h"

namespace till::ingest {
namespace {

using namespace std::string_literals;

TEST(RejectsTest, EveryRowOfBytesCanBeHadAgain) {
  for (const std::string& bytes :
       {"plain"s, "café €"s, "back\\slash"s, "\\xFF"s, "torn \xC3"s, "\xFF\xFE"s, "nul \0 x"s, ""s}) {
    EXPECT_EQ(UnescapeBytes(EscapeBytes(bytes)), bytes);
  }
  EXPECT_EQ(EscapeBytes("a\\b\xFFé"), "a\\\\b\\xFFé");
  EXPECT_EQ(UnescapeBytes("\\q"), std::nullopt);
  EXPECT_EQ(UnescapeBytes("\\x4"), std::nullopt);
}

Receipt Refused(int64_t rejected, int64_t read) {
  Receipt receipt;
  receipt.read = read;
  receipt.rejected = rejected;
  receipt.loaded = read - rejected;
  return receipt;
}

TEST(RejectsTest, AFileOverItsLimitNamesTheCommonestReasons) {
  project::Feed feed;
  feed.name = "sales";
  Receipt receipt = Refused(14, 1200);
  receipt.rejects = {{"not_a_decimal", 8, {17, 900, "UnitPrice", "12,50", "'12,50' is not a decimal"}},
                     {"missing_cells", 3, {20, 999, "", std::nullopt, "5 cells where the header has 8"}},
                     {"not_a_date", 2, {21, 1020, "Date", "x", "'x' is not a date"}},
                     {"bad_encoding", 1, {30, 2000, "", std::nullopt, "bytes"}}};
  const Status status = CheckRejects(receipt, feed, "2026-01-05.csv");
  ASSERT_TRUE(testing::FailsWith(Code::kRejected, status));
  EXPECT_EQ(
      status.error().ToString(),
      "cannot load '2026-01-05.csv': 14 of 1,200 rows refused (1.167%), more than the 0.5% that feed 'sales' allows: "
      "8 not_a_decimal (line 17, column 'UnitPrice': '12,50' is not a decimal), "
      "3 missing_cells (line 20: 5 cells where the header has 8), "
      "2 not_a_date (line 21, column 'Date': 'x' is not a date)\n"
      "hint: mend the file or the mapping, keep the file out with 'till inputs hold 2026-01-05.csv', "
      "or raise max_rejects of feed 'sales'");
}

TEST(RejectsTest, TheLimitItselfIsAllowed) {
  project::Feed feed;
  EXPECT_TRUE(testing::IsOk(CheckRejects(Refused(5, 1000), feed, "x")));
  EXPECT_TRUE(testing::IsOk(CheckRejects(Refused(0, 0), feed, "x")));
  feed.max_rejects = 0;
  EXPECT_TRUE(testing::FailsWith(Code::kRejected, CheckRejects(Refused(1, 1000), feed, "x")));
}

}  // namespace
}  // namespace till::ingest
