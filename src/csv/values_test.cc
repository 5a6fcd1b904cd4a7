#include "csv/values.h"

#include <gtest/gtest.h>

namespace till::csv {
namespace {

/// The value, or the error's code.
std::string Show(const Parsed& parsed) {
  return parsed.ok() ? std::to_string(parsed.value) : std::string(ErrorCode(parsed.error));
}

/// The instant or, without an offset, the time on the wall, which has no Z; or the error's code.
std::string Show(const ParsedTime& time) {
  if (!time.ok()) return std::string(ErrorCode(time.error));
  if (!time.has_time) return Day{time.day}.ToString();
  std::string text = Instant{time.micros}.ToString();
  if (!time.has_offset) text.pop_back();
  return text;
}

std::string ShowTime(std::string_view format, std::string_view cell) {
  return Show(TimeFormat::Of(format).value().ParseTime(cell));
}

using Table = std::vector<std::pair<std::string_view, std::string_view>>;

TEST(ValuesTest, Booleans) {
  for (const auto& [cell, shown] : Table{{"true", "1"},
                                         {"Yes", "1"},
                                         {" Y ", "1"},
                                         {"1", "1"},
                                         {"F", "0"},
                                         {"no", "0"},
                                         {"0", "0"},
                                         {"", "not_a_boolean"},
                                         {"maybe", "not_a_boolean"}}) {
    EXPECT_EQ(Show(ParseBoolean(cell)), shown) << cell;
  }
}

TEST(ValuesTest, WholeNumbers) {
  for (const auto& [cell, shown] : Table{{"0", "0"},
                                         {"-12", "-12"},
                                         {"+7", "7"},
                                         {" 42 ", "42"},
                                         {"1985.0", "1985"},
                                         {"007", "7"},
                                         {"2147483647", "2147483647"},
                                         {"2147483648", "out_of_range"},
                                         {"-2147483648", "-2147483648"},
                                         {"", "not_an_integer"},
                                         {"1.5", "not_an_integer"},
                                         {"1.", "not_an_integer"},
                                         {"x", "not_an_integer"},
                                         {"-", "not_an_integer"},
                                         {"99999999999999999999999", "out_of_range"}}) {
    EXPECT_EQ(Show(ParseInteger(cell)), shown) << cell;
  }
  EXPECT_EQ(Show(ParseBigint("9223372036854775807")), "9223372036854775807");
  EXPECT_EQ(Show(ParseBigint("-9223372036854775808")), "-9223372036854775808");
  EXPECT_EQ(Show(ParseBigint("9223372036854775808")), "out_of_range");
}

TEST(ValuesTest, DecimalsWithAPoint) {
  for (const auto& [cell, shown] : Table{{"2.55", "25500"},
                                         {"-0.0001", "-1"},
                                         {".5", "5000"},
                                         {"12.", "120000"},
                                         {"0", "0"},
                                         {" 1.5 ", "15000"},
                                         {"1.25000", "12500"},
                                         {"1.23456", "too_many_places"},
                                         {"12,50", "not_a_decimal"},
                                         {"", "not_a_decimal"},
                                         {"£5", "not_a_decimal"},
                                         {"1e3", "not_a_decimal"},
                                         {"(5)", "not_a_decimal"},
                                         {"1.2.3", "not_a_decimal"},
                                         {"-", "not_a_decimal"},
                                         {".", "not_a_decimal"},
                                         {"99999999999999.9999", "999999999999999999"},
                                         {"100000000000000", "out_of_range"},
                                         {"nan", "not_a_decimal"}}) {
    EXPECT_EQ(Show(ParseDecimal(cell)), shown) << cell;
  }
}

TEST(ValuesTest, DecimalsWithOtherMarks) {
  for (const auto& [cell, shown] : Table{{"1,234.50", "12345000"},
                                         {"1,234,567", "12345670000"},
                                         {"123.45", "1234500"},
                                         {"12,34.5", "not_a_decimal"},
                                         {"1,23", "not_a_decimal"},
                                         {",123", "not_a_decimal"},
                                         {"1234,567", "not_a_decimal"},
                                         {"1,2345.0", "not_a_decimal"},
                                         {"1.5,000", "not_a_decimal"}}) {
    EXPECT_EQ(Show(ParseDecimal(cell, {'.', ','})), shown) << cell;
  }
  EXPECT_EQ(Show(ParseDecimal("1.234,5", {',', '.'})), "12345000");
  EXPECT_EQ(Show(ParseDecimal("12,50", {',', '\0'})), "125000");
  EXPECT_EQ(Show(ParseDecimal("12.50", {',', '\0'})), "not_a_decimal");
}

TEST(ValuesTest, IsoTimes) {
  for (const auto& [cell, shown] : Table{{"2010-12-01", "2010-12-01"},
                                         {"2010-12-01 08:26:00", "2010-12-01T08:26:00"},
                                         {"2010-12-01T08:26", "2010-12-01T08:26:00"},
                                         {"2010-12-01T08:26:00Z", "2010-12-01T08:26:00Z"},
                                         {"2010-12-01T08:26:00+01:00", "2010-12-01T07:26:00Z"},
                                         {"2010-12-01 08:26:00 -0530", "2010-12-01T13:56:00Z"},
                                         {"2010-12-01 08:26:00+02", "2010-12-01T06:26:00Z"},
                                         {"2010-12-01 08:26:00 UTC", "2010-12-01T08:26:00Z"},
                                         {"2010-12-01 08:26:00.1234567", "2010-12-01T08:26:00.123456"},
                                         {"2012-02-29", "2012-02-29"},
                                         {"1969-12-31 23:59:59", "1969-12-31T23:59:59"},
                                         {"2010-02-29", "not_a_timestamp"},
                                         {"2010-13-01", "not_a_timestamp"},
                                         {"2010-12-01 24:00", "not_a_timestamp"},
                                         {"2010-12-1", "not_a_timestamp"},
                                         {"2010-12-01 08:26:00x", "not_a_timestamp"},
                                         {"", "not_a_timestamp"},
                                         {"1/12/2010", "not_a_timestamp"}}) {
    EXPECT_EQ(Show(TimeFormat::Iso().ParseTime(cell)), shown) << cell;
  }
}

TEST(ValuesTest, TimesInAFormat) {
  EXPECT_EQ(ShowTime("%d/%m/%Y", "1/12/2010"), "2010-12-01");
  EXPECT_EQ(ShowTime("%m/%d/%Y %H:%M", "12/1/2010 8:26"), "2010-12-01T08:26:00");
  EXPECT_EQ(ShowTime("%d.%m.%y", "01.12.68"), "2068-12-01");
  EXPECT_EQ(ShowTime("%d.%m.%y", "01.12.69"), "1969-12-01");
  EXPECT_EQ(ShowTime("%d %b %Y", "5 Sept 2010"), "2010-09-05");
  EXPECT_EQ(ShowTime("%B %d, %Y", "december 1, 2010"), "2010-12-01");
  EXPECT_EQ(ShowTime("%m/%d/%Y %I:%M %p", "12/1/2010 12:05 AM"), "2010-12-01T00:05:00");
  EXPECT_EQ(ShowTime("%m/%d/%Y %I:%M %p", "12/1/2010 12:05 pm"), "2010-12-01T12:05:00");
  EXPECT_EQ(ShowTime("%F %T%z", "2010-12-01 08:26:00+01:00"), "2010-12-01T07:26:00Z");
  EXPECT_EQ(ShowTime("%Y%m%d", "20101201"), "2010-12-01");
  EXPECT_EQ(ShowTime("%d/%m/%Y", "13/13/2010"), "not_a_timestamp");
  EXPECT_EQ(ShowTime("%d/%m/%Y", "01/12/2010 08:00"), "not_a_timestamp");
}

TEST(ValuesTest, ADateIsTheDayAsWritten) {
  EXPECT_EQ(TimeFormat::Iso().ParseDate("2010-12-01T23:30:00-05:00").value, Day::Of(2010, 12, 1).value);
  EXPECT_EQ(Show(TimeFormat::Iso().ParseDate("yesterday")), "not_a_date");
}

TEST(ValuesTest, AFormatThatCannotBeUsedSaysWhy) {
  EXPECT_EQ(TimeFormat::Of("%d/%m/%Q").error().message, "cannot use date format '%d/%m/%Q': unknown directive '%Q'");
  EXPECT_EQ(TimeFormat::Of("%d/%m").error().message,
            "cannot use date format '%d/%m': it needs a year, a month and a day");
}

}  // namespace
}  // namespace till::csv
