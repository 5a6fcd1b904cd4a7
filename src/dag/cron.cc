#include "dag/cron.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "base/text.h"

namespace till::dag {
namespace {

constexpr int64_t kMicrosPerMinute = 60'000'000;
constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
constexpr int64_t kMicrosPerDay = 24 * kMicrosPerHour;
constexpr int kMinutesPerDay = 24 * 60;
// The rarest day there is, 29 February, can be eight years away (1896 to 1904).
constexpr int kLongestSearchDays = 8 * 366 + 2;

struct Field {
  std::string_view name;
  int low;
  int high;
  std::span<const std::string_view> names;  // the first stands for `first_named`
  int first_named;
};

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<Field, 5> kFields{{{"minute", 0, 59, {}, 0},
                                        {"hour", 0, 23, {}, 0},
                                        {"day of month", 1, 31, {}, 0},
                                        {"month", 1, 12, kMonths, 1},
                                        {"day of week", 0, 7, kWeekdays, 0}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNicknames{{{"@hourly", "0 * * * *"},
                                                                                   {"@daily", "0 0 * * *"},
                                                                                   {"@weekly", "0 0 * * 0"},
                                                                                   {"@monthly", "0 0 1 * *"},
                                                                                   {"@yearly", "0 0 1 1 *"}}};

/// A word of the expression and the 0-based place where it starts.
struct Word {
  std::string text;
  size_t at;
};

std::vector<Word> SplitAt(std::string_view text, char separator, size_t at) {
  std::vector<Word> words;
  for (std::string& part : Split(text, separator)) {
    const size_t length = part.size();
    words.push_back({std::move(part), at});
    at += length + 1;
  }
  return words;
}

/// Reads expressions; every error names the expression and the 1-based column.
class Reader {
 public:
  explicit Reader(std::string_view expression) : expression_(expression) {}

  Error Fail(size_t at, const std::string& fact) const {
    return Invalid(
        "cannot read schedule '" + Shown(expression_) + "' at column " + std::to_string(at + 1) + ": " + fact,
        "five fields: minute hour day-of-month month day-of-week, as in '30 6 * * mon-fri'");
  }

  /// The values of a field, as bits.
  Result<uint64_t> ReadField(const Field& field, const Word& word) const {
    uint64_t bits = 0;
    for (const Word& item : SplitAt(word.text, ',', word.at)) {
      TILL_ASSIGN(const uint64_t more, ReadItem(field, item));
      bits |= more;
    }
    return bits;
  }

 private:
  Result<uint64_t> ReadItem(const Field& field, const Word& item) const {
    const auto parts = SplitAt(item.text, '/', item.at);
    if (parts.size() > 2) return Fail(parts[2].at, "a second step");
    int low = field.low;
    int high = field.high;
    if (parts[0].text != "*") {
      const auto ends = SplitAt(parts[0].text, '-', item.at);
      if (ends.size() > 2) return Fail(ends[2].at, "a range of three ends");
      TILL_ASSIGN(low, ReadValue(field, ends[0]));
      if (ends.size() == 2) {
        TILL_ASSIGN(high, ReadValue(field, ends[1]));
        if (high < low) return Fail(item.at, "the range '" + Shown(parts[0].text) + "' runs backwards");
      } else if (parts.size() == 1) {
        high = low;
      }
    }
    std::optional<int64_t> step = 1;
    if (parts.size() == 2) step = ParseInt(parts[1].text);
    if (!step || *step < 1) return Fail(parts[1].at, "'" + Shown(parts[1].text) + "' is no step");
    uint64_t bits = 0;
    for (int64_t value = low; value <= high; value += *step) bits |= uint64_t{1} << value;
    return bits;
  }

  Result<int> ReadValue(const Field& field, const Word& word) const {
    const auto named = std::ranges::find(field.names, ToLower(word.text));
    if (named != field.names.end()) return static_cast<int>(named - field.names.begin()) + field.first_named;
    const auto value = ParseInt(word.text);
    if (!value) return Fail(word.at, "'" + Shown(word.text) + "' is no " + std::string(field.name));
    if (*value < field.low || *value > field.high) {
      return Fail(word.at, std::string(field.name) + " " + word.text + " is not in " + std::to_string(field.low) + "-" +
                               std::to_string(field.high));
    }
    return static_cast<int>(*value);
  }

  std::string_view expression_;
};

std::vector<Word> WordsOf(std::string_view expression) {
  std::vector<Word> words;
  for (Word& word : SplitAt(expression, ' ', 0)) {
    if (!word.text.empty()) words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

Result<Cron> Cron::Parse(std::string_view expression, TimeZone zone) {
  Cron cron(std::string(expression), std::move(zone));
  std::string_view plain = expression;
  for (const auto& [nickname, meaning] : kNicknames) {
    if (ToLower(Trim(expression)) == nickname) plain = meaning;
  }
  const Reader reader(expression);
  const auto words = WordsOf(plain);
  if (words.size() != kFields.size()) {
    return reader.Fail(words.size() > kFields.size() ? words[kFields.size()].at : plain.size(),
                       "expected five fields, found " + std::to_string(words.size()));
  }
  std::array<uint64_t, kFields.size()> bits{};
  for (size_t i = 0; i < kFields.size(); ++i) {
    TILL_ASSIGN(bits[i], reader.ReadField(kFields[i], words[i]));
  }
  cron.minutes_ = bits[0];
  cron.hours_ = bits[1];
  cron.days_ = bits[2];
  cron.months_ = bits[3];
  for (int weekday = 0; weekday <= 7; ++weekday) {
    if ((bits[4] >> weekday & 1) != 0) cron.weekdays_.set(weekday == 0 ? 7 : static_cast<size_t>(weekday));
  }
  cron.any_day_ = words[2].text.front() == '*';
  cron.any_weekday_ = words[4].text.front() == '*';
  const Day leap_year = Day::Of(2024, 1, 1);
  for (int i = 0; i < kLongestSearchDays; ++i) {
    if (cron.IsOn(leap_year + i)) return cron;
  }
  return reader.Fail(words[2].at, "there is no such day");
}

bool Cron::IsOn(Day day) const {
  const Day::Civil civil = day.ToCivil();
  if (!months_[static_cast<size_t>(civil.month)]) return false;
  const bool day_fits = days_[static_cast<size_t>(civil.day)];
  const bool weekday_fits = weekdays_[static_cast<size_t>(day.Weekday())];
  return any_day_ || any_weekday_ ? day_fits && weekday_fits : day_fits || weekday_fits;
}

Instant Cron::Tick(Day day, int minute_of_day) const {
  const LocalTime local{day.value * kMicrosPerDay + minute_of_day * kMicrosPerMinute};
  const Instant instant = zone_.ToInstant(local);
  if (zone_.ToLocal(instant).micros == local.micros) return instant;
  // The local time is left out: find the change, which is the first instant whose local time is not before it. No
  // zone's offset is beyond 15 hours.
  Instant before{local.micros - 15 * kMicrosPerHour};
  Instant after{local.micros + 15 * kMicrosPerHour};
  while (after.micros - before.micros > 1) {
    const Instant middle{before.micros + (after.micros - before.micros) / 2};
    (zone_.ToLocal(middle).micros < local.micros ? before : after) = middle;
  }
  return after;
}

// Ticks never run backwards as local times run forwards, so the first that fits is the answer. The search begins a day
// off, since a clock change can move a tick to another local day.
Instant Cron::Next(Instant instant) const {
  const Day start = zone_.ToLocal(instant).ToDay() - 1;
  for (Day day = start;; day = day + 1) {
    if (!IsOn(day)) continue;
    for (int minute = 0; minute < kMinutesPerDay; ++minute) {
      if (!hours_[static_cast<size_t>(minute / 60)] || !minutes_[static_cast<size_t>(minute % 60)]) continue;
      if (const Instant tick = Tick(day, minute); tick > instant) return tick;
    }
  }
}

Instant Cron::MostRecent(Instant instant) const {
  const Day start = zone_.ToLocal(instant).ToDay() + 1;
  for (Day day = start;; day = day - 1) {
    if (!IsOn(day)) continue;
    for (int minute = kMinutesPerDay - 1; minute >= 0; --minute) {
      if (!hours_[static_cast<size_t>(minute / 60)] || !minutes_[static_cast<size_t>(minute % 60)]) continue;
      if (const Instant tick = Tick(day, minute); tick <= instant) return tick;
    }
  }
}

}  // namespace till::dag
