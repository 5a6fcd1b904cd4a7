#include "csv/reader.h"

#include <algorithm>
#include <cstring>

#include "csv/encoding.h"

namespace till::csv {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool IsBreak(char c) { return c == '\n' || c == '\r'; }

/// LF, CRLF and CR, each as one.
int64_t CountBreaks(std::string_view bytes) {
  int64_t breaks = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n'))) ++breaks;
  }
  return breaks;
}

}  // namespace

std::string_view ErrorCode(RecordError error) {
  switch (error) {
    case RecordError::kNone:
      return "";
    case RecordError::kUnclosedQuote:
      return "unclosed_quote";
    case RecordError::kStrayQuote:
      return "stray_quote";
    case RecordError::kOverLong:
      return "over_long";
    case RecordError::kBadEncoding:
      return "bad_encoding";
  }
  return "";
}

std::string_view ErrorWords(RecordError error) {
  switch (error) {
    case RecordError::kNone:
      return "";
    case RecordError::kUnclosedQuote:
      return "a quote is never closed";
    case RecordError::kStrayQuote:
      return "a quoted cell goes on after its closing quote";
    case RecordError::kOverLong:
      return "the row is longer than 1 MiB";
    case RecordError::kBadEncoding:
      return "the row has bytes that are not in the file's encoding";
  }
  return "";
}

Reader::Reader(std::string_view bytes, const Dialect& dialect)
    : bytes_(bytes), dialect_(dialect), decode_(dialect.encoding == "windows-1252") {
  clean_ = !decode_ && IsCleanUtf8(bytes);
  for (const char c : {dialect.delimiter, '\n', '\r'}) ends_cell_[static_cast<unsigned char>(c)] = true;
  if (bytes.starts_with(kBom)) at_ = kBom.size();
}

bool Reader::Next(Record* record) {
  SkipEmptyLines();
  if (at_ >= bytes_.size()) return false;
  fields_.clear();
  escaped_.clear();
  any_escaped_ = false;
  breaks_within_ = false;
  Cut cut{};
  record->error = Scan(&cut);
  record->line = line_;
  record->byte = static_cast<int64_t>(at_);
  record->bytes = bytes_.substr(at_, cut.end - at_);
  line_ += 1 + (breaks_within_ ? CountBreaks(record->bytes) : 0);
  at_ = cut.next;
  const RecordError encoding = Decode(record->bytes);
  if (record->error == RecordError::kNone) record->error = encoding;
  record->fields = fields_;
  return true;
}

void Reader::SkipEmptyLines() {
  while (at_ < bytes_.size() && IsBreak(bytes_[at_])) {
    at_ = LineEnd(at_).next;
    ++line_;
  }
}

RecordError Reader::Scan(Cut* cut) {
  const size_t size = bytes_.size();
  for (size_t at = at_;; ++at) {
    if (at < size && bytes_[at] == dialect_.quote) {
      if (const RecordError error = ScanQuoted(&at, cut); error != RecordError::kNone) return error;
    } else {
      const size_t begin = at;
      while (at < size && !ends_cell_[static_cast<unsigned char>(bytes_[at])]) ++at;
      AddField(begin, at, false);
    }
    if (at == size || IsBreak(bytes_[at])) {
      *cut = LineEnd(at);
      return static_cast<int64_t>(at - at_) > kLongestRecord ? RecordError::kOverLong : RecordError::kNone;
    }
  }
}

RecordError Reader::ScanQuoted(size_t* at, Cut* cut) {
  const size_t open = *at;
  const size_t limit = std::min(bytes_.size(), at_ + static_cast<size_t>(kLongestRecord));
  bool escaped = false;
  RecordError error = RecordError::kUnclosedQuote;
  for (size_t from = open + 1; from < limit;) {
    const void* found = std::memchr(bytes_.data() + from, dialect_.quote, limit - from);
    if (found == nullptr) break;
    const auto close = static_cast<size_t>(static_cast<const char*>(found) - bytes_.data());
    const size_t after = close + 1;
    if (after < bytes_.size() && bytes_[after] == dialect_.quote) {
      escaped = true;
      from = after + 1;
      continue;
    }
    if (after == bytes_.size() || ends_cell_[static_cast<unsigned char>(bytes_[after])]) {
      AddField(open + 1, close, escaped);
      breaks_within_ = breaks_within_ || std::any_of(fields_.back().begin(), fields_.back().end(), IsBreak);
      *at = after;
      return RecordError::kNone;
    }
    error = RecordError::kStrayQuote;
    break;
  }
  *cut = LineEnd(std::min(bytes_.find_first_of("\r\n", open), bytes_.size()));
  return error;
}

Reader::Cut Reader::LineEnd(size_t at) const {
  if (at >= bytes_.size()) return {bytes_.size(), bytes_.size()};
  const bool crlf = bytes_[at] == '\r' && at + 1 < bytes_.size() && bytes_[at + 1] == '\n';
  return {at, at + (crlf ? 2 : 1)};
}

void Reader::AddField(size_t begin, size_t end, bool escaped) {
  fields_.emplace_back(bytes_.data() + begin, end - begin);
  escaped_.push_back(escaped ? 1 : 0);
  any_escaped_ = any_escaped_ || escaped;
}

RecordError Reader::Decode(std::string_view record) {
  if (decode_) {
    if (record.find('\0') != std::string_view::npos) return RecordError::kBadEncoding;
    if (any_escaped_ || !NextWideRun(record, 0).empty()) Rewrite(record.size());
    return RecordError::kNone;
  }
  if (!clean_ && !IsCleanUtf8(record)) return RecordError::kBadEncoding;
  if (any_escaped_) Rewrite(record.size());
  return RecordError::kNone;
}

void Reader::Rewrite(size_t length) {
  rewritten_.clear();
  rewritten_.reserve(3 * length);  // so that no append moves what fields_ points to
  std::string plain;
  for (size_t i = 0; i < fields_.size(); ++i) {
    const std::string_view field = fields_[i];
    const size_t begin = rewritten_.size();
    std::string_view text = field;
    if (escaped_[i] != 0) {
      plain.clear();
      for (size_t at = 0; at < field.size(); at += field[at] == dialect_.quote ? 2 : 1) plain += field[at];
      text = plain;
    } else if (!decode_) {
      continue;
    }
    if (decode_) {
      AppendWindows1252(text, &rewritten_);
    } else {
      rewritten_ += text;
    }
    fields_[i] = std::string_view(rewritten_).substr(begin);
  }
}

}  // namespace till::csv
