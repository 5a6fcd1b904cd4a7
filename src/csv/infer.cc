#include "csv/infer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "base/time.h"
#include "csv/reader.h"
#include "csv/values.h"

namespace till::csv {
namespace {

using columns::Type;

constexpr size_t kSamples = 5;
constexpr size_t kMisfitSamples = 3;
/// A candidate that misses more cells than this, and more than half of all, is given up.
constexpr int64_t kManyMisfits = 100;

/// One way to read a column; a column is of the first that takes all its cells.
struct Candidate {
  Type type;
  DecimalMarks marks = {};
  TimeFormat format = TimeFormat::Iso();
};

std::vector<Candidate> MakeCandidates() {
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

const std::vector<Candidate>& Candidates() {
  static const std::vector<Candidate> all = MakeCandidates();
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

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
/// Distinct cells, each with a bit a candidate that was alive and takes it.
using Takers = std::unordered_map<std::string, uint64_t, TextHash, std::equal_to<>>;

/// What is known of a column while its cells go by.
struct Evidence {
  uint64_t alive = (uint64_t{1} << Candidates().size()) - 1;  ///< a bit a candidate that may still be chosen
  std::array<int64_t, 64> misfits{};                          ///< cells that each candidate does not take
  int64_t values = 0;
  int64_t whole_with_fraction = 0;
  const Candidate* chosen = nullptr;  ///< nullptr: text
  std::optional<int64_t> least, most;
  Takers distinct;

  bool Overflowed() const { return static_cast<int64_t>(distinct.size()) >= kMostDistinct; }
};

uint64_t TakersOf(std::string_view text, uint64_t alive) {
  uint64_t takers = 0;
  for (uint64_t left = alive; left != 0; left &= left - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(left));
    if (Read(Candidates()[i], text)) takers |= uint64_t{1} << i;
  }
  return takers;
}

/// Reads each distinct cell once, however often it comes.
void Weigh(std::string_view text, Misfits allowed, Evidence* evidence, InferredColumn* column) {
  ++evidence->values;
  uint64_t takers = 0;
  if (const auto known = evidence->distinct.find(text); known != evidence->distinct.end()) {
    takers = known->second;
  } else {
    takers = TakersOf(text, evidence->alive);
    if (!evidence->Overflowed()) evidence->distinct.emplace(text, takers);
    if (column->samples.size() < kSamples) column->samples.emplace_back(text);
  }
  if (IsWholeWithFraction(text)) ++evidence->whole_with_fraction;
  for (uint64_t left = evidence->alive & ~takers; left != 0; left &= left - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(left));
    const int64_t misfits = ++evidence->misfits.at(i);
    const bool hopeless = misfits > kManyMisfits && 2 * misfits > evidence->values;
    if (allowed == Misfits::kNone || hopeless) evidence->alive &= ~(uint64_t{1} << i);
  }
}

/// The format with day and month exchanged.
std::string Exchanged(std::string_view format) {
  return Replace(Replace(Replace(format, "%d", "%\1"), "%m", "%d"), "%\1", "%m");
}

bool SaysDay(std::string_view header) {
  const std::string lower = ToLower(header);
  return lower.find("date") != std::string::npos || lower.find("day") != std::string::npos;
}

/// The candidates that take the most cells, a bit each; none if they miss more than a tenth.
uint64_t BestOf(const Evidence& evidence) {
  int64_t fewest = evidence.values / 10;
  uint64_t best = 0;
  for (uint64_t left = evidence.alive; left != 0; left &= left - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(left));
    if (evidence.misfits.at(i) > fewest) continue;
    if (evidence.misfits.at(i) < fewest) best = 0;
    fewest = evidence.misfits.at(i);
    best |= uint64_t{1} << i;
  }
  return best;
}

void Choose(Evidence* evidence, InferredColumn* column) {
  if (evidence->values == 0) return;
  for (uint64_t left = BestOf(*evidence); left != 0; left &= left - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(left));
    const Candidate& candidate = Candidates()[i];
    const std::string& format = candidate.format.format();
    const bool compact = format == "%Y%m%d";
    if (evidence->chosen == nullptr || (compact && SaysDay(column->header))) evidence->chosen = &candidate;
    column->misfits = evidence->misfits.at(i);
    if (format.starts_with("%m") && evidence->chosen != &candidate &&
        Exchanged(format) == evidence->chosen->format.format()) {
      column->other_format = format;
    }
  }
  if (evidence->chosen == nullptr) return;
  column->type = evidence->chosen->type;
  column->format = evidence->chosen->format.format();
  column->decimal = evidence->chosen->marks.decimal;
  column->thousands = evidence->chosen->marks.thousands;
  column->number_as_text =
      column->type == Type::kDecimal && evidence->values - evidence->whole_with_fraction <= column->misfits;
}

void Measure(std::string_view text, Evidence* evidence, InferredColumn* column) {
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

/// Calls `take(column index, cell without blanks)` for every cell of every whole record below the header that is not
/// blank.
template <typename Take>
void Walk(std::string_view bytes, const Dialect& dialect, InferredFile* file, const Take& take) {
  Reader reader(bytes, dialect);
  Record record;
  if (!reader.Next(&record)) return;
  file->columns.resize(record.fields.size());
  for (size_t i = 0; i < record.fields.size(); ++i) file->columns[i].header = Trim(record.fields[i]);
  file->rows = file->broken = 0;
  while (reader.Next(&record)) {
    if (record.error != RecordError::kNone || record.fields.size() != file->columns.size()) {
      ++file->broken;
      continue;
    }
    ++file->rows;
    for (size_t i = 0; i < record.fields.size(); ++i) {
      const std::string_view text = Trim(record.fields[i]);
      if (!text.empty()) take(i, text);
    }
  }
}

/// The first few cells that are not of the column's type, in the order of the file.
void FindMisfits(std::string_view text, const Evidence& evidence, InferredColumn* column) {
  std::vector<std::string>& samples = column->misfit_samples;
  if (column->misfits == 0 || samples.size() == kMisfitSamples || Read(*evidence.chosen, text)) return;
  if (std::find(samples.begin(), samples.end(), text) == samples.end()) samples.emplace_back(text);
}

}  // namespace

InferredFile Infer(std::string_view bytes, const Dialect& dialect, Misfits allowed) {
  InferredFile file;
  std::vector<Evidence> evidence;
  Walk(bytes, dialect, &file, [&](size_t i, std::string_view text) {
    if (evidence.empty()) evidence.resize(file.columns.size());
    Weigh(text, allowed, &evidence[i], &file.columns[i]);
  });
  evidence.resize(file.columns.size());
  bool again = false;
  for (size_t i = 0; i < file.columns.size(); ++i) {
    InferredColumn& column = file.columns[i];
    column.nulls = file.rows - evidence[i].values;
    column.distinct = static_cast<int64_t>(evidence[i].distinct.size());
    Choose(&evidence[i], &column);
    for (const auto& [text, takers] : evidence[i].distinct) Measure(text, &evidence[i], &column);
    again = again || evidence[i].Overflowed() || column.misfits > 0;
  }
  if (again) {
    Walk(bytes, dialect, &file, [&](size_t i, std::string_view text) {
      if (evidence[i].Overflowed()) Measure(text, &evidence[i], &file.columns[i]);
      FindMisfits(text, evidence[i], &file.columns[i]);
    });
  }
  for (size_t i = 0; i < file.columns.size(); ++i) {
    if (!evidence[i].least) continue;
    file.columns[i].min = Format(file.columns[i].type, *evidence[i].least);
    file.columns[i].max = Format(file.columns[i].type, *evidence[i].most);
  }
  return file;
}

}  // namespace till::csv
