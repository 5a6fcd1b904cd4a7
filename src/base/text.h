#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace till {

/// The parts of `text` between each `separator`; an empty text has one empty part.
std::vector<std::string> Split(std::string_view text, char separator);
std::string Join(std::span<const std::string> parts, std::string_view separator);
/// Without ASCII blanks at both ends.
std::string_view Trim(std::string_view text);
/// ASCII only; other bytes stay.
std::string ToLower(std::string_view text);
/// Every occurrence of `from` in `text` replaced by `to`.
std::string Replace(std::string_view text, std::string_view from, std::string_view to);
/// The whole of `text` as a decimal integer, or nothing.
std::optional<int64_t> ParseInt(std::string_view text);
/// "1,234,567" for people.
std::string WithThousands(int64_t value);
/// "1 file", "2 files".
std::string Count(int64_t n, std::string_view singular, std::string_view plural = {});

/// The nearest of `known` to `name` (edit distance of at most a third of its length, case ignored), for a
/// "did you mean" hint; nothing if none is near.
std::optional<std::string> Nearest(std::string_view name, std::span<const std::string> known);
/// "did you mean 'x'?", else "known: a, b, c".
std::string DidYouMean(std::string_view name, std::span<const std::string> known);

/// `text` made safe to be shown in an error: at most 60 characters, control bytes and bytes that are not UTF-8
/// written as \xNN.
std::string Shown(std::string_view text);
/// Whether `text` is valid UTF-8.
bool IsUtf8(std::string_view text);

}  // namespace till
