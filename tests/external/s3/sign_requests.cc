// Prints random requests with the authorization that they are signed with, a JSON object a line, for
// equal_signatures.py to sign again. usage: s3_sign_requests COUNT
#include <cstdio>
#include <cstdlib>

#include "adapters/aws/sign/signature.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/random.h"

namespace till {
namespace {

/// Of what signers get wrong: separators, blanks, reserved and other bytes.
std::string RandomText(Random& random, size_t most) {
  static constexpr std::string_view kPieces[] = {
      "a", "Z", "0", "-", ".", "_",  "~",  "=", "&", "+",      "%",      "%2F",       "@", ":",
      ";", "?", "#", " ", "*", "'",  "\"", "(", ")", "!",      "$",      ",",         "[", "]",
      "{", "|", "}", "<", ">", "\\", "^",  "`", "/", "\u00e9", "\u65e5", "\U0001F600"};
  std::string text;
  for (size_t i = 1 + random.Below(most); i > 0; --i) text += kPieces[random.Below(std::size(kPieces))];
  return text;
}

Json ToJson(const aws::Pairs& pairs) {
  Json list = Json::array();
  for (const auto& [name, value] : pairs) list.push_back(Json::array({name, value}));
  return list;
}

Json SignedRequest(uint64_t number) {
  static constexpr std::string_view kServices[] = {"s3", "glue", "quicksight"};
  static constexpr std::string_view kMethods[] = {"GET", "PUT", "POST", "DELETE", "HEAD"};
  Random random(2026, number);
  const aws::Scope scope{std::string(kServices[random.Below(3)]), random.Below(2) == 0 ? "eu-west-1" : "us-east-1"};
  aws::Request request;
  request.method = kMethods[random.Below(5)];
  request.path = "/" + RandomText(random, 30);
  // Every other service's signer resolves "//" and dots first, which no path of ours has.
  if (scope.service != "s3") {
    request.path = "/p";
    for (const char c : RandomText(random, 30)) {
      if (c != '/' && c != '.') request.path += c;
    }
  }
  for (uint64_t i = random.Below(5); i > 0; --i) {
    request.query.emplace_back(RandomText(random, 6), random.Below(4) == 0 ? "" : RandomText(random, 12));
  }
  if (random.Below(2) == 0) request.headers.emplace_back("range", "bytes=0-" + std::to_string(random.Below(1000)));
  if (random.Below(2) == 0) request.headers.emplace_back("x-amz-meta-till-write", std::to_string(random.Next()));
  if (random.Below(2) == 0) request.headers.emplace_back("if-none-match", "*");
  const std::string body = random.Below(2) == 0 ? "" : RandomText(random, 50);
  const aws::Credentials keys{.access_key = "AKIA" + std::to_string(random.Below(1'000'000)),
                              .secret_key = std::to_string(random.Next()) + "/+secret",
                              .session_token = random.Below(2) == 0 ? "" : std::to_string(random.Next()) + "/+=="};
  const Instant now{static_cast<int64_t>(random.Below(1'900'000'000)) * 1'000'000};
  const auto added = aws::SignatureHeaders(request, "127.0.0.1:9000", Sha256Hex(body), keys, scope, now);
  return Json{{"service", scope.service},
              {"region", scope.region},
              {"method", request.method},
              {"path", request.path},
              {"query", ToJson(request.query)},
              {"headers", ToJson(request.headers)},
              {"body", body},
              {"keys", Json::array({keys.access_key, keys.secret_key, keys.session_token})},
              {"date", added[2].second},
              {"authorization", added.back().second}};
}

}  // namespace
}  // namespace till

int main(int argc, char** argv) {
  const int count = argc == 2 ? std::atoi(argv[1]) : 0;
  for (int i = 0; i < count; ++i) std::puts(till::ToText(till::SignedRequest(static_cast<uint64_t>(i))).c_str());
  return count > 0 ? 0 : 2;
}
