#include "ingest/rejects.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace till::ingest {
namespace {

using columns::Type;

constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr size_t kShownReasons = 3;

void AppendEscaped(char c, std::string* text) {
  const auto byte = static_cast<unsigned char>(c);
  *text += "\\x";
  *text += kHex[byte >> 4U];
  *text += kHex[byte & 15U];
}

/// Bytes of the shortest valid UTF-8 text at the start of `bytes` that is not ASCII; 0 if there is none.
size_t WideLength(std::string_view bytes) {
  for (size_t length = 2; length <= 4 && length <= bytes.size(); ++length) {
    if (IsUtf8(bytes.substr(0, length))) return length;
  }
  return 0;
}

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

std::string EscapeBytes(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    const char c = bytes[at];
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    const size_t length = ascii ? 1 : WideLength(bytes.substr(at));
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\0' || length == 0) {
      AppendEscaped(c, &text);
    } else {
      text += bytes.substr(at, length);
    }
    at += std::max<size_t>(length, 1);
  }
  return text;
}

std::optional<std::string> UnescapeBytes(std::string_view text) {
  std::string bytes;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      bytes += text[at];
    } else if (text.substr(at, 2) == "\\\\") {
      bytes += '\\';
      ++at;
    } else {
      if (at + 4 > text.size() || text[at + 1] != 'x') return std::nullopt;
      const size_t high = kHex.find(text[at + 2]);
      const size_t low = kHex.find(text[at + 3]);
      if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
      bytes += static_cast<char>(high << 4U | low);
      at += 3;
    }
  }
  return bytes;
}

void RejectLog::Add(const csv::Record& record, const RowFault& fault) {
  const auto text = [&](size_t column, const std::string* value) {
    value != nullptr ? batch_.columns[column].AppendText(*value) : batch_.columns[column].AppendNull();
  };
  const std::string code(fault.code);
  const std::string bytes = EscapeBytes(record.bytes.substr(0, static_cast<size_t>(csv::kLongestRecord)));
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
                  "mend the file or the mapping, keep the file out with 'till inputs hold " + std::string(key) +
                      "', or raise max_rejects of feed '" + feed.name + "'");
}

}  // namespace till::ingest
