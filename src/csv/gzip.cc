#include "csv/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <cstdint>

#include "csv/dialect.h"

namespace till::csv {
namespace {

constexpr size_t kPiece = 256 * 1024;
constexpr int kGzipOnly = 15 + 16;  // the largest window, a gzip header (zlib.h, inflateInit2)

/// How far decompression got.
enum class End { kWhole, kCut, kDamaged, kEnough };

/// Appends the content of all members of `bytes` to `content` until it has `most` bytes.
End Inflate(std::string_view bytes, size_t most, std::string* content) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) return End::kDamaged;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  size_t left = bytes.size();
  End end = End::kCut;
  for (bool within = true;;) {
    if (stream.avail_in == 0) {
      stream.avail_in = static_cast<uInt>(std::min<size_t>(left, UINT_MAX));
      left -= stream.avail_in;
    }
    if (!within && stream.avail_in == 0) {
      end = End::kWhole;
      break;
    }
    const size_t had = content->size();
    content->resize(had + kPiece);
    stream.next_out = reinterpret_cast<Bytef*>(content->data() + had);
    stream.avail_out = kPiece;
    const int code = inflate(&stream, Z_NO_FLUSH);
    content->resize(had + kPiece - stream.avail_out);
    within = code != Z_STREAM_END;
    if (content->size() >= most) {
      end = End::kEnough;
      break;
    }
    if (code == Z_STREAM_END) {
      inflateReset(&stream);
    } else if (code == Z_BUF_ERROR && stream.avail_in == 0 && left == 0) {
      break;
    } else if (code != Z_OK) {
      end = End::kDamaged;
      break;
    }
  }
  inflateEnd(&stream);
  return end;
}

}  // namespace

bool IsGzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

Result<std::string> Gunzip(std::string_view bytes) {
  std::string content;
  switch (Inflate(bytes, SIZE_MAX, &content)) {
    case End::kCut:
      return Rejected("the gzip file ends too early");
    case End::kDamaged:
      return Rejected("the gzip file is damaged");
    default:
      return content;
  }
}

std::string GunzipHead(std::string_view head) {
  std::string content;
  Inflate(head, kHeadBytes, &content);
  if (content.size() > kHeadBytes) content.resize(kHeadBytes);
  return content;
}

}  // namespace till::csv
