#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/aws/sign/http.h"
#include "base/time.h"

namespace till::aws {

enum class Slash { kEncoded, kKept };

/// Every byte but A-Z a-z 0-9 - . _ ~ as %XX, with upper-case digits; '/' as `slash` says.
std::string PercentEncode(std::string_view text, Slash slash);
/// The reverse of it; '+' is a blank, as S3 writes it in listings. kCorrupt on a '%' without two hex digits.
Result<std::string> PercentDecode(std::string_view text);
/// "a=1&b=": encoded, and sorted by the encoded names and values, as Signature V4 wants it. This very text is sent.
std::string CanonicalQuery(const Pairs& query);

/// "20260105T082600Z".
std::string CompactTime(Instant instant);
/// A Date header, "Mon, 05 Jan 2026 08:26:00 GMT", or nothing.
std::optional<Instant> ParseHttpDate(std::string_view text);

/// `bytes` in base64.
std::string Base64(std::string_view bytes);

}  // namespace till::aws
