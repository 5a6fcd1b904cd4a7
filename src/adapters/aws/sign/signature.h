#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/aws/sign/http.h"
#include "base/time.h"

namespace till::aws {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token = {};       ///< empty for keys of long life
  std::optional<Instant> expires = {};  ///< nothing: never
};

/// What a signature is good for.
struct Scope {
  std::string service;  ///< "s3", "glue", "quicksight", "sts"
  std::string region;
};

/// The headers that sign `request` for `host`: authorization, host, x-amz-content-sha256, x-amz-date and, with a
/// session token, x-amz-security-token. `payload_hash` is the SHA-256 of the body in hex digits, or
/// "UNSIGNED-PAYLOAD". S3 takes the path encoded once, every other service encoded twice.
/// Source: AWS Signature Version 4,
/// docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
Pairs SignatureHeaders(const Request& request, std::string_view host, std::string_view payload_hash,
                       const Credentials& credentials, const Scope& scope, Instant now);

/// The value of the authorization header over `headers`, which are all that is signed and hold host and x-amz-date.
std::string Authorization(const Request& request, Pairs headers, std::string_view payload_hash,
                          const Credentials& credentials, const Scope& scope, Instant now);

}  // namespace till::aws
