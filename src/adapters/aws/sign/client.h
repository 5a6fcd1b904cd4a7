#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "adapters/aws/sign/credentials.h"
#include "adapters/aws/sign/http.h"
#include "adapters/aws/sign/signature.h"
#include "base/result.h"
#include "base/time.h"

namespace till::aws {

/// A service of AWS, or one that speaks as it does.
struct Service {
  std::string name;    ///< as it is signed: "s3", "glue", "quicksight"
  std::string region;  ///< "eu-west-1"
  /// Where it listens in a region. A service that says "the bucket is in another region" is asked there.
  std::function<Endpoint(std::string_view region)> endpoint;
};

/// AWS's own endpoint of a service: https://<name>.<region>.amazonaws.com, with ".cn" in China.
Endpoint AwsEndpoint(std::string_view name, std::string_view region);

/// After the n-th failure that may pass (no whole answer, 429, 500, 502, 503, 504, throttling) waits a random time
/// between nothing and first * 2^n, at most `most`, and tries again.
/// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("full jitter").
struct RetryPolicy {
  int attempts = 6;
  int64_t first_micros = 100'000;
  int64_t most_micros = 20'000'000;
  uint64_t seed = 0;  ///< of the waits
};

/// Signs, sends and tries again. Follows a service to another region, mends a wrong clock by the server's date, and
/// asks once for new credentials where the old ones have expired. Any thread may send.
///
/// A request may reach the service twice, when the answer to the first was lost: what must not happen twice has to be
/// conditional or to bear a token of its own.
class Client {
 public:
  /// What is passed by reference must outlive it.
  Client(HttpClient& http, CredentialsCache& credentials, Clock& clock, Service service, RetryPolicy retry = {})
      : http_(http), credentials_(credentials), clock_(clock), service_(std::move(service)), retry_(retry) {}

  /// The answer: any 2xx, or one that another try would not change (403, 404, 412 …): see ToError. kUnavailable if none
  /// came within the attempts.
  Result<Response> Send(const Request& request);
  /// The same, with every answer but 2xx as an error.
  Result<Response> SendForSuccess(const Request& request);

 private:
  struct Course;
  Result<Response> SendOnce(const Request& request, Course& course);
  /// Whether something was put right, so that the same request may go better at once.
  bool Mend(const Response& response, Course& course);

  HttpClient& http_;
  CredentialsCache& credentials_;
  Clock& clock_;
  const Service service_;
  const RetryPolicy retry_;
  std::atomic<int64_t> skew_micros_ = 0;  // the server's clock less ours
  std::atomic<uint64_t> sent_ = 0;
  std::mutex mutex_;
  std::string region_;  // where the service said to ask; empty: service_.region
};

/// What a service says went wrong: S3's and STS's XML, or JSON with __type or the x-amzn-errortype header.
struct ServiceFault {
  std::string code;  ///< "NoSuchKey", "EntityNotFoundException"; empty where the answer has none
  std::string message;
  std::string region;  ///< where it says that another is right
};
ServiceFault FaultOf(const Response& response);

/// An answer that is no success as an error: "cannot <action>: <host's code and words>". kNotFound, kConflict (exists,
/// changed), kDenied, kUnavailable (5xx, throttling), else kInvalid.
Error ToError(const Request& request, const Response& response);

/// What the signature says of the body: its SHA-256 in hex digits, or "UNSIGNED-PAYLOAD" for one with a checksum over
/// TLS. AWS's own clients do the same: TLS keeps others from changing it on its way, the checksum from breaking unseen.
std::string PayloadHash(const Request& request, const Endpoint& endpoint);

}  // namespace till::aws
