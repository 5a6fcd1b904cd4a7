#include "columns/parquet_decodings.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "columns/byte_reader.h"

namespace till::columns {
namespace {

static_assert(std::endian::native == std::endian::little,
              "Parquet is little-endian, and numbers are copied as they lie");

constexpr size_t kGroup = 8;  // values of one bit-packed group
constexpr size_t kBlock = 128;
constexpr size_t kMiniblocks = 4;
constexpr size_t kMiniblock = kBlock / kMiniblocks;

/// The value of `width` bits, at most 64, that begins at bit `at`.
uint64_t PackedAt(std::string_view bytes, size_t at, int width) {
  if (width == 0) return 0;
  uint64_t words[2] = {0, 0};
  const size_t first = at / 8;
  std::memcpy(words, bytes.data() + first, std::min(bytes.size() - first, size_t{9}));
  const int shift = static_cast<int>(at % 8);
  const uint64_t value = shift == 0 ? words[0] : words[0] >> shift | words[1] << (64 - shift);
  return width == 64 ? value : value & ((uint64_t{1} << width) - 1);
}

/// Signed is the column's physical type. `taken` becomes what is left behind the values.
template <typename Signed>
std::vector<int64_t> ReadDeltas(std::string_view bytes, size_t count, std::string_view* rest) {
  ByteReader reader(bytes);
  const bool as_we_write = reader.Varint() == kBlock && reader.Varint() == kMiniblocks && reader.Varint() == count;
  auto value = static_cast<uint64_t>(reader.ZigZag());
  if (!as_we_write || !reader.ok()) return {};
  std::vector<int64_t> values;
  values.reserve(count);
  if (count > 0) values.push_back(static_cast<Signed>(value));
  while (values.size() < count && reader.ok()) {
    const auto least = static_cast<uint64_t>(reader.ZigZag());
    const std::string_view widths = reader.Take(kMiniblocks);
    for (size_t mini = 0; mini < widths.size() && values.size() < count; ++mini) {
      const int width = static_cast<uint8_t>(widths[mini]);
      if (width > 64) return {};
      const std::string_view packed = reader.Take(kMiniblock * static_cast<size_t>(width) / 8);
      if (!reader.ok()) return {};
      const size_t here = std::min(kMiniblock, count - values.size());
      for (size_t i = 0; i < here; ++i) {
        value += least + PackedAt(packed, i * static_cast<size_t>(width), width);
        values.push_back(static_cast<Signed>(value));
      }
    }
  }
  if (values.size() != count) return {};
  if (rest != nullptr) *rest = reader.rest();
  return values;
}

}  // namespace

std::vector<uint32_t> ReadHybrid(std::string_view bytes, int width, size_t count) {
  ByteReader reader(bytes);
  std::vector<uint32_t> values;
  values.reserve(count);
  while (values.size() < count && reader.ok()) {
    const uint64_t head = reader.Varint();
    const size_t left = count - values.size();
    if ((head & 1) == 0) {
      const auto value = static_cast<uint32_t>(reader.Word(static_cast<size_t>(width + 7) / 8));
      if (head >> 1 > left || head == 0) return {};
      values.insert(values.end(), head >> 1, value);
      continue;
    }
    const uint64_t groups = head >> 1;
    if (groups == 0 || groups > (left + kGroup - 1) / kGroup) return {};
    const std::string_view packed = reader.Take(groups * static_cast<size_t>(width));
    if (!reader.ok()) return {};
    const size_t here = std::min<size_t>(groups * kGroup, left);
    for (size_t i = 0; i < here; ++i) {
      values.push_back(static_cast<uint32_t>(PackedAt(packed, i * static_cast<size_t>(width), width)));
    }
  }
  if (!reader.ok()) return {};
  return values;
}

std::vector<int64_t> ReadBits(std::string_view bytes, size_t count) {
  if (bytes.size() < (count + 7) / 8) return {};
  std::vector<int64_t> values;
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) values.push_back(bytes[i / 8] >> (i % 8) & 1);
  return values;
}

std::vector<int64_t> ReadDeltas32(std::string_view bytes, size_t count) {
  return ReadDeltas<int32_t>(bytes, count, nullptr);
}

std::vector<int64_t> ReadDeltas64(std::string_view bytes, size_t count) {
  return ReadDeltas<int64_t>(bytes, count, nullptr);
}

std::vector<std::string_view> ReadTexts(std::string_view bytes, size_t count) {
  std::string_view rest;
  const std::vector<int64_t> lengths = ReadDeltas<int32_t>(bytes, count, &rest);
  ByteReader reader(rest);
  std::vector<std::string_view> texts;
  texts.reserve(lengths.size());
  for (const int64_t length : lengths) {
    if (length < 0) return {};
    texts.push_back(reader.Take(static_cast<size_t>(length)));
  }
  if (!reader.ok()) return {};
  return texts;
}

std::vector<std::string_view> ReadPlainTexts(std::string_view bytes, size_t count) {
  ByteReader reader(bytes);
  std::vector<std::string_view> texts;
  for (size_t i = 0; i < count && reader.ok(); ++i) texts.push_back(reader.Take(reader.Word(4)));
  if (!reader.ok()) return {};
  return texts;
}

}  // namespace till::columns
