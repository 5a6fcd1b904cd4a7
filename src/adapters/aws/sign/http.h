#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace till::aws {

/// Where a service listens.
struct Endpoint {
  bool tls = true;
  std::string host;  ///< lower case, with the port unless it is the scheme's own: "glue.eu-west-1.amazonaws.com"

  /// From "https://host[:port]" or "http://host[:port]", with no path. kInvalid otherwise.
  static Result<Endpoint> Parse(std::string_view url);
  /// "https://host".
  std::string ToString() const;
};

/// Names and values in order.
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// What vouches for a request's body.
enum class BodyGuard {
  kSignature,  ///< its hash, which is signed
  kChecksum,   ///< over TLS a header with a checksum that the service verifies; else the signature too
};

/// Takes the bytes of a good answer as they come. `offset` is where `bytes` stand in the answer's body; after a
/// failure the next try begins at 0 again. An error ends the request with that error.
using Sink = std::function<Status(int64_t offset, std::string_view bytes)>;

/// How long to wait. An answer may take as long as it likes while bytes flow.
struct Patience {
  int64_t connect_millis = 10'000;
  int64_t stall_seconds = 60;  ///< without a byte in either direction
};

struct Request {
  std::string action;  ///< for errors, stands after "cannot": "read object 'a/b'"
  std::string method = "GET";
  std::string path = "/";  ///< not encoded; '/' stands between its parts
  Pairs query;             ///< not encoded, in any order; a name without a value has ""
  Pairs headers;           ///< names in lower case; all are signed
  std::string_view body;   ///< must stay as it is until the request has returned, since a retry sends it again
  BodyGuard body_guard = BodyGuard::kSignature;
  Sink sink;  ///< where there is one, the body of a 2xx answer goes there and not into Response::body
  Patience patience;
};

struct Response {
  int status = 0;
  Pairs headers;  ///< names in lower case
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
  /// The first value of the header; "" if there is none.
  std::string_view Header(std::string_view name) const;
};

/// HTTP/1.1 over libcurl, with connections that are kept and used again. Any thread may send.
class HttpClient {
 public:
  /// `ca_bundle`: a PEM file of the authorities to trust in place of the system's; empty for the system's.
  explicit HttpClient(std::filesystem::path ca_bundle = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends once, unsigned, and gives whatever was answered. kUnavailable where no whole answer came (a range is whole
  /// when it has the bytes that its content-range says), so that another try may help; kDenied where the server's
  /// certificate is not trusted; the sink's own error.
  Result<Response> Send(const Endpoint& endpoint, const Request& request);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace till::aws
