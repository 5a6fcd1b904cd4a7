#include "csv/dialect.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "csv/encoding.h"
#include "csv/reader.h"
#include "csv/values.h"

namespace till::csv {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr int64_t kJudgedRecords = 200;

std::string_view WithoutCutCharacter(std::string_view head) {
  for (size_t back = 1; back <= 3 && back <= head.size(); ++back) {
    const auto byte = static_cast<unsigned char>(head[head.size() - back]);
    if (byte >= 0xC0) return head.substr(0, head.size() - back);
    if (byte < 0x80) break;
  }
  return head;
}

std::string SniffEncoding(std::string_view head) {
  if (head.starts_with("\xFF\xFE")) return "utf-16le";
  if (head.starts_with("\xFE\xFF")) return "utf-16be";
  if (head.size() == kHeadBytes) head = WithoutCutCharacter(head);
  int64_t good_characters = 0;
  int64_t bad_bytes = 0;
  for (size_t at = 0; at < head.size();) {
    const std::string_view run = NextWideRun(head, at);
    at = static_cast<size_t>(run.data() - head.data()) + run.size();
    if (IsUtf8(run)) {
      good_characters += std::count_if(run.begin(), run.end(), [](char c) { return (c & 0x40) != 0; });
    } else {
      bad_bytes += static_cast<int64_t>(run.size());
    }
  }
  return bad_bytes > good_characters ? "windows-1252" : "utf-8";
}

/// How well a delimiter explains a head: records as wide as the first, out of all, and that width.
struct Fit {
  int64_t alike = 0;
  int64_t records = 0;
  size_t width = 0;

  bool BetterThan(const Fit& other) const {
    if (width < 2 || other.width < 2) return width >= 2;
    const int64_t mine = alike * other.records;
    const int64_t others = other.alike * records;
    return mine != others ? mine > others : width > other.width;
  }
};

Fit Measure(std::string_view head, const Dialect& dialect) {
  Fit fit;
  Reader reader(head, dialect);
  Record record;
  while (fit.records < kJudgedRecords && reader.Next(&record)) {
    if (fit.records == 0) fit.width = record.fields.size();
    ++fit.records;
    if (record.error == RecordError::kNone && record.fields.size() == fit.width) ++fit.alike;
  }
  return fit;
}

bool LooksLikeValue(std::string_view cell) {
  return Trim(cell).empty() || ParseDecimal(cell).ok() || TimeFormat::Iso().ParseTime(cell).ok();
}

bool SniffHeader(std::string_view head, const Dialect& dialect) {
  Reader reader(head, dialect);
  Record record;
  return reader.Next(&record) && std::none_of(record.fields.begin(), record.fields.end(), LooksLikeValue);
}

}  // namespace

Dialect SniffDialect(std::string_view head, const DialectHints& hints) {
  Dialect dialect;
  dialect.bom = head.starts_with(kBom);
  dialect.encoding = !hints.encoding.empty() ? hints.encoding : SniffEncoding(head);
  const std::string_view judged = head.size() < kHeadBytes ? head : WholeLines(head.substr(0, kHeadBytes));
  if (hints.delimiter != '\0') {
    dialect.delimiter = hints.delimiter;
  } else {
    Fit best;
    Dialect candidate = dialect;
    for (const char delimiter : {',', ';', '\t', '|'}) {
      candidate.delimiter = delimiter;
      const Fit fit = Measure(judged, candidate);
      if (!fit.BetterThan(best)) continue;
      best = fit;
      dialect.delimiter = delimiter;
    }
  }
  dialect.header = SniffHeader(judged, dialect);
  return dialect;
}

std::string_view WholeLines(std::string_view head) {
  const size_t last = head.find_last_of("\r\n");
  return last == std::string_view::npos ? head : head.substr(0, last + 1);
}

}  // namespace till::csv
