#include "adapters/aws/sign/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "adapters/aws/sign/encoding.h"
#include "base/hash.h"
#include "base/text.h"

namespace till::aws {
namespace {

std::string HmacSha256(std::string_view key, std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

/// Without blanks at both ends, and with one blank for each run of them within.
std::string CanonicalValue(std::string_view value) {
  std::string text;
  for (const char c : Trim(value)) {
    if (c != ' ' || text.back() != ' ') text += c;
  }
  return text;
}

}  // namespace

std::string Authorization(const Request& request, Pairs headers, std::string_view payload_hash,
                          const Credentials& credentials, const Scope& scope, Instant now) {
  std::stable_sort(headers.begin(), headers.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string header_lines;
  std::string names;
  for (const auto& [name, value] : headers) {
    header_lines += name + ":" + CanonicalValue(value) + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  std::string path = PercentEncode(request.path, Slash::kKept);
  if (scope.service != "s3") path = PercentEncode(path, Slash::kKept);
  const std::string canonical = request.method + "\n" + path + "\n" + CanonicalQuery(request.query) + "\n" +
                                header_lines + "\n" + names + "\n" + std::string(payload_hash);

  const std::string time = CompactTime(now);
  const std::string day = time.substr(0, 8);
  const std::string credential_scope = day + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string to_sign = "AWS4-HMAC-SHA256\n" + time + "\n" + credential_scope + "\n" + Sha256Hex(canonical);
  std::string key = HmacSha256("AWS4" + credentials.secret_key, day);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")}) {
    key = HmacSha256(key, part);
  }
  return "AWS4-HMAC-SHA256 Credential=" + credentials.access_key + "/" + credential_scope + ", SignedHeaders=" + names +
         ", Signature=" + Hex(HmacSha256(key, to_sign));
}

Pairs SignatureHeaders(const Request& request, std::string_view host, std::string_view payload_hash,
                       const Credentials& credentials, const Scope& scope, Instant now) {
  Pairs added = {{"host", std::string(host)},
                 {"x-amz-content-sha256", std::string(payload_hash)},
                 {"x-amz-date", CompactTime(now)}};
  if (!credentials.session_token.empty()) added.emplace_back("x-amz-security-token", credentials.session_token);
  Pairs all = request.headers;
  all.insert(all.end(), added.begin(), added.end());
  added.emplace_back("authorization", Authorization(request, std::move(all), payload_hash, credentials, scope, now));
  return added;
}

}  // namespace till::aws
