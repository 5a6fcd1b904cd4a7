#include "columns/parquet_encodings.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <type_traits>
#include <unordered_map>

#include "columns/thrift_writer.h"

namespace till::columns {
namespace {

static_assert(std::endian::native == std::endian::little,
              "Parquet is little-endian, and numbers are copied as they lie");

constexpr size_t kGroup = 8;  // values of one bit-packed group
constexpr size_t kBlock = 128;
constexpr size_t kMiniblock = 32;
constexpr size_t kMostEntries = 4096;
constexpr size_t kMostEntryBytes = 1 << 20;

void AppendWord(uint64_t word, size_t bytes, std::string* out) {
  out->append(reinterpret_cast<const char*>(&word), bytes);
}

/// The values' lowest `width` bits, end to end from the lowest bit of the first byte.
template <typename T>
void AppendPacked(std::span<const T> values, int width, std::string* out) {
  uint64_t word = 0;
  int filled = 0;
  for (const uint64_t value : values) {
    word |= value << filled;
    if (filled + width < 64) {
      filled += width;
      continue;
    }
    AppendWord(word, 8, out);
    word = filled == 0 ? 0 : value >> (64 - filled);
    filled += width - 64;
  }
  AppendWord(word, static_cast<size_t>(filled + 7) / 8, out);
}

void AppendGroups(std::span<const uint32_t> values, int width, std::string* out) {
  if (values.empty()) return;
  const size_t groups = (values.size() + kGroup - 1) / kGroup;
  AppendVarint(groups << 1 | 1, out);
  const size_t whole = values.size() / kGroup * kGroup;
  AppendPacked(values.first(whole), width, out);
  if (whole == values.size()) return;
  std::array<uint32_t, kGroup> last{};
  std::copy(values.begin() + static_cast<ptrdiff_t>(whole), values.end(), last.begin());
  AppendPacked(std::span<const uint32_t>(last), width, out);
}

/// Signed is the column's physical type.
template <typename Signed>
void AppendDeltas(std::span<const int64_t> values, std::string* out) {
  using Unsigned = std::make_unsigned_t<Signed>;
  AppendVarint(kBlock, out);
  AppendVarint(kBlock / kMiniblock, out);
  AppendVarint(values.size(), out);
  AppendZigZag(values.empty() ? 0 : values.front(), out);
  for (size_t begin = 1; begin < values.size(); begin += kBlock) {
    const size_t count = std::min(kBlock, values.size() - begin);
    std::array<uint64_t, kBlock> deltas{};
    Signed least = std::numeric_limits<Signed>::max();
    for (size_t i = 0; i < count; ++i) {
      const auto delta = static_cast<Unsigned>(static_cast<uint64_t>(values[begin + i]) -
                                               static_cast<uint64_t>(values[begin + i - 1]));
      deltas[i] = delta;
      least = std::min(least, static_cast<Signed>(delta));
    }
    AppendZigZag(least, out);
    const size_t widths = out->size();
    out->append(kBlock / kMiniblock, '\0');
    for (size_t mini = 0; mini * kMiniblock < count; ++mini) {
      const auto part = std::span(deltas).subspan(mini * kMiniblock, kMiniblock);
      uint64_t bits = 0;
      for (size_t i = 0; i < std::min(kMiniblock, count - mini * kMiniblock); ++i) {
        part[i] = static_cast<Unsigned>(part[i] - static_cast<uint64_t>(least));
        bits |= part[i];
      }
      (*out)[widths + mini] = static_cast<char>(BitWidth(bits));
      AppendPacked(std::span<const uint64_t>(part), BitWidth(bits), out);
    }
  }
}

}  // namespace

int BitWidth(uint64_t largest) { return 64 - std::countl_zero(largest); }

void AppendHybrid(std::span<const uint32_t> values, int width, std::string* out) {
  size_t packed = 0;  // values before it are written
  size_t at = 0;
  while (at < values.size()) {
    size_t end = at + 1;
    while (end < values.size() && values[end] == values[at]) ++end;
    if (end - at < kGroup && end < values.size()) {
      at = std::min(at + kGroup, values.size());
      continue;
    }
    AppendGroups(values.subspan(packed, at - packed), width, out);
    AppendVarint((end - at) << 1, out);
    AppendWord(values[at], static_cast<size_t>(width + 7) / 8, out);
    packed = at = end;
  }
  AppendGroups(values.subspan(packed), width, out);
}

void AppendBits(std::span<const int64_t> values, std::string* out) { AppendPacked(values, 1, out); }

void AppendDeltas32(std::span<const int64_t> values, std::string* out) { AppendDeltas<int32_t>(values, out); }

void AppendDeltas64(std::span<const int64_t> values, std::string* out) { AppendDeltas<int64_t>(values, out); }

void AppendTexts(std::span<const std::string_view> texts, std::string* out) {
  std::vector<int64_t> lengths;
  lengths.reserve(texts.size());
  for (const std::string_view text : texts) lengths.push_back(static_cast<int64_t>(text.size()));
  AppendDeltas32(lengths, out);
  for (const std::string_view text : texts) out->append(text);
}

void AppendPlainTexts(std::span<const std::string_view> texts, std::string* out) {
  for (const std::string_view text : texts) {
    AppendWord(text.size(), 4, out);
    out->append(text);
  }
}

std::optional<Dictionary> DictionaryOf(std::span<const std::string_view> texts) {
  const size_t most = std::min(kMostEntries, texts.size() / 2);
  if (most == 0) return std::nullopt;
  Dictionary dictionary;
  std::unordered_map<std::string_view, uint32_t> known;
  size_t bytes = 0;
  for (const std::string_view text : texts) {
    if (!dictionary.places.empty() && dictionary.entries[dictionary.places.back()] == text) {
      dictionary.places.push_back(dictionary.places.back());
      continue;
    }
    const auto [found, added] = known.emplace(text, static_cast<uint32_t>(dictionary.entries.size()));
    if (added) {
      dictionary.entries.push_back(text);
      bytes += text.size();
      if (dictionary.entries.size() > most || bytes > kMostEntryBytes) return std::nullopt;
    }
    dictionary.places.push_back(found->second);
  }
  return dictionary;
}

}  // namespace till::columns
