#include "adapters/postgres/values.h"

#include <gtest/gtest.h>

namespace till::postgres {
namespace {

using columns::Column;
using columns::Type;

// As the server numbers its types.
constexpr unsigned kBool = 16, kInt8 = 20, kInt4 = 23, kText = 25, kFloat8 = 701, kDate = 1082, kInterval = 1186,
                   kTimestamptz = 1184, kNumeric = 1700;
constexpr int kEightPlaces = ((38 << 16) | 8) + 4;

/// A value's text as ours, or why it is none.
std::string Read(unsigned type, std::string_view text, int modifier = -1) {
  const AnswerColumn answer{"c", type, modifier};
  const auto ours = TypeOf(answer);
  if (!ours.ok()) return ours.error().ToString();
  Column column(*ours);
  const Status status = AppendValue(text, answer, column);
  return status.ok() ? columns::FormatValue(column, 0) : status.error().ToString();
}

TEST(Values, AreReadAsTheServerWritesThem) {
  EXPECT_EQ(Read(kBool, "t"), "true");
  EXPECT_EQ(Read(kBool, "f"), "false");
  EXPECT_EQ(Read(kInt4, "-7"), "-7");
  EXPECT_EQ(Read(kInt8, "1152921504606846975"), "1152921504606846975");
  EXPECT_EQ(Read(kText, "it's"), "it's");
  EXPECT_EQ(Read(kDate, "0001-01-01"), "0001-01-01");
  EXPECT_EQ(Read(kTimestamptz, "2026-01-05 08:26:00+00"), "2026-01-05T08:26:00Z");
  EXPECT_EQ(Read(kTimestamptz, "1969-12-31 23:59:59.25+00"), "1969-12-31T23:59:59.250000Z");
}

TEST(Values, NumericsAreExactOrRoundedHalfAwayFromZero) {
  EXPECT_EQ(Read(kNumeric, "12.5000"), "12.5");
  EXPECT_EQ(Read(kNumeric, "-0.0001"), "-0.0001");
  EXPECT_EQ(Read(kNumeric, "99999999999999.9999"), "99999999999999.9999");
  EXPECT_EQ(Read(kNumeric, "3.3333333333333333"), "3.3333");
  EXPECT_EQ(Read(kNumeric, "-0.00005000"), "-0.0001");
  EXPECT_EQ(Read(kNumeric, "99.99995"), "100");
  EXPECT_EQ(Read(kNumeric, "1.50000000", kEightPlaces), "1.5");
  EXPECT_EQ(Read(kNumeric, "1.00001000", kEightPlaces), "cannot read column 'c': it has more than four decimal places");
  EXPECT_EQ(Read(kFloat8, "1.5e-05"), "0");
  EXPECT_EQ(Read(kFloat8, "0.33336"), "0.3334");
}

TEST(Values, WhatHasNoPlaceInOurTypesIsRefused) {
  EXPECT_EQ(Read(kNumeric, "100000000000000"), "cannot read column 'c': it does not fit DECIMAL(18,4)");
  EXPECT_EQ(Read(kNumeric, "NaN"), "cannot read column 'c': it does not fit DECIMAL(18,4)");
  EXPECT_EQ(Read(kFloat8, "Infinity"), "cannot read column 'c': it does not fit DECIMAL(18,4)");
  EXPECT_EQ(Read(kDate, "infinity"), "cannot read column 'c': 'infinity' has no place in its type");
  EXPECT_EQ(Read(kInterval, "1 day"),
            "cannot read column 'c': its type is none of ours\n"
            "hint: cast it to varchar, bigint, decimal(18,4), date or timestamptz");
}

TEST(Values, RowsAreEncodedAsTheServerReceivesThem) {
  Column decimal(Type::kDecimal);
  decimal.AppendNumber(-123'456'789);  // -12345.6789
  Column date(Type::kDate);
  date.AppendNumber(10'957);  // 2000-01-01
  Column text(Type::kText);
  text.AppendNull();
  const std::vector<const Column*> columns{&decimal, &date, &text};
  std::string bytes;
  EncodeRows(columns, 0, 1, bytes);
  using std::string_literals::operator""s;
  EXPECT_EQ(bytes,
            "\0\3"                                    // three values
            "\0\0\0\16"                               // 14 bytes:
            "\0\3\0\1\x40\0\0\4\0\1\x09\x29\x1A\x85"  // 1 2345 6789
            "\0\0\0\4\0\0\0\0"                        // day 0
            "\377\377\377\377"s);                     // null
}

}  // namespace
}  // namespace till::postgres
