#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "csv/values.h"

namespace till::csv {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/// The parts of a time, as they are read from the front of a text.
struct Parts {
  std::string_view text;  ///< what is left
  int year = 0, month = 0, day = 0;
  int hour = 0, minute = 0, second = 0, micros = 0;
  int half = -1;  ///< 0: a.m., 1: p.m.
  bool has_offset = false;
  int offset_minutes = 0;

  /// A number of `least` to `most` digits within [low, high].
  bool Number(size_t least, size_t most, int low, int high, int* value) {
    size_t digits = 0;
    int number = 0;
    for (; digits < most && digits < text.size() && IsDigit(text[digits]); ++digits) {
      number = number * 10 + (text[digits] - '0');
    }
    if (digits < least || number < low || number > high) return false;
    text.remove_prefix(digits);
    *value = number;
    return true;
  }

  bool Literal(char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }

  void Blanks() {
    while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  }

  std::string Word() {
    size_t length = 0;
    while (length < text.size() && IsLetter(text[length])) ++length;
    std::string word = ToLower(text.substr(0, length));
    text.remove_prefix(length);
    return word;
  }

  bool Month() {
    const std::string word = Word();
    if (word.size() < 3) return false;
    for (size_t i = 0; i < kMonths.size(); ++i) {
      const bool abbreviated = word.size() == 3 || (word == "sept" && i == 8);
      if (abbreviated ? !kMonths.at(i).starts_with(word) : kMonths.at(i) != word) continue;
      month = static_cast<int>(i) + 1;
      return true;
    }
    return false;
  }

  bool Half() {
    const std::string word = Word();
    half = word == "am" ? 0 : word == "pm" ? 1 : -1;
    return half >= 0;
  }

  bool Fraction() {
    size_t digits = 0;
    int unit = 100'000;
    for (; digits < text.size() && IsDigit(text[digits]); ++digits, unit /= 10) micros += (text[digits] - '0') * unit;
    text.remove_prefix(digits);
    return digits > 0;
  }

  /// "Z", "UTC", "+01:00", "+0100", "+01".
  bool Offset() {
    has_offset = true;
    if (text.starts_with("UTC")) {
      text.remove_prefix(3);
      return true;
    }
    if (Literal('Z') || Literal('z')) return true;
    const bool negative = text.starts_with('-');
    if (!negative && !text.starts_with('+')) return false;
    text.remove_prefix(1);
    int hours = 0;
    int minutes = 0;
    if (!Number(2, 2, 0, 15, &hours)) return false;
    const bool colon = Literal(':');
    if ((colon || !text.empty()) && !Number(2, 2, 0, 59, &minutes)) return false;
    offset_minutes = (negative ? -1 : 1) * (hours * 60 + minutes);
    return true;
  }

  /// Two digits, the year of POSIX strptime's %y.
  bool ShortYear() {
    if (!Number(2, 2, 0, 99, &year)) return false;
    year += year < 69 ? 2000 : 1900;
    return true;
  }

  bool Take(char directive) {
    switch (directive) {
      case 'Y':
        return Number(4, 4, 1, 9999, &year);
      case 'y':
        return ShortYear();
      case 'm':
        return Number(1, 2, 1, 12, &month);
      case 'd':
      case 'e':
        return Number(1, 2, 1, 31, &day);
      case 'b':
      case 'B':
        return Month();
      case 'H':
        return Number(1, 2, 0, 23, &hour);
      case 'I':
        return Number(1, 2, 1, 12, &hour);
      case 'M':
        return Number(1, 2, 0, 59, &minute);
      case 'S':
        return Number(1, 2, 0, 59, &second);
      case 'f':
        return Fraction();
      case 'p':
        return Half();
      case 'z':
        return Offset();
      default:
        return Literal(directive);
    }
  }

  /// Nothing if there is no such day.
  std::optional<ParsedTime> Finish(bool has_time) const {
    constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!text.empty() || day > kDays.at(static_cast<size_t>(month) - 1)) return std::nullopt;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month == 2 && day == 29 && !leap) return std::nullopt;
    ParsedTime time;
    time.day = Day::Of(year, month, day).value;
    time.has_time = has_time;
    time.has_offset = has_offset;
    const int hours = half < 0 ? hour : hour % 12 + 12 * half;
    const int64_t seconds = time.day * kSecondsPerDay + hours * 3600 + (minute - offset_minutes) * 60 + second;
    time.micros = seconds * kMicrosPerSecond + micros;
    return time;
  }
};

std::optional<ParsedTime> ParseIso(std::string_view text) {
  Parts parts{text};
  if (!parts.Take('Y') || !parts.Literal('-') || !parts.Number(2, 2, 1, 12, &parts.month) || !parts.Literal('-') ||
      !parts.Number(2, 2, 1, 31, &parts.day)) {
    return std::nullopt;
  }
  if (parts.text.empty()) return parts.Finish(false);
  if (!parts.Literal('T') && !parts.Literal(' ')) return std::nullopt;
  if (!parts.Number(2, 2, 0, 23, &parts.hour) || !parts.Literal(':') || !parts.Number(2, 2, 0, 59, &parts.minute)) {
    return std::nullopt;
  }
  if (parts.Literal(':') && !parts.Number(2, 2, 0, 59, &parts.second)) return std::nullopt;
  if ((parts.Literal('.') || parts.Literal(',')) && !parts.Fraction()) return std::nullopt;
  parts.Blanks();
  if (!parts.text.empty() && !parts.Offset()) return std::nullopt;
  return parts.Finish(true);
}

std::optional<ParsedTime> ParseAs(std::string_view format, bool has_time, std::string_view text) {
  Parts parts{text};
  for (size_t i = 0; i < format.size(); ++i) {
    if (IsBlank(format[i])) {
      if (parts.text.empty() || !IsBlank(parts.text.front())) return std::nullopt;
      parts.Blanks();
    } else if (format[i] != '%') {
      if (!parts.Literal(format[i])) return std::nullopt;
    } else if (!parts.Take(format[++i])) {
      return std::nullopt;
    }
  }
  return parts.Finish(has_time);
}

}  // namespace

Result<TimeFormat> TimeFormat::Of(std::string_view format) {
  TimeFormat parsed;
  parsed.format_ = format;
  const auto invalid = [&](const std::string& fact, std::string hint) {
    return Invalid("cannot use date format '" + Shown(format) + "': " + fact, std::move(hint));
  };
  bool year = format.empty(), month = format.empty(), day = format.empty();
  const std::string whole = Replace(Replace(Replace(format, "%F", "%Y-%m-%d"), "%T", "%H:%M:%S"), "%R", "%H:%M");
  for (size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] != '%') continue;
    const char directive = ++i < whole.size() ? whole[i] : ' ';
    if (std::string_view("YymdebBHIMSfpz%").find(directive) == std::string_view::npos) {
      return invalid("unknown directive '%" + std::string(1, directive) + "'",
                     "known: %Y %y %m %d %e %b %B %H %I %M %S %f %p %z %F %T %R %%");
    }
    year = year || directive == 'Y' || directive == 'y';
    month = month || directive == 'm' || directive == 'b' || directive == 'B';
    day = day || directive == 'd' || directive == 'e';
    parsed.has_time_ = parsed.has_time_ || directive == 'H' || directive == 'I';
  }
  if (!year || !month || !day) return invalid("it needs a year, a month and a day", "for example %d/%m/%Y");
  parsed.expanded_ = whole;
  return parsed;
}

ParsedTime TimeFormat::ParseTime(std::string_view cell) const {
  const std::string_view text = Trim(cell);
  const auto time = expanded_.empty() ? ParseIso(text) : ParseAs(expanded_, has_time_, text);
  if (time) return *time;
  ParsedTime refused;
  refused.error = CellError::kNotATimestamp;
  return refused;
}

Parsed TimeFormat::ParseDate(std::string_view cell) const {
  const ParsedTime time = ParseTime(cell);
  return time.ok() ? Parsed{time.day, CellError::kNone} : Parsed{0, CellError::kNotADate};
}

}  // namespace till::csv
