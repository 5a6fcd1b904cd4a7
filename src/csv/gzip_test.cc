#include "csv/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace till::csv {
namespace {

std::string Gzip(std::string content) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(content.size() + 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string Long() {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",row\n";
  return text;
}

TEST(GzipTest, GivesTheContentOfAllMembers) {
  const std::string bytes = Gzip("a,b\n") + Gzip(Long());
  ASSERT_TRUE(IsGzip(bytes));
  const auto content = Gunzip(bytes);
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(*content, "a,b\n" + Long());
  EXPECT_FALSE(IsGzip("a,b\n"));
}

TEST(GzipTest, RefusesATornOrDamagedFile) {
  std::string bytes = Gzip(Long());
  EXPECT_EQ(Gunzip(bytes.substr(0, bytes.size() / 2)).error().message, "the gzip file ends too early");
  bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
  bytes[bytes.size() / 2 + 1] = static_cast<char>(~bytes[bytes.size() / 2 + 1]);
  EXPECT_EQ(Gunzip(bytes).error().code, Code::kRejected);
}

TEST(GzipTest, AHeadGivesTheContentsHead) {
  const std::string bytes = Gzip(Long());
  EXPECT_EQ(GunzipHead(bytes.substr(0, bytes.size() - 10)), Long().substr(0, 64 * 1024));
  EXPECT_EQ(GunzipHead(Gzip("a,b\n")), "a,b\n");
}

}  // namespace
}  // namespace till::csv
