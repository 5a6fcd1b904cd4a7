#include "adapters/aws/s3/checksum.h"

#include <array>
#include <cstring>

#include "adapters/aws/sign/encoding.h"

namespace till::aws {
namespace {

/// 0x1EDC6F41 with its bits reversed.
constexpr uint32_t kPolynomial = 0x82F63B78;

constexpr std::array<uint32_t, 256> kTable = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ ((rest & 1) != 0 ? kPolynomial : 0);
    table[byte] = rest;
  }
  return table;
}();

#ifdef __x86_64__
__attribute__((target("sse4.2"))) uint32_t Crc32cByInstruction(std::string_view bytes, uint32_t before) {
  uint64_t rest = ~before;
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= bytes.size(); at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    rest = __builtin_ia32_crc32di(rest, word);
  }
  auto last = static_cast<uint32_t>(rest);
  for (; at < bytes.size(); ++at) last = __builtin_ia32_crc32qi(last, static_cast<uint8_t>(bytes[at]));
  return ~last;
}
#endif

}  // namespace

uint32_t Crc32cByTable(std::string_view bytes, uint32_t before) {
  uint32_t rest = ~before;
  for (const char byte : bytes) rest = rest >> 8 ^ kTable[(rest ^ static_cast<uint8_t>(byte)) & 0xFF];
  return ~rest;
}

uint32_t Crc32c(std::string_view bytes, uint32_t before) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("sse4.2")) return Crc32cByInstruction(bytes, before);
#endif
  return Crc32cByTable(bytes, before);
}

std::string ChecksumText(uint32_t crc) {
  std::string text;
  for (const int shift : {24, 16, 8, 0}) text += static_cast<char>(crc >> shift & 0xFF);
  return Base64(text);
}

std::string ChecksumOf(std::string_view bytes) { return ChecksumText(Crc32c(bytes)); }

}  // namespace till::aws
