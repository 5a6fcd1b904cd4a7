#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace till::csv {

/// Why a cell is no value of its type.
enum class CellError : uint8_t {
  kNone,
  kNotABoolean,
  kNotAnInteger,
  kNotADecimal,
  kNotADate,
  kNotATimestamp,
  kTooManyPlaces,  ///< a decimal with more than four places that are not zero
  kOutOfRange,     ///< does not fit the type
};

/// "not_a_decimal", as in rejects; "" for kNone.
std::string_view ErrorCode(CellError error);
/// What is said of the cell: "is not a decimal".
std::string_view ErrorWords(CellError error);

/// A parsed cell in the unit of its columns::Type; `value` counts only without an error.
struct Parsed {
  int64_t value = 0;
  CellError error = CellError::kNone;

  bool ok() const { return error == CellError::kNone; }
};

// All parsers ignore ASCII blanks at both ends, and refuse a cell that has nothing else. Any thread may call them.

/// true, yes, y, t, 1 and false, no, n, f, 0, whatever their case.
Parsed ParseBoolean(std::string_view cell);
/// 32 bits. A fraction of zeros, as in "1985.0", is no fraction.
Parsed ParseInteger(std::string_view cell);
/// 64 bits; the same.
Parsed ParseBigint(std::string_view cell);

/// The marks of a decimal number.
struct DecimalMarks {
  char decimal = '.';
  char thousands = '\0';  ///< or none; where it is used, it must part groups of three
};
/// DECIMAL(18,4) in 1/10000. Currency signs, exponents and brackets are refused.
Parsed ParseDecimal(std::string_view cell, DecimalMarks marks = {});

/// A time as it was written.
struct ParsedTime {
  int64_t micros = 0;       ///< since 1970-01-01T00:00:00, UTC if has_offset, else on the wall
  bool has_time = false;    ///< or a day alone
  bool has_offset = false;  ///< "Z" or "+01:00" was given
  int32_t day = 0;          ///< the day as written, since 1970-01-01
  CellError error = CellError::kNone;

  bool ok() const { return error == CellError::kNone; }
};

/// A pattern for dates and times, as for strptime, in English: %Y %y %m %d %e %b %B %H %I %M %S %f %p %z %F %T %R %%.
/// Numbers may lack their leading zeros; %y is 1969 to 2068; %f is a fraction of one to six digits; %b and %B take
/// short and long names; a blank in the pattern is one or more blanks. Immutable; any thread may use it.
class TimeFormat {
 public:
  /// Empty means ISO 8601: "2010-12-01", with or without a time after 'T' or a blank ("08:26", "08:26:00",
  /// "08:26:00.125") and then "Z", "UTC", "+01:00", "+0100" or
  /// "+01". A fraction beyond microseconds is cut. kInvalid for an unknown directive or a format without a whole day.
  static Result<TimeFormat> Of(std::string_view format);
  static TimeFormat Iso() { return {}; }

  const std::string& format() const { return format_; }
  /// kNotATimestamp if the cell is not in the format or no real time.
  ParsedTime ParseTime(std::string_view cell) const;
  /// The day as written, whatever time and offset follow it; kNotADate.
  Parsed ParseDate(std::string_view cell) const;

 private:
  TimeFormat() = default;
  std::string format_;    ///< as given
  std::string expanded_;  ///< with %F, %T and %R written out
  bool has_time_ = false;
};

}  // namespace till::csv
