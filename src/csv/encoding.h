#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace till::csv {

/// The first run of bytes beyond ASCII at or after `from`; empty, and at the end of `bytes`, if there is none. A UTF-8
/// character never spans two runs.
std::string_view NextWideRun(std::string_view bytes, size_t from);

/// Valid UTF-8 without NUL.
bool IsCleanUtf8(std::string_view bytes);

/// Puts windows-1252 `bytes` behind `utf8`, which grows by at most three times as many.
void AppendWindows1252(std::string_view bytes, std::string* utf8);

/// `bytes` as UTF-8 text from which they can be had again: a backslash is doubled; NUL and every byte that is no part
/// of a UTF-8 character is written \xNN.
std::string EscapeBytes(std::string_view bytes);
/// The inverse of EscapeBytes; nothing if `text` is none of its results.
std::optional<std::string> UnescapeBytes(std::string_view text);

}  // namespace till::csv
