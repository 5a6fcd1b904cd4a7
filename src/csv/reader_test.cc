#include "csv/reader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "base/random.h"

namespace till::csv {
namespace {

using namespace std::string_literals;

/// Records as "line:byte error|cell|cell", one after the other.
std::vector<std::string> ReadAll(std::string_view bytes, const Dialect& dialect = {}) {
  std::vector<std::string> all;
  Reader reader(bytes, dialect);
  Record record;
  while (reader.Next(&record)) {
    std::string text = std::to_string(record.line) + ":" + std::to_string(record.byte);
    if (record.error != RecordError::kNone) text += " " + std::string(ErrorCode(record.error));
    for (const std::string_view field : record.fields) text += "|" + std::string(field);
    all.push_back(text);
  }
  return all;
}

using Lines = std::vector<std::string>;

struct Case {
  std::string name;
  std::string bytes;
  Lines records;
};

TEST(ReaderTest, ReadsEveryFormOfRecord) {
  const std::vector<Case> cases{
      {"nothing", "", {}},
      {"only line breaks", "\n\r\n\r", {}},
      {"one record", "a,b\n", {"1:0|a|b"}},
      {"no line break at the end", "a,b\nc,d", {"1:0|a|b", "2:4|c|d"}},
      {"crlf", "a,b\r\nc,d\r\n", {"1:0|a|b", "2:5|c|d"}},
      {"cr alone", "a,b\rc,d\r", {"1:0|a|b", "2:4|c|d"}},
      {"mixed breaks", "a\rb\nc\r\nd", {"1:0|a", "2:2|b", "3:4|c", "4:7|d"}},
      {"empty lines count as lines", "a\n\n\r\n\rb\n", {"1:0|a", "5:6|b"}},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {"1:3|a|b", "2:7|1|2"}},
      {"empty cells", ",\n,,\n", {"1:0||", "2:2|||"}},
      {"delimiter at the end of the file", "a,b,", {"1:0|a|b|"}},
      {"quoted", "\"a\",\"b,c\"\n", {"1:0|a|b,c"}},
      {"quoted and empty", "\"\",x\n\"\"\n", {"1:0||x", "2:5|"}},
      {"doubled quote", "\"say \"\"hi\"\"\",\"\"\"\"\n", {"1:0|say \"hi\"|\""}},
      {"quoted at the end of the file", "a,\"b\"", {"1:0|a|b"}},
      {"quoted line breaks", "\"a\nb\r\nc\rd\",e\nf,g\n", {"1:0|a\nb\r\nc\rd|e", "5:13|f|g"}},
      {"quote within a cell is text", "12\" pipe,5'\n", {"1:0|12\" pipe|5'"}},
      {"blank before a quote makes it text", " \"a\",b\n", {"1:0| \"a\"|b"}},
      {"other cell counts are the caller's business", "a,b\nc\nd,e,f\n", {"1:0|a|b", "2:4|c", "3:6|d|e|f"}},
  };
  for (const Case& c : cases) EXPECT_EQ(ReadAll(c.bytes), c.records) << c.name;
}

TEST(ReaderTest, OneBrokenQuoteCostsOneRow) {
  const std::vector<Case> cases{
      {"never closed", "a,\"b\nc,d\ne,f\n", {"1:0 unclosed_quote|a", "2:5|c|d", "3:9|e|f"}},
      {"never closed in the last row", "a,b\nc,\"d", {"1:0|a|b", "2:4 unclosed_quote|c"}},
      {"closed by a later cell's quote", "1,\"b\n2,c\n3,\"d,e\"\n", {"1:0 stray_quote|1", "2:5|2|c", "3:9|3|d,e"}},
      {"two never closed",
       "1,\"b\n2,c\n3,\"d\n4,e\n",
       {"1:0 stray_quote|1", "2:5|2|c", "3:9 unclosed_quote|3", "4:14|4|e"}},
      {"text after the closing quote", "\"a\"b,c\nd,e\n", {"1:0 stray_quote", "2:7|d|e"}},
      {"after a good cell of two lines", "\"a\nb\",\"c\"d\ne,f\n", {"1:0 stray_quote|a\nb", "3:11|e|f"}},
      {"only a quote", "\"", {"1:0 unclosed_quote"}},
  };
  for (const Case& c : cases) EXPECT_EQ(ReadAll(c.bytes), c.records) << c.name;
}

TEST(ReaderTest, ARowOverTheLimitIsBrokenAndTheNextIsNot) {
  const std::string longest(static_cast<size_t>(kLongestRecord), 'x');
  Record record;
  const std::string fits = longest + "\na\n";
  Reader good(fits, {});
  ASSERT_TRUE(good.Next(&record));
  EXPECT_EQ(record.error, RecordError::kNone);
  const std::string over = longest + "y\na\n";
  Reader bad(over, {});
  ASSERT_TRUE(bad.Next(&record));
  EXPECT_EQ(record.error, RecordError::kOverLong);
  EXPECT_EQ(record.bytes.size(), longest.size() + 1);
  ASSERT_TRUE(bad.Next(&record));
  EXPECT_EQ(record.line, 2);
  EXPECT_EQ(record.fields[0], "a");
}

TEST(ReaderTest, AQuoteIsLookedForNoFurtherThanTheLongestRecord) {
  const std::string bytes = "\"a\n" + std::string(static_cast<size_t>(kLongestRecord), 'x') + "\n\"b\"\n";
  Reader reader(bytes, {});
  Record record;
  ASSERT_TRUE(reader.Next(&record));
  EXPECT_EQ(record.error, RecordError::kUnclosedQuote);
  EXPECT_EQ(record.bytes, "\"a");
}

TEST(ReaderTest, ATornCharacterCostsOneRow) {
  EXPECT_EQ(ReadAll("caf\xC3\xA9\ncaf\xC3\nz\n"), (Lines{"1:0|caf\xC3\xA9", "2:6 bad_encoding|caf\xC3", "3:11|z"}));
  EXPECT_EQ(ReadAll("a\nb\0c\n"s), (Lines{"1:0|a", "2:2 bad_encoding|b\0c"s}));
}

TEST(ReaderTest, Windows1252BecomesUtf8AndKeepsItsBytes) {
  Dialect dialect;
  dialect.encoding = "windows-1252";
  const std::string bytes = "caf\xE9,\"\x80 5 \"\"\xFC\"\"\",plain\n";
  EXPECT_EQ(ReadAll(bytes, dialect), (Lines{"1:0|café|€ 5 \"ü\"|plain"}));
  Reader reader(bytes, dialect);
  Record record;
  ASSERT_TRUE(reader.Next(&record));
  EXPECT_EQ(record.bytes, bytes.substr(0, bytes.size() - 1));
}

TEST(ReaderTest, RecordsAndBreaksCoverEveryByteOfAnyInput) {
  constexpr std::string_view kAlphabet = "ab,\"\"\n\r;\xC3\xA9";
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed, 1);
    std::string bytes;
    for (uint64_t n = random.Below(60); n > 0; --n) bytes += kAlphabet[random.Below(kAlphabet.size())];
    Reader reader(bytes, {});
    Record record;
    std::string rebuilt;
    int64_t line = 0;
    while (reader.Next(&record)) {
      const std::string_view between = std::string_view(bytes).substr(rebuilt.size(), record.byte - rebuilt.size());
      ASSERT_EQ(between.find_first_not_of("\r\n"), std::string_view::npos);
      ASSERT_GT(record.line, line);
      line = record.line;
      rebuilt.append(between).append(record.bytes);
    }
    ASSERT_EQ(bytes.substr(rebuilt.size()).find_first_not_of("\r\n"), std::string::npos);
    ASSERT_TRUE(bytes.starts_with(rebuilt));
  }
}

TEST(ReaderTest, AllOfOnlineRetailIs541909Rows) {
  const char* set = std::getenv("TILL_DATA_DIR");
  const std::filesystem::path data = set != nullptr ? set : std::filesystem::path(TILL_SOURCE_DIR) / "../shared/data";
  if (!std::filesystem::exists(data / "online-retail")) GTEST_SKIP() << "no online-retail below " << data;
  int64_t files = 0;
  int64_t rows = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data / "online-retail")) {
    const auto bytes = ReadFile(entry.path());
    ASSERT_TRUE(bytes.ok());
    Reader reader(*bytes, SniffDialect(*bytes));
    Record record;
    ++files;
    for (--rows; reader.Next(&record); ++rows) {
      ASSERT_EQ(record.error, RecordError::kNone);
      ASSERT_EQ(record.fields.size(), 8U);
    }
  }
  EXPECT_EQ(files, 305);
  EXPECT_EQ(rows, 541'909);
}

}  // namespace
}  // namespace till::csv
