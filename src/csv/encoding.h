#pragma once

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

}  // namespace till::csv
