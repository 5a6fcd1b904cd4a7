#pragma once

#include <optional>
#include <string>

#include "adapters/aws/sign/credentials.h"
#include "adapters/aws/sign/http.h"
#include "base/result.h"
#include "base/time.h"

namespace till::aws {

/// Sends unsigned, three times where the answer may yet come.
Result<Response> SendUnsigned(HttpClient& http, Clock& clock, const Endpoint& endpoint, const Request& request);

/// What ECS, EKS or a container's own agent gives, at AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI; nothing if
/// neither is set. A full URI must be https, or of this machine, or one of AWS's own addresses, since the answer is a
/// secret: kDenied otherwise.
Result<std::optional<Credentials>> ContainerCredentials(const Environment& environment, HttpClient& http, Clock& clock);

/// What the instance's metadata service gives, version 2 (a token first); nothing where there is none, or it is
/// switched off by AWS_EC2_METADATA_DISABLED.
Result<std::optional<Credentials>> InstanceCredentials(const Environment& environment, HttpClient& http, Clock& clock);

}  // namespace till::aws
