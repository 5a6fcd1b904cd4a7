#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace till::aws {

/// CRC-32C of `bytes` after others whose own is `before`, by the processor's own instruction where it has one.
/// Source: RFC 3720, appendix B.4.
uint32_t Crc32c(std::string_view bytes, uint32_t before = 0);
/// The same on any processor.
uint32_t Crc32cByTable(std::string_view bytes, uint32_t before = 0);

/// A CRC-32C as the header x-amz-checksum-crc32c and the element ChecksumCRC32C have it: four bytes, the highest first,
/// in base64.
std::string ChecksumText(uint32_t crc);
/// That of Crc32c(bytes).
std::string ChecksumOf(std::string_view bytes);

}  // namespace till::aws
