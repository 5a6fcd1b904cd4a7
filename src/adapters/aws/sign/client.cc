#include "adapters/aws/sign/client.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "adapters/aws/sign/encoding.h"
#include "adapters/aws/sign/xml.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"

namespace till::aws {
namespace {

/// Services refuse a signature that is 5 to 15 minutes off.
constexpr int64_t kMostSkewMicros = 4 * 60'000'000LL;
constexpr int kMostMoves = 3;

/// What another try may get over, whatever the status it comes with.
constexpr std::array<std::string_view, 14> kPassing = {"SlowDown",
                                                       "InternalError",
                                                       "ServiceUnavailable",
                                                       "RequestTimeout",
                                                       "Throttling",
                                                       "ThrottlingException",
                                                       "ThrottledException",
                                                       "TooManyRequestsException",
                                                       "RequestThrottled",
                                                       "RequestLimitExceeded",
                                                       "PriorRequestNotComplete",
                                                       "OperationAborted",
                                                       "ConditionalRequestConflict",
                                                       "ProvisionedThroughputExceededException"};
constexpr std::array<std::string_view, 4> kExpired = {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
                                                      "RequestExpired"};

template <size_t n>
bool Contains(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsPassing(int status, std::string_view code) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504 || Contains(kPassing, code);
}

ServiceFault XmlFault(std::string_view body) {
  const auto root = ParseXml(body, "the answer");
  if (!root.ok()) return {};
  // STS wraps it: <ErrorResponse><Error>…</Error></ErrorResponse>.
  const XmlElement* error = root->name == "Error" ? &*root : root->Child("Error");
  if (error == nullptr) return {};
  return {std::string(error->Text("Code")), std::string(error->Text("Message")), std::string(error->Text("Region"))};
}

/// S3 may answer 200, send blanks while it works, and find out only then that it fails.
/// Source: docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
bool IsFaultInDisguise(const Request& request, const Response& response) {
  // What a GET brings is somebody's file, whatever it looks like.
  if (request.method != "POST" || response.status != 200 || !Trim(response.body).starts_with('<')) return false;
  const auto root = ParseXml(response.body, "the answer");
  return root.ok() && root->name == "Error";
}

}  // namespace

/// What one Send has learnt so far.
struct Client::Course {
  std::string region;
  Endpoint endpoint;
  std::string payload_hash;
  Credentials credentials;
  int moves = 0;
  bool clock_mended = false;
  bool credentials_renewed = false;
};

Endpoint AwsEndpoint(std::string_view name, std::string_view region) {
  return {.tls = true,
          .host = std::string(name) + "." + std::string(region) + ".amazonaws.com" +
                  (region.starts_with("cn-") ? ".cn" : "")};
}

Result<Response> Client::SendOnce(const Request& request, Course& course) {
  Request signed_request = request;
  const Instant now{clock_.Now().micros + skew_micros_};
  for (auto& header : SignatureHeaders(request, course.endpoint.host, course.payload_hash, course.credentials,
                                       {service_.name, course.region}, now)) {
    signed_request.headers.push_back(std::move(header));
  }
  auto response = http_.Send(course.endpoint, signed_request);
  if (response.ok() && IsFaultInDisguise(request, *response)) response->status = 500;
  return response;
}

bool Client::Mend(const Response& response, Course& course) {
  const ServiceFault fault = FaultOf(response);
  const int status = response.status;
  const std::string_view named = response.Header("x-amz-bucket-region");
  const std::string region = named.empty() ? fault.region : std::string(named);
  if ((status / 100 == 3 || status == 400) && !region.empty() && region != course.region && course.moves < kMostMoves) {
    ++course.moves;
    course.region = region;
    course.endpoint = service_.endpoint(region);
    const std::lock_guard lock(mutex_);
    region_ = region;
    return true;
  }
  const auto date = ParseHttpDate(response.Header("date"));
  if ((status == 400 || status == 403) && date && !course.clock_mended) {
    const int64_t skew = date->micros - clock_.Now().micros;
    if (std::abs(skew - skew_micros_) > kMostSkewMicros) {
      course.clock_mended = true;
      skew_micros_ = skew;
      return true;
    }
  }
  // The answer to a HEAD has no body to say so in.
  const bool expired = Contains(kExpired, fault.code) || (status == 400 && response.body.empty());
  if (expired && course.credentials.expires && !course.credentials_renewed) {
    course.credentials_renewed = true;
    credentials_.Refuse(course.credentials);
    return true;
  }
  return false;
}

Result<Response> Client::Send(const Request& request) {
  Course course;
  {
    const std::lock_guard lock(mutex_);
    course.region = region_.empty() ? service_.region : region_;
  }
  course.endpoint = service_.endpoint(course.region);
  course.payload_hash = PayloadHash(request, course.endpoint);
  Random random(retry_.seed, sent_++);
  int64_t most = retry_.first_micros;
  for (int attempt = 1;;) {
    TILL_ASSIGN(course.credentials, credentials_.Get());
    auto response = SendOnce(request, course);
    if (response.ok() && response->ok()) return response;
    if (response.ok() && Mend(*response, course)) continue;
    const bool passing = response.ok() ? IsPassing(response->status, FaultOf(*response).code)
                                       : response.error().code == Code::kUnavailable;
    if (!passing) return response;
    if (attempt++ == retry_.attempts) {
      Error error = response.ok() ? ToError(request, *response) : response.error();
      error.code = Code::kUnavailable;
      error.message += ", after " + Count(retry_.attempts, "try", "tries");
      return error;
    }
    most = std::min(most * 2, retry_.most_micros);
    clock_.Sleep(static_cast<int64_t>(random.Below(static_cast<uint64_t>(most))));
  }
}

Result<Response> Client::SendForSuccess(const Request& request) {
  TILL_ASSIGN(Response response, Send(request));
  if (!response.ok()) return ToError(request, response);
  return response;
}

ServiceFault FaultOf(const Response& response) {
  const std::string_view body = Trim(response.body);
  if (body.starts_with('<')) return XmlFault(body);
  ServiceFault fault;
  fault.code = response.Header("x-amzn-errortype");
  const auto json = body.starts_with('{') ? ParseJson(body, "the answer") : Result<Json>(Json());
  if (json.ok() && json->is_object()) {
    for (const auto& [name, value] : json->items()) {
      const std::string lower = ToLower(name);
      if (!value.is_string()) continue;
      if (fault.code.empty() && (lower == "__type" || lower == "code")) fault.code = value.get<std::string>();
      if (lower == "message") fault.message = value.get<std::string>();
    }
  }
  // "com.amazonaws.glue#EntityNotFoundException:http://internal/": what stands between says it.
  fault.code = fault.code.substr(0, fault.code.find(':'));
  fault.code = fault.code.substr(fault.code.rfind('#') + 1);
  return fault;
}

std::string PayloadHash(const Request& request, const Endpoint& endpoint) {
  if (endpoint.tls && request.body_guard == BodyGuard::kChecksum) return "UNSIGNED-PAYLOAD";
  return Sha256Hex(request.body);
}

Error ToError(const Request& request, const Response& response) {
  const ServiceFault fault = FaultOf(response);
  const int status = response.status;
  std::string message = "cannot " + request.action + ": the service answers " + std::to_string(status);
  if (!fault.code.empty()) message += " " + Shown(fault.code);
  if (!fault.message.empty()) message += ": " + fault.message;
  const auto says = [&](std::string_view word) { return fault.code.find(word) != std::string::npos; };
  if (IsPassing(status, fault.code)) return Unavailable(std::move(message));
  if (status == 401 || status == 403 || says("AccessDenied") || Contains(kExpired, fault.code)) {
    return Denied(std::move(message), "see that the credentials are right and allow it");
  }
  if (status == 404 || says("NotFound")) return NotFound(std::move(message));
  if (status == 409 || status == 412 || says("AlreadyExists") || says("ConcurrentModification")) {
    return Conflict(std::move(message));
  }
  return Invalid(std::move(message));
}

}  // namespace till::aws
