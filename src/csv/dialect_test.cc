#include "csv/dialect.h"

#include <gtest/gtest.h>

namespace till::csv {
namespace {

TEST(DialectTest, FindsTheDelimiterThatFitsMostRecords) {
  EXPECT_EQ(SniffDialect("a,b,c\n1,2,3\n").delimiter, ',');
  EXPECT_EQ(SniffDialect("a;b;c\n1,5;2,5;x\n").delimiter, ';');
  EXPECT_EQ(SniffDialect("a\tb\n1, 2\t3, 4\n").delimiter, '\t');
  EXPECT_EQ(SniffDialect("a|b\n1|2\n").delimiter, '|');
  EXPECT_EQ(SniffDialect("name,text\n1,\"a;b;c\"\n2,\"d;e\"\n").delimiter, ',');
  EXPECT_EQ(SniffDialect("only\n1\n").delimiter, ',');
  EXPECT_EQ(SniffDialect("").delimiter, ',');
}

TEST(DialectTest, BelievesHints) {
  const Dialect dialect = SniffDialect("a,b;c\n1,2;3\n", {';', "windows-1252"});
  EXPECT_EQ(dialect.delimiter, ';');
  EXPECT_EQ(dialect.encoding, "windows-1252");
}

TEST(DialectTest, TellsTheEncoding) {
  EXPECT_EQ(SniffDialect("a,b\n1,2\n").encoding, "utf-8");
  EXPECT_EQ(SniffDialect("a\ncafé\n").encoding, "utf-8");
  EXPECT_EQ(SniffDialect("a\ncaf\xE9\n").encoding, "windows-1252");
  EXPECT_EQ(SniffDialect("a\ncaf\xE9").encoding, "windows-1252");
  EXPECT_EQ(SniffDialect("a\ncafé\nüber\ncaf\xC3\n").encoding, "utf-8") << "one torn row";
  EXPECT_EQ(SniffDialect("\xFF\xFE"
                         "a")
                .encoding,
            "utf-16le");
  EXPECT_TRUE(SniffDialect("\xEF\xBB\xBF"
                           "a,b\n")
                  .bom);
}

TEST(DialectTest, ACharacterCutAtTheEndOfTheHeadIsNoFault) {
  std::string head(kHeadBytes, 'a');
  head.back() = '\xC3';
  EXPECT_EQ(SniffDialect(head).encoding, "utf-8");
}

TEST(DialectTest, SaysWhetherTheFirstRecordLooksLikeNames) {
  EXPECT_TRUE(SniffDialect("id,day\n1,2026-01-05\n").header);
  EXPECT_FALSE(SniffDialect("1,2026-01-05\n2,2026-01-06\n").header);
}

TEST(DialectTest, WholeLinesEndWithALineBreak) {
  EXPECT_EQ(WholeLines("a\nb\nc"), "a\nb\n");
  EXPECT_EQ(WholeLines("abc"), "abc");
}

}  // namespace
}  // namespace till::csv
