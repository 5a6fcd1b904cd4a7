#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/aws/sign/client.h"
#include "base/json.h"
#include "base/result.h"

namespace till::aws {

/// The operations of Glue's Data Catalog, JSON in and out. Any thread may call them.
class GlueApi {
 public:
  /// `endpoint` of another server than AWS's. What is passed by reference must outlive it.
  GlueApi(HttpClient& http, CredentialsCache& credentials, Clock& clock, const std::string& region,
          std::optional<Endpoint> endpoint, RetryPolicy retry);

  /// One operation ("GetTable"). kConflict also where the thing is busy or was changed meanwhile, kUnavailable also
  /// where Glue took too long; the rest as ToError().
  Result<Json> Call(std::string action, std::string_view operation, const Json& input);
  /// All pages of an operation that reads: the elements of their member `list`.
  Result<Json> ReadAll(const std::string& action, std::string_view operation, Json input, std::string_view list);

 private:
  Client client_;
};

}  // namespace till::aws
