#include "ingest/rejects.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "csv/encoding.h"

namespace till::ingest {
namespace {

using columns::Type;

constexpr size_t kShownReasons = 3;

std::string Percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g%%", share * 100);
  return text;
}

}  // namespace

columns::Schema RejectsSchema() {
  return {{"line", Type::kBigint}, {"byte", Type::kBigint}, {"column", Type::kText}, {"value", Type::kText},
          {"code", Type::kText},   {"reason", Type::kText}, {"bytes", Type::kText}};
}

void RejectLog::Add(const csv::Record& record, const RowFault& fault) {
  const auto text = [&](size_t column, const std::string* value) {
    value != nullptr ? batch_.columns[column].AppendText(*value) : batch_.columns[column].AppendNull();
  };
  const std::string code(fault.code);
  const std::string bytes = csv::EscapeBytes(record.bytes.substr(0, static_cast<size_t>(csv::kLongestRecord)));
  batch_.columns[0].AppendNumber(record.line);
  batch_.columns[1].AppendNumber(record.byte);
  text(2, fault.column.empty() ? nullptr : &fault.column);
  text(3, fault.value ? &*fault.value : nullptr);
  text(4, &code);
  text(5, &fault.words);
  text(6, &bytes);
  for (RejectCount& count : counts_) {
    if (count.code != fault.code) continue;
    ++count.rows;
    return;
  }
  const auto value = fault.value ? std::optional(Shown(*fault.value)) : std::nullopt;
  counts_.push_back({code, 1, {record.line, record.byte, fault.column, value, fault.words}});
}

std::vector<RejectCount> RejectLog::Counts() const {
  std::vector<RejectCount> sorted = counts_;
  std::sort(sorted.begin(), sorted.end(), [](const RejectCount& a, const RejectCount& b) {
    return a.rows != b.rows ? a.rows > b.rows : a.code < b.code;
  });
  return sorted;
}

std::string Describe(const RejectExample& example) {
  return "line " + std::to_string(example.line) +
         (example.column.empty() ? "" : ", column '" + Shown(example.column) + "'") + ": " + example.reason;
}

Status CheckRejects(const Receipt& receipt, const project::Feed& feed, std::string_view key) {
  const double share =
      receipt.read == 0 ? 0 : static_cast<double>(receipt.rejected) / static_cast<double>(receipt.read);
  if (share <= feed.max_rejects) return Ok();
  std::vector<std::string> reasons;
  for (const RejectCount& count : receipt.rejects) {
    if (reasons.size() == kShownReasons) break;
    reasons.push_back(WithThousands(count.rows) + " " + count.code + " (" + Describe(count.example) + ")");
  }
  return Rejected("cannot load '" + std::string(key) + "': " + WithThousands(receipt.rejected) + " of " +
                      Count(receipt.read, "row") + " refused (" + Percent(share) + "), more than the " +
                      Percent(feed.max_rejects) + " that feed '" + feed.name + "' allows: " + Join(reasons, ", "),
                  "mend the file or the mapping, or raise max_rejects of feed '" + feed.name + "'");
}

}  // namespace till::ingest
