#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace till::columns {

/// The inverse of each function of parquet_encodings.h: exactly `count` values from the front of `bytes`; empty, where
/// `count` is not 0, if the bytes do not hold them.
std::vector<uint32_t> ReadHybrid(std::string_view bytes, int width, size_t count);
std::vector<int64_t> ReadBits(std::string_view bytes, size_t count);
/// Of values of 32 bits, which differ modulo 2^32, and of 64.
std::vector<int64_t> ReadDeltas32(std::string_view bytes, size_t count);
std::vector<int64_t> ReadDeltas64(std::string_view bytes, size_t count);
std::vector<std::string_view> ReadTexts(std::string_view bytes, size_t count);
std::vector<std::string_view> ReadPlainTexts(std::string_view bytes, size_t count);

}  // namespace till::columns
