#include "adapters/aws/s3/checksum.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace till::aws {
namespace {

// The values of RFC 3720, B.4, and of the catalogue of CRC algorithms.
TEST(Crc32c, IsAsInTheStandard) {
  EXPECT_EQ(Crc32c(""), 0U);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(ChecksumOf("123456789"), "4waSgw==");
}

TEST(Crc32c, IsTheSameOnAnyProcessor) {
  Random random(2026, 1);
  for (size_t size = 0; size < 100; ++size) {
    std::string bytes(size, ' ');
    for (char& c : bytes) c = static_cast<char>(random.Next());
    EXPECT_EQ(Crc32c(bytes), Crc32cByTable(bytes)) << size;
    EXPECT_EQ(Crc32c(std::string_view(bytes).substr(size / 3)), Crc32cByTable(bytes.substr(size / 3))) << size;
    const uint32_t head = Crc32c(std::string_view(bytes).substr(0, size / 3));
    EXPECT_EQ(Crc32c(std::string_view(bytes).substr(size / 3), head), Crc32c(bytes)) << size;
    EXPECT_EQ(Crc32cByTable(std::string_view(bytes).substr(size / 3), head), Crc32c(bytes)) << size;
  }
}

}  // namespace
}  // namespace till::aws
