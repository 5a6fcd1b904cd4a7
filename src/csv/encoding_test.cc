#include "csv/encoding.h"

#include <gtest/gtest.h>

namespace till::csv {
namespace {

using namespace std::string_literals;

TEST(EncodingTest, EveryRowOfBytesCanBeHadAgain) {
  for (const std::string& bytes :
       {"plain"s, "café €"s, "back\\slash"s, "\\xFF"s, "torn \xC3"s, "\xFF\xFE"s, "nul \0 x"s, ""s}) {
    EXPECT_EQ(UnescapeBytes(EscapeBytes(bytes)), bytes);
  }
  EXPECT_EQ(EscapeBytes("a\\b\xFFé"), "a\\\\b\\xFFé");
  EXPECT_EQ(UnescapeBytes("\\q"), std::nullopt);
  EXPECT_EQ(UnescapeBytes("\\x4"), std::nullopt);
}

}  // namespace
}  // namespace till::csv
