#include "csv/values.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace till::csv {
namespace {

constexpr int64_t kLargestDecimal = 999'999'999'999'999'999;  // DECIMAL(18,4)
constexpr int kPlaces = 4;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsOneOf(std::string_view lower, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), lower) != words.end();
}

/// Takes a sign off the front of `text`.
bool TakeSign(std::string_view* text) {
  const bool negative = text->starts_with('-');
  if (negative || text->starts_with('+')) text->remove_prefix(1);
  return negative;
}

/// A whole number of at most `most` (or, negative, of `most` + 1).
Parsed ParseWhole(std::string_view cell, int64_t most) {
  std::string_view text = Trim(cell);
  const bool negative = TakeSign(&text);
  uint64_t value = 0;
  size_t digits = 0;
  bool fits = true;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    if (value >= UINT64_MAX / 10) fits = false;
    if (fits) value = value * 10 + static_cast<uint64_t>(text[digits] - '0');
  }
  const std::string_view fraction = text.substr(digits);
  const bool no_fraction = fraction.empty() || (fraction.size() > 1 && fraction[0] == '.' &&
                                                fraction.find_first_not_of('0', 1) == std::string_view::npos);
  if (digits == 0 || !no_fraction) return {0, CellError::kNotAnInteger};
  if (!fits || value > static_cast<uint64_t>(most) + (negative ? 1 : 0)) return {0, CellError::kOutOfRange};
  return {static_cast<int64_t>(negative ? 0 - value : value), CellError::kNone};
}

/// The state of a decimal number read from left to right.
class DecimalReader {
 public:
  explicit DecimalReader(DecimalMarks marks) : marks_(marks) {}

  /// False if `c` cannot stand here.
  bool Take(char c) {
    if (IsDigit(c)) {
      TakeDigit(c - '0');
      return true;
    }
    if (c == marks_.decimal && places_ < 0) {
      places_ = 0;
      return !grouped_ || group_ == 3;
    }
    if (c != marks_.thousands || places_ >= 0 || group_ == 0 || group_ > 3 || (grouped_ && group_ != 3)) return false;
    grouped_ = true;
    group_ = 0;
    return true;
  }

  Parsed Finish(bool negative) {
    if (digits_ == 0 || (grouped_ && places_ < 0 && group_ != 3)) return {0, CellError::kNotADecimal};
    for (int place = std::max(places_, 0); place < kPlaces; ++place) Shift(0);
    if (too_large_) return {0, CellError::kOutOfRange};
    if (too_fine_) return {0, CellError::kTooManyPlaces};
    return {negative ? -value_ : value_, CellError::kNone};
  }

 private:
  void TakeDigit(int digit) {
    ++digits_;
    if (places_ < 0) {
      ++group_;
    } else if (places_ == kPlaces) {
      too_fine_ = too_fine_ || digit != 0;
      return;
    } else {
      ++places_;
    }
    Shift(digit);
  }
  void Shift(int digit) {
    if (value_ > kLargestDecimal / 10) too_large_ = true;
    if (!too_large_) value_ = value_ * 10 + digit;
  }

  DecimalMarks marks_;
  int64_t value_ = 0;
  int places_ = -1;  ///< after the mark; -1 before it
  int digits_ = 0;
  int group_ = 0;  ///< digits since the last thousands mark
  bool grouped_ = false;
  bool too_large_ = false;
  bool too_fine_ = false;
};

}  // namespace

std::string_view ErrorCode(CellError error) {
  constexpr std::array<std::string_view, 8> kCodes{"",           "not_a_boolean",   "not_an_integer",  "not_a_decimal",
                                                   "not_a_date", "not_a_timestamp", "too_many_places", "out_of_range"};
  return kCodes.at(static_cast<size_t>(error));
}

std::string_view ErrorWords(CellError error) {
  constexpr std::array<std::string_view, 8> kWords{"",
                                                   "is not true or false",
                                                   "is not a whole number",
                                                   "is not a decimal",
                                                   "is not a date",
                                                   "is not a date and time",
                                                   "has more than four decimal places",
                                                   "is out of range"};
  return kWords.at(static_cast<size_t>(error));
}

Parsed ParseBoolean(std::string_view cell) {
  constexpr std::array<std::string_view, 5> kTrue{"true", "yes", "y", "t", "1"};
  constexpr std::array<std::string_view, 5> kFalse{"false", "no", "n", "f", "0"};
  const std::string_view text = Trim(cell);
  if (text.size() > 5) return {0, CellError::kNotABoolean};
  const std::string lower = ToLower(text);
  if (IsOneOf(lower, kTrue)) return {1, CellError::kNone};
  return {0, IsOneOf(lower, kFalse) ? CellError::kNone : CellError::kNotABoolean};
}

Parsed ParseInteger(std::string_view cell) { return ParseWhole(cell, std::numeric_limits<int32_t>::max()); }

Parsed ParseBigint(std::string_view cell) { return ParseWhole(cell, std::numeric_limits<int64_t>::max()); }

Parsed ParseDecimal(std::string_view cell, DecimalMarks marks) {
  std::string_view text = Trim(cell);
  const bool negative = TakeSign(&text);
  DecimalReader reader(marks);
  for (const char c : text) {
    if (!reader.Take(c)) return {0, CellError::kNotADecimal};
  }
  return reader.Finish(negative);
}

}  // namespace till::csv
