#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace till {

/// A calendar day of the proleptic Gregorian calendar, as days since 1970-01-01.
struct Day {
  int32_t value = 0;

  auto operator<=>(const Day&) const = default;
  Day operator+(int days) const { return {value + days}; }
  Day operator-(int days) const { return {value - days}; }
  int operator-(Day other) const { return value - other.value; }

  static Day Of(int year, int month, int day);
  /// "YYYY-MM-DD" exactly, a real day, or nothing.
  static std::optional<Day> Parse(std::string_view text);

  struct Civil {
    int year, month, day;
  };
  Civil ToCivil() const;
  /// "2026-01-05".
  std::string ToString() const;
  /// "2026-01".
  std::string MonthString() const;
  /// yyyymmdd as a number.
  int32_t ToKey() const;
  /// The first day of its month.
  Day MonthStart() const;
  /// The first day of the following month.
  Day NextMonth() const;
  /// ISO: 1 is Monday, 7 is Sunday.
  int Weekday() const;
};

/// The business date of a file that has none.
inline constexpr Day kNoDay{-719162};  // 0001-01-01
/// The open end of a validity range.
inline constexpr Day kOpenEnd{2932896};  // 9999-12-31

/// A point in time, as microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  int64_t micros = 0;

  auto operator<=>(const Instant&) const = default;
  /// "2026-01-05T08:26:00Z", with a fraction only where there is one.
  std::string ToString() const;
  /// RFC 3339 with "Z" or an offset, or nothing.
  static std::optional<Instant> Parse(std::string_view text);
};

/// A time on the wall in some zone: microseconds since local midnight of 1970-01-01.
struct LocalTime {
  int64_t micros = 0;

  Day ToDay() const;
  int Hour() const;
};

/// A time zone of the IANA database. Immutable; any thread may use it. Keeps the last offset it looked up per thread
/// of use out of the way: conversions cost a binary search.
class TimeZone {
 public:
  /// kInvalid with the nearest known name when there is none of that name.
  static Result<TimeZone> Find(std::string_view name);
  static TimeZone Utc();

  const std::string& name() const { return name_; }
  LocalTime ToLocal(Instant instant) const;
  /// The first of two in an autumn overlap; in a spring gap the instant after the gap as if it had not happened.
  Instant ToInstant(LocalTime local) const;
  /// "2026-01-05T08:26:00+01:00".
  std::string Format(Instant instant) const;

 private:
  TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}
  std::string name_;
  const void* zone_;  // const date::time_zone*, which lives as long as the program
};

/// Where "now" comes from. Any thread may call it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() = 0;
  /// Blocks for `micros`, or less if the clock is simulated.
  virtual void Sleep(int64_t micros) = 0;
};

/// The machine's clock.
std::unique_ptr<Clock> SystemClock();

/// A clock for tests: starts at `now`; Sleep moves it and returns at once. One thread.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Instant now) : now_(now) {}
  Instant Now() override { return now_; }
  void Sleep(int64_t micros) override { now_.micros += micros; }

 private:
  Instant now_;
};

}  // namespace till
