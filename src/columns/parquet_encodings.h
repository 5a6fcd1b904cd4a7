#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace till::columns {

/// Parquet's encodings, as https://parquet.apache.org/docs/file-format/data-pages/encodings/ defines them. Each
/// appends to `out`.

/// Runs of equal values and bit-packed groups of eight; every value is below 2^width. (RLE)
void AppendHybrid(std::span<const uint32_t> values, int width, std::string* out);
/// One bit a value. (PLAIN of booleans)
void AppendBits(std::span<const int64_t> values, std::string* out);
/// Differences in blocks of 128, packed by fours of 32. Values of 32 bits differ modulo 2^32. (DELTA_BINARY_PACKED)
void AppendDeltas32(std::span<const int64_t> values, std::string* out);
void AppendDeltas64(std::span<const int64_t> values, std::string* out);
/// All lengths, then all bytes. (DELTA_LENGTH_BYTE_ARRAY)
void AppendTexts(std::span<const std::string_view> texts, std::string* out);
/// Each text after its length. (PLAIN)
void AppendPlainTexts(std::span<const std::string_view> texts, std::string* out);

/// Texts as places in a list of the distinct ones.
struct Dictionary {
  std::vector<std::string_view> entries;  ///< in order of first occurrence
  std::vector<uint32_t> places;           ///< one for each text
};
/// Nothing if there are none, fewer than half of the texts are repeats, or there are more distinct ones than a
/// dictionary should have.
std::optional<Dictionary> DictionaryOf(std::span<const std::string_view> texts);

/// How many bits the values 0 … largest take.
int BitWidth(uint64_t largest);

}  // namespace till::columns
