#include "adapters/aws/sign/role_endpoints.h"

#include <algorithm>
#include <array>

#include "adapters/aws/sign/client.h"
#include "adapters/aws/sign/encoding.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace till::aws {
namespace {

using Found = Result<std::optional<Credentials>>;

constexpr int kTries = 3;
constexpr int64_t kPauseMicros = 200'000;
constexpr Patience kNearby{.connect_millis = 1'000, .stall_seconds = 5};
constexpr std::string_view kContainerHost = "http://169.254.170.2";
constexpr std::string_view kMetadataHost = "http://169.254.169.254";
/// Hosts that may be asked for credentials over plain HTTP.
constexpr std::array<std::string_view, 6> kTrusted = {"127.0.0.1",     "localhost",      "[::1]",
                                                      "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};

Found FromJson(const Response& response, std::string_view what) {
  TILL_ASSIGN(const Json json, ParseJson(response.body, what));
  Credentials credentials;
  TILL_ASSIGN(credentials.access_key, Member<std::string>(json, "AccessKeyId", what));
  TILL_ASSIGN(credentials.secret_key, Member<std::string>(json, "SecretAccessKey", what));
  if (json.contains("Token")) {
    TILL_ASSIGN(credentials.session_token, Member<std::string>(json, "Token", what));
  }
  if (json.contains("Expiration")) {
    TILL_ASSIGN(const std::string expires, Member<std::string>(json, "Expiration", what));
    credentials.expires = Instant::Parse(expires);
    if (!credentials.expires) return Corrupt("cannot read " + std::string(what) + ": 'Expiration' is no time");
  }
  return std::optional(credentials);
}

/// A URL's endpoint, path and query.
Result<Endpoint> ReadUrl(std::string_view url, Request& request) {
  const size_t host = url.find("://");
  const size_t path = host == std::string_view::npos ? host : url.find('/', host + 3);
  TILL_ASSIGN(Endpoint endpoint, Endpoint::Parse(url.substr(0, path)));
  const std::string_view rest = path == std::string_view::npos ? "/" : url.substr(path);
  const size_t mark = rest.find('?');
  TILL_ASSIGN(request.path, PercentDecode(rest.substr(0, mark)));
  if (mark == std::string_view::npos) return endpoint;
  for (const std::string& pair : Split(rest.substr(mark + 1), '&')) {
    const size_t equals = std::min(pair.find('='), pair.size());
    TILL_ASSIGN(std::string name, PercentDecode(pair.substr(0, equals)));
    TILL_ASSIGN(std::string value, PercentDecode(pair.substr(std::min(equals + 1, pair.size()))));
    request.query.emplace_back(std::move(name), std::move(value));
  }
  return endpoint;
}

bool IsTrusted(const Endpoint& endpoint) {
  if (endpoint.tls) return true;
  const bool bracketed = endpoint.host.starts_with('[');
  const std::string name = endpoint.host.substr(0, endpoint.host.find(':', bracketed ? endpoint.host.find(']') : 0));
  return std::find(kTrusted.begin(), kTrusted.end(), name) != kTrusted.end();
}

}  // namespace

Result<Response> SendUnsigned(HttpClient& http, Clock& clock, const Endpoint& endpoint, const Request& request) {
  for (int i = 1;; ++i) {
    auto response = http.Send(endpoint, request);
    const bool passing = response.ok() ? response->status == 429 || response->status >= 500
                                       : response.error().code == Code::kUnavailable;
    if (!passing || i == kTries) return response;
    clock.Sleep(kPauseMicros * i);
  }
}

Found ContainerCredentials(const Environment& environment, HttpClient& http, Clock& clock) {
  const auto relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const auto full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!relative && !full) return std::optional<Credentials>();
  Request request;
  request.action = "get the container's credentials";
  request.patience = kNearby;
  TILL_ASSIGN(const Endpoint endpoint, ReadUrl(relative ? std::string(kContainerHost) + *relative : *full, request));
  if (!IsTrusted(endpoint)) {
    return Denied("cannot get the container's credentials: " + endpoint.ToString() +
                      " is neither https nor an address of this machine",
                  "mend AWS_CONTAINER_CREDENTIALS_FULL_URI");
  }
  std::string token = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
  if (const auto file = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    TILL_ASSIGN(token, ReadFile(*file));
  }
  if (!token.empty()) request.headers.emplace_back("authorization", Trim(token));
  TILL_ASSIGN(const Response response, SendUnsigned(http, clock, endpoint, request));
  if (!response.ok()) return ToError(request, response);
  return FromJson(response, "the container's credentials");
}

Found InstanceCredentials(const Environment& environment, HttpClient& http, Clock& clock) {
  if (ToLower(environment("AWS_EC2_METADATA_DISABLED").value_or("")) == "true") return std::optional<Credentials>();
  const std::string host = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or(std::string(kMetadataHost));
  TILL_ASSIGN(const Endpoint endpoint, Endpoint::Parse(host));
  Request request;
  request.action = "get the instance's credentials";
  request.patience = kNearby;
  request.method = "PUT";
  request.path = "/latest/api/token";
  request.headers = {{"x-aws-ec2-metadata-token-ttl-seconds", "21600"}};
  // Once: where there is no such service nothing answers, and all who have no credentials would wait.
  const auto token = http.Send(endpoint, request);
  if (!token.ok() || !token->ok()) return std::optional<Credentials>();
  request.method = "GET";
  request.path = "/latest/meta-data/iam/security-credentials/";
  request.headers = {{"x-aws-ec2-metadata-token", token->body}};
  TILL_ASSIGN(const Response role, SendUnsigned(http, clock, endpoint, request));
  if (role.status == 404) return std::optional<Credentials>();  // the instance has no role
  if (!role.ok()) return ToError(request, role);
  request.path += Trim(role.body);
  TILL_ASSIGN(const Response response, SendUnsigned(http, clock, endpoint, request));
  if (!response.ok()) return ToError(request, response);
  return FromJson(response, "the instance's credentials");
}

}  // namespace till::aws
