#include "base/time.h"

#include <date/tz.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

#include "base/text.h"

namespace till {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// `length` digits at `at`, or -1.
int Digits(std::string_view text, size_t at, size_t length) {
  if (at + length > text.size()) return -1;
  int value = 0;
  for (size_t i = at; i < at + length; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// "2026-01-05T08:26:00[.ffffff]" of a time of day on some wall.
std::string FormatWall(int64_t micros) {
  const int64_t day = FloorDiv(micros, kMicrosPerDay);
  const int64_t rest = micros - day * kMicrosPerDay;
  const int64_t seconds = rest / kMicrosPerSecond;
  char time[32];
  std::snprintf(time, sizeof time, "T%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string text = Day{static_cast<int32_t>(day)}.ToString() + time;
  if (const auto fraction = static_cast<int>(rest % kMicrosPerSecond); fraction != 0) {
    std::snprintf(time, sizeof time, ".%06d", fraction);
    text += time;
  }
  return text;
}

const date::time_zone& ZoneOf(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

class RealClock : public Clock {
 public:
  Instant Now() override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
  }
  void Sleep(int64_t micros) override { std::this_thread::sleep_for(std::chrono::microseconds(micros)); }
};

}  // namespace

// Days from civil and back: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
Day Day::Of(int year, int month, int day) {
  const auto ymd = date::year(year) / date::month(static_cast<unsigned>(month)) / date::day(static_cast<unsigned>(day));
  return {static_cast<int32_t>(date::sys_days(ymd).time_since_epoch().count())};
}

std::optional<Day> Day::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const Day parsed = Of(year, month, day);
  if (parsed.ToCivil().month != month) return std::nullopt;
  return parsed;
}

Day::Civil Day::ToCivil() const {
  const date::year_month_day ymd{date::sys_days(date::days(value))};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

std::string Day::ToString() const {
  const Civil civil = ToCivil();
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
  return text;
}

std::string Day::MonthString() const { return ToString().substr(0, 7); }

int32_t Day::ToKey() const {
  const Civil civil = ToCivil();
  return civil.year * 10000 + civil.month * 100 + civil.day;
}

Day Day::MonthStart() const { return *this - (ToCivil().day - 1); }

Day Day::NextMonth() const { return (MonthStart() + 31).MonthStart(); }

int Day::Weekday() const {
  const int since_monday = (value + 3) % 7;  // 1970-01-01 was a Thursday
  return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

std::string Instant::ToString() const { return FormatWall(micros) + "Z"; }

std::optional<Instant> Instant::Parse(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto day = Day::Parse(text.substr(0, 10));
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  text.remove_prefix(19);
  int64_t fraction = 0;
  if (text.front() == '.') {
    size_t digits = 1;
    for (int64_t unit = 100'000; digits < text.size() && Digits(text, digits, 1) >= 0; ++digits, unit /= 10) {
      fraction += Digits(text, digits, 1) * unit;
    }
    text.remove_prefix(digits);
  }
  int64_t offset = 0;
  if (text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':') {
    const int hours = Digits(text, 1, 2);
    const int minutes = Digits(text, 4, 2);
    if (hours < 0 || minutes < 0) return std::nullopt;
    offset = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  } else if (text != "Z") {
    return std::nullopt;
  }
  const int64_t seconds = day->value * int64_t{86'400} + hour * 3600 + minute * 60 + second - offset;
  return Instant{seconds * kMicrosPerSecond + fraction};
}

Day LocalTime::ToDay() const { return {static_cast<int32_t>(FloorDiv(micros, kMicrosPerDay))}; }

int LocalTime::Hour() const {
  return static_cast<int>((micros - ToDay().value * kMicrosPerDay) / (3600 * kMicrosPerSecond));
}

Result<TimeZone> TimeZone::Find(std::string_view name) {
  try {
    return TimeZone(std::string(name), date::locate_zone(std::string(name)));
  } catch (const std::exception&) {
    std::vector<std::string> known;
    for (const auto& zone : date::get_tzdb().zones) known.push_back(zone.name());
    const auto nearest = Nearest(name, known);
    return Invalid("cannot find time zone '" + Shown(name) + "'",
                   nearest ? "did you mean '" + *nearest + "'?" : "use a name such as 'Europe/London'");
  }
}

TimeZone TimeZone::Utc() { return {"UTC", date::locate_zone("Etc/UTC")}; }

LocalTime TimeZone::ToLocal(Instant instant) const {
  const auto seconds = std::chrono::seconds(FloorDiv(instant.micros, kMicrosPerSecond));
  const auto info = ZoneOf(zone_).get_info(date::sys_seconds(seconds));
  return {instant.micros + info.offset.count() * kMicrosPerSecond};
}

Instant TimeZone::ToInstant(LocalTime local) const {
  const auto seconds = std::chrono::seconds(FloorDiv(local.micros, kMicrosPerSecond));
  const auto info = ZoneOf(zone_).get_info(date::local_seconds(seconds));
  return {local.micros - info.first.offset.count() * kMicrosPerSecond};
}

std::string TimeZone::Format(Instant instant) const {
  const LocalTime local = ToLocal(instant);
  const auto offset = static_cast<int>((local.micros - instant.micros) / (60 * kMicrosPerSecond));
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
  return FormatWall(local.micros) + text;
}

std::unique_ptr<Clock> SystemClock() { return std::make_unique<RealClock>(); }

}  // namespace till
