#include "adapters/aws/glue/api.h"

namespace till::aws {
namespace {

Service GlueService(const std::string& region, std::optional<Endpoint> endpoint) {
  return {"glue", region, [endpoint = std::move(endpoint)](std::string_view in) {
            return endpoint ? *endpoint : AwsEndpoint("glue", in);
          }};
}

Error GlueError(const Request& request, const Response& response) {
  Error error = ToError(request, response);
  const std::string code = FaultOf(response).code;
  if (code == "CrawlerRunningException" || code == "VersionMismatchException") error.code = Code::kConflict;
  if (code == "OperationTimeoutException" || code == "ResourceNotReadyException") error.code = Code::kUnavailable;
  return error;
}

}  // namespace

GlueApi::GlueApi(HttpClient& http, CredentialsCache& credentials, Clock& clock, const std::string& region,
                 std::optional<Endpoint> endpoint, RetryPolicy retry)
    : client_(http, credentials, clock, GlueService(region, std::move(endpoint)), retry) {}

Result<Json> GlueApi::Call(std::string action, std::string_view operation, const Json& input) {
  const std::string body = ToText(input);
  Request request;
  request.action = std::move(action);
  request.method = "POST";
  request.headers = {{"content-type", "application/x-amz-json-1.1"},
                     {"x-amz-target", "AWSGlue." + std::string(operation)}};
  request.body = std::string_view(body);
  TILL_ASSIGN(const Response response, client_.Send(request));
  if (!response.ok()) return GlueError(request, response);
  if (response.body.empty()) return Json::object();
  return ParseJson(response.body, "the answer to " + std::string(operation));
}

Result<Json> GlueApi::ReadAll(const std::string& action, std::string_view operation, Json input,
                              std::string_view list) {
  Json all = Json::array();
  for (;;) {
    TILL_ASSIGN(const Json page, Call(action, operation, input));
    if (const auto found = page.find(std::string(list)); found != page.end() && found->is_array()) {
      for (const Json& element : *found) all.push_back(element);
    }
    const auto token = page.find("NextToken");
    if (token == page.end() || !token->is_string() || token->get_ref<const std::string&>().empty()) return all;
    input["NextToken"] = *token;
  }
}

}  // namespace till::aws
