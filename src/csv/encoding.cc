#include "csv/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace till::csv {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr uint64_t kHighBits = 0x8080808080808080ULL;

bool IsWide(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// U+0080 to U+009F of windows-1252 (WHATWG Encoding Standard, index windows-1252).
constexpr std::array<uint16_t, 32> kUpperControls{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                  0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void AppendEscaped(char c, std::string* text) {
  const auto byte = static_cast<unsigned char>(c);
  *text += "\\x";
  *text += kHex[byte >> 4U];
  *text += kHex[byte & 15U];
}

/// Bytes of the shortest valid UTF-8 text at the start of `bytes` that is not ASCII; 0 if there is none.
size_t WideLength(std::string_view bytes) {
  for (size_t length = 2; length <= 4 && length <= bytes.size(); ++length) {
    if (IsUtf8(bytes.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

std::string_view NextWideRun(std::string_view bytes, size_t from) {
  size_t begin = from;
  for (uint64_t word; begin + sizeof word <= bytes.size(); begin += sizeof word) {
    std::memcpy(&word, bytes.data() + begin, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (begin < bytes.size() && !IsWide(bytes[begin])) ++begin;
  size_t end = begin;
  while (end < bytes.size() && IsWide(bytes[end])) ++end;
  return bytes.substr(begin, end - begin);
}

bool IsCleanUtf8(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) return false;
  for (size_t at = 0; at < bytes.size();) {
    const std::string_view run = NextWideRun(bytes, at);
    if (!IsUtf8(run)) return false;
    at = static_cast<size_t>(run.data() - bytes.data()) + run.size();
  }
  return true;
}

void AppendWindows1252(std::string_view bytes, std::string* utf8) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      *utf8 += c;
      continue;
    }
    const unsigned point = byte < 0xA0 ? kUpperControls.at(byte - 0x80U) : byte;
    if (point < 0x800) {
      *utf8 += static_cast<char>(0xC0U | (point >> 6U));
    } else {
      *utf8 += static_cast<char>(0xE0U | (point >> 12U));
      *utf8 += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
    }
    *utf8 += static_cast<char>(0x80U | (point & 0x3FU));
  }
}

std::string EscapeBytes(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    const char c = bytes[at];
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    const size_t length = ascii ? 1 : WideLength(bytes.substr(at));
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\0' || length == 0) {
      AppendEscaped(c, &text);
    } else {
      text += bytes.substr(at, length);
    }
    at += std::max<size_t>(length, 1);
  }
  return text;
}

std::optional<std::string> UnescapeBytes(std::string_view text) {
  std::string bytes;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      bytes += text[at];
    } else if (text.substr(at, 2) == "\\\\") {
      bytes += '\\';
      ++at;
    } else {
      if (at + 4 > text.size() || text[at + 1] != 'x') return std::nullopt;
      const size_t high = kHex.find(text[at + 2]);
      const size_t low = kHex.find(text[at + 3]);
      if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
      bytes += static_cast<char>(high << 4U | low);
      at += 3;
    }
  }
  return bytes;
}

}  // namespace till::csv
