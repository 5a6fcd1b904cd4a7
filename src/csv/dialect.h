#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace till::csv {

/// As much of a file as is read to find out its dialect.
inline constexpr size_t kHeadBytes = 64 * 1024;

/// How a file is written.
struct Dialect {
  char delimiter = ',';  ///< ',', ';', tab or '|'
  char quote = '"';
  std::string encoding = "utf-8";  ///< "utf-8", "windows-1252", or "utf-16le" and "utf-16be", which no reader takes
  bool bom = false;                ///< it starts with a UTF-8 byte order mark
  bool header = true;              ///< its first record looks like names and not like values

  bool operator==(const Dialect&) const = default;
};

/// What somebody has said of a file; it is believed.
struct DialectHints {
  char delimiter = '\0';  ///< '\0': to be found out
  std::string encoding;   ///< empty: to be found out
};

/// The dialect of a (decompressed) file that starts with `head`; a head of exactly kHeadBytes is taken to be cut, any
/// other to be the whole file. The delimiter is the one that gives most records of the first kHeadBytes as many cells
/// as the first record, at equality the one that gives more cells. The encoding is windows-1252 where bytes that are
/// not UTF-8 outnumber the characters beyond ASCII that are; so a single torn row does not turn a UTF-8 file.
Dialect SniffDialect(std::string_view head, const DialectHints& hints = {});

/// `head` up to and with its last line break, so that no record of it is cut; all of it if it has none.
std::string_view WholeLines(std::string_view head);

}  // namespace till::csv
