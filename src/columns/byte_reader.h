#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace till::columns {

/// Reads bytes from front to back. Whatever lies behind their end reads as zero and makes it not ok; nothing is read
/// out of bounds.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::string_view rest() const { return bytes_; }

  std::string_view Take(size_t size) {
    if (size > bytes_.size()) {
      Fail();
      return {};
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  uint8_t Byte() {
    const std::string_view one = Take(1);
    return one.empty() ? 0 : static_cast<uint8_t>(one.front());
  }

  /// The lowest `size` bytes of a little-endian word; `size` is at most 8.
  uint64_t Word(size_t size) {
    uint64_t word = 0;
    const std::string_view taken = Take(size);
    if (!taken.empty()) std::memcpy(&word, taken.data(), taken.size());
    return word;
  }

  /// What AppendVarint wrote.
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    Fail();
    return 0;
  }

  /// What AppendZigZag wrote.
  int64_t ZigZag() {
    const uint64_t value = Varint();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }

  void Fail() {
    ok_ = false;
    bytes_ = {};
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace till::columns
