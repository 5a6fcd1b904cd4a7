#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/aws/sign/http.h"
#include "adapters/aws/sign/signature.h"
#include "base/result.h"
#include "base/time.h"

namespace till::aws {

/// A variable of the environment, or nothing. Only the program's own main may read the real one.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// Asks for credentials anew.
using CredentialsSource = std::function<Result<Credentials>()>;

/// Credentials that are asked for once and again five minutes before they expire; where that fails, the old ones serve
/// as long as they live, and half a minute passes before the next try. Any thread may call it; the others wait while
/// one asks.
class CredentialsCache {
 public:
  CredentialsCache(CredentialsSource source, Clock& clock) : source_(std::move(source)), clock_(clock) {}

  Result<Credentials> Get();
  /// The service did not take these: the next Get() asks anew, unless somebody has done so already.
  void Refuse(const Credentials& refused);

 private:
  const CredentialsSource source_;
  Clock& clock_;
  std::mutex mutex_;
  std::optional<Credentials> current_;
  Instant next_try_{};  // after a refresh that failed
};

/// Where to look. `http` and `clock` must outlive the source.
struct CredentialsSettings {
  Environment environment;
  std::string region;                ///< for the STS endpoint; empty: DefaultRegion()
  std::optional<Endpoint> sts = {};  ///< where to ask for roles; nothing: AWS_ENDPOINT_URL_STS, else Amazon's
};

/// AWS's usual chain, the first that has something to say: AWS_ACCESS_KEY_ID and its fellows; the profile of
/// ~/.aws/config and ~/.aws/credentials that AWS_PROFILE names, else "default" (keys, or a role_arn with
/// source_profile, credential_source or a web identity token file); AWS_WEB_IDENTITY_TOKEN_FILE; the container's
/// endpoint; the instance's metadata service, version 2. kNotFound, saying where was looked, if there are none;
/// kUnsupported for what a profile may say and this chain cannot do (sso, credential_process, mfa_serial).
CredentialsSource DefaultCredentials(CredentialsSettings settings, HttpClient& http, Clock& clock);

/// AWS_REGION, AWS_DEFAULT_REGION, or the profile's region; nothing if none says. kInvalid for a broken profile file.
Result<std::optional<std::string>> DefaultRegion(const Environment& environment);

}  // namespace till::aws
