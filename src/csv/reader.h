#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "csv/dialect.h"

namespace till::csv {

/// A record longer than this many bytes is broken.
inline constexpr int64_t kLongestRecord = 1 << 20;

/// Why a record cannot be read.
enum class RecordError : uint8_t {
  kNone,
  kUnclosedQuote,  ///< a quoted cell that does not end before the file or kLongestRecord does
  kStrayQuote,     ///< a quoted cell that goes on after its closing quote
  kOverLong,       ///< more than kLongestRecord bytes
  kBadEncoding,    ///< bytes that are not in the file's encoding, or a NUL
};

/// "unclosed_quote", "stray_quote", "over_long", "bad_encoding"; "" for kNone.
std::string_view ErrorCode(RecordError error);
/// In words: "a quote is never closed".
std::string_view ErrorWords(RecordError error);

/// One record of a file. Its views hold until the next call of Reader::Next, `bytes` as long as the buffer.
struct Record {
  std::span<const std::string_view> fields;  ///< in UTF-8, without quotes; what could be read of a broken record
  int64_t line = 0;                          ///< 1-based physical line where it starts
  int64_t byte = 0;                          ///< 0-based offset where it starts, a byte order mark counted
  std::string_view bytes;                    ///< as they stand in the file, without the line break
  RecordError error = RecordError::kNone;
};

/// Reads a buffer record by record: RFC 4180, with LF, CRLF or CR between records and within quoted cells, and with or
/// without a line break at the end. Empty lines are no records but count as lines. A quote within a cell that does
/// not start with one is text, as in `12" pipe`. A record with a broken quote ends with the line on which the
/// broken cell starts, so that it costs no other record. The buffer must outlive the reader. One thread.
class Reader {
 public:
  /// For a dialect in utf-8 or windows-1252. Bytes that windows-1252 leaves undefined become the control characters
  /// U+0081, U+008D, U+008F, U+0090 and U+009D, as the WHATWG Encoding Standard has it.
  Reader(std::string_view bytes, const Dialect& dialect);

  /// The next record, or false at the end of the buffer.
  bool Next(Record* record);

 private:
  struct Cut {
    size_t end;   ///< of the record, without its line break
    size_t next;  ///< where the next one starts
  };

  void SkipEmptyLines();
  RecordError Scan(Cut* cut);
  RecordError ScanQuoted(size_t* at, Cut* cut);
  Cut LineEnd(size_t at) const;
  void AddField(size_t begin, size_t end, bool escaped);
  RecordError Decode(std::string_view record);
  void Rewrite(size_t length);

  std::string_view bytes_;
  Dialect dialect_;
  bool clean_ = false;        ///< the whole buffer is valid UTF-8, so that records need not be looked at
  bool decode_ = false;       ///< from windows-1252
  bool ends_cell_[256] = {};  ///< delimiter and line breaks
  size_t at_ = 0;
  int64_t line_ = 1;
  bool breaks_within_ = false;  ///< the record at hand may have line breaks in quoted cells
  std::vector<std::string_view> fields_;
  std::vector<uint8_t> escaped_;  ///< one a field: it holds doubled quotes
  bool any_escaped_ = false;
  std::string rewritten_;  ///< fields that are not in the file as they are read
};

}  // namespace till::csv
