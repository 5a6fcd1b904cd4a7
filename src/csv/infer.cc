#include "csv/infer.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_set>

#include "base/text.h"
#include "base/time.h"
#include "csv/reader.h"
#include "csv/values.h"

namespace till::csv {
namespace {

using columns::Type;

constexpr size_t kSamples = 5;

/// One way to read a column; a column is of the first that takes all its cells.
struct Candidate {
  Type type;
  DecimalMarks marks = {};
  TimeFormat format = TimeFormat::Iso();
};

std::vector<Candidate> Candidates() {
  std::vector<Candidate> all{{Type::kBoolean}, {Type::kInteger}, {Type::kBigint}};
  for (const DecimalMarks marks : {DecimalMarks{'.', '\0'}, {'.', ','}, {',', '\0'}, {',', '.'}}) {
    all.push_back({Type::kDecimal, marks});
  }
  const auto add = [&](Type type, const std::string& format) {
    if (auto parsed = TimeFormat::Of(format); parsed.ok()) all.push_back({type, {}, *parsed});
  };
  // Day before month first: where both fit, the other one is reported.
  const std::vector<std::string> days{"%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d",
                                      "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y"};
  add(Type::kDate, "");
  for (const std::string& day : days) add(Type::kDate, day);
  add(Type::kDate, "%Y%m%d");
  add(Type::kTimestamp, "");
  for (const char* time : {" %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p"}) {
    for (size_t i = 0; i < 9; ++i) add(Type::kTimestamp, days[i] + time);
  }
  return all;
}

bool HasLeadingZero(std::string_view text) {
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool IsWholeWithFraction(std::string_view text) {
  const size_t dot = text.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < text.size() &&
         text.substr(0, dot).find_first_not_of("0123456789") == std::string_view::npos &&
         text.find_first_not_of('0', dot + 1) == std::string_view::npos;
}

/// The cell as of the candidate, in the unit of its type; nothing if it is none.
std::optional<int64_t> Read(const Candidate& candidate, std::string_view text) {
  const auto value = [](const Parsed& parsed) { return parsed.ok() ? std::optional(parsed.value) : std::nullopt; };
  const bool whole = !HasLeadingZero(text) && text.find('.') == std::string_view::npos;
  switch (candidate.type) {
    case Type::kBoolean:
      return text == "0" || text == "1" ? std::nullopt : value(ParseBoolean(text));
    case Type::kInteger:
      return whole ? value(ParseInteger(text)) : std::nullopt;
    case Type::kBigint:
      return whole ? value(ParseBigint(text)) : std::nullopt;
    case Type::kDecimal:
      return HasLeadingZero(text) ? std::nullopt : value(ParseDecimal(text, candidate.marks));
    case Type::kDate: {
      const ParsedTime time = candidate.format.ParseTime(text);
      return time.ok() && !time.has_time ? std::optional<int64_t>(time.day) : std::nullopt;
    }
    case Type::kTimestamp: {
      const ParsedTime time = candidate.format.ParseTime(text);
      return time.ok() ? std::optional(time.micros) : std::nullopt;
    }
    case Type::kText:
      break;
  }
  return std::nullopt;
}

std::string Format(Type type, int64_t value) {
  columns::Column column(type);
  column.AppendNumber(value);
  return columns::FormatValue(column, 0);
}

/// What is known of a column while its cells go by.
struct Evidence {
  uint64_t alive = 0;  ///< a bit a candidate that took all cells so far
  int64_t values = 0;
  bool whole_with_fraction = true;
  const Candidate* chosen = nullptr;  ///< nullptr: text
  std::optional<int64_t> least, most;
  std::unordered_set<std::string> distinct;
};

void Weigh(std::string_view text, const std::vector<Candidate>& candidates, Evidence* evidence) {
  ++evidence->values;
  evidence->whole_with_fraction = evidence->whole_with_fraction && IsWholeWithFraction(text);
  for (uint64_t left = evidence->alive; left != 0; left &= left - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(left));
    if (!Read(candidates[i], text)) evidence->alive &= ~(uint64_t{1} << i);
  }
}

/// The format with day and month exchanged.
std::string Exchanged(std::string_view format) {
  return Replace(Replace(Replace(format, "%d", "%\1"), "%m", "%d"), "%\1", "%m");
}

void Choose(const std::vector<Candidate>& candidates, Evidence* evidence, InferredColumn* column) {
  if (evidence->values == 0 || evidence->alive == 0) return;
  const std::string header = ToLower(column->header);
  const bool says_day = header.find("date") != std::string::npos || header.find("day") != std::string::npos;
  const auto alive = [&](size_t i) { return (evidence->alive >> i & 1) != 0; };
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!alive(i)) continue;
    const bool compact = candidates[i].format.format() == "%Y%m%d";
    if (evidence->chosen == nullptr || (compact && says_day)) evidence->chosen = &candidates[i];
    if (candidates[i].format.format().starts_with("%m") && evidence->chosen != &candidates[i] &&
        Exchanged(candidates[i].format.format()) == evidence->chosen->format.format()) {
      column->other_format = candidates[i].format.format();
    }
  }
  column->type = evidence->chosen->type;
  column->format = evidence->chosen->format.format();
  column->decimal = evidence->chosen->marks.decimal;
  column->thousands = evidence->chosen->marks.thousands;
  column->number_as_text = evidence->whole_with_fraction && column->type == Type::kDecimal;
}

void Measure(std::string_view text, Evidence* evidence, InferredColumn* column) {
  if (static_cast<int64_t>(evidence->distinct.size()) < kMostDistinct && evidence->distinct.emplace(text).second &&
      column->samples.size() < kSamples) {
    column->samples.emplace_back(text);
  }
  if (evidence->chosen == nullptr) {
    if (column->min.empty() || text < column->min) column->min = text;
    if (text > column->max) column->max = text;
    return;
  }
  const auto value = Read(*evidence->chosen, text);
  if (!value) return;
  if (!evidence->least || *value < *evidence->least) evidence->least = value;
  if (!evidence->most || *value > *evidence->most) evidence->most = value;
}

/// Calls `take(column index, cell without blanks)` for every cell of every whole record below the header.
template <typename Take>
InferredFile Walk(std::string_view bytes, const Dialect& dialect, const Take& take) {
  InferredFile file;
  Reader reader(bytes, dialect);
  Record record;
  if (!reader.Next(&record)) return file;
  for (const std::string_view header : record.fields) {
    file.columns.emplace_back().header = Trim(header);
  }
  while (reader.Next(&record)) {
    if (record.error != RecordError::kNone || record.fields.size() != file.columns.size()) {
      ++file.broken;
      continue;
    }
    ++file.rows;
    for (size_t i = 0; i < record.fields.size(); ++i) take(i, Trim(record.fields[i]));
  }
  return file;
}

}  // namespace

InferredFile Infer(std::string_view bytes, const Dialect& dialect) {
  const std::vector<Candidate> candidates = Candidates();
  std::vector<Evidence> evidence;
  const auto of = [&](size_t i) -> Evidence& {
    while (i >= evidence.size()) evidence.emplace_back().alive = (uint64_t{1} << candidates.size()) - 1;
    return evidence[i];
  };
  InferredFile file = Walk(bytes, dialect, [&](size_t i, std::string_view text) {
    if (!text.empty()) Weigh(text, candidates, &of(i));
  });
  for (size_t i = 0; i < file.columns.size(); ++i) {
    file.columns[i].nulls = file.rows - of(i).values;
    Choose(candidates, &of(i), &file.columns[i]);
  }
  Walk(bytes, dialect, [&](size_t i, std::string_view text) {
    if (!text.empty()) Measure(text, &evidence[i], &file.columns[i]);
  });
  for (size_t i = 0; i < file.columns.size(); ++i) {
    InferredColumn& column = file.columns[i];
    column.distinct = static_cast<int64_t>(evidence[i].distinct.size());
    if (!evidence[i].least) continue;
    column.min = Format(column.type, *evidence[i].least);
    column.max = Format(column.type, *evidence[i].most);
  }
  return file;
}

}  // namespace till::csv
