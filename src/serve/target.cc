#include "serve/target.h"

#include <optional>

#include "base/text.h"

namespace till::serve {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus { kIsBlank, kIsPlus };

std::optional<std::string> Decoded(std::string_view text, Plus plus) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::kIsBlank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size() || HexDigit(text[i + 1]) < 0 || HexDigit(text[i + 2]) < 0) return std::nullopt;
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    }
  }
  if (!IsUtf8(decoded) || decoded.find('\0') != std::string::npos) return std::nullopt;
  return decoded;
}

}  // namespace

Result<Request> ParseTarget(std::string_view target) {
  const size_t mark = target.find('?');
  const auto path = Decoded(target.substr(0, mark), Plus::kIsPlus);
  if (!path) return Invalid("cannot read address '" + Shown(target) + "'");
  for (const std::string& segment : Split(*path, '/')) {
    if (segment == "." || segment == "..") return Invalid("cannot read address '" + Shown(target) + "'");
  }
  Request request{*path, {}};
  if (mark == std::string_view::npos || mark + 1 == target.size()) return request;
  for (const std::string& part : Split(target.substr(mark + 1), '&')) {
    const size_t equals = part.find('=');
    const auto key = Decoded(std::string_view(part).substr(0, equals), Plus::kIsBlank);
    const auto value =
        Decoded(equals == std::string::npos ? "" : std::string_view(part).substr(equals + 1), Plus::kIsBlank);
    if (!key || !value) return Invalid("cannot read address '" + Shown(target) + "'");
    if (!key->empty()) request.query.emplace_back(*key, *value);
  }
  return request;
}

}  // namespace till::serve
