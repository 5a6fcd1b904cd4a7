#include "adapters/aws/quicksight/ingestion.h"

#include "base/json.h"

namespace till::quicksight {
namespace {

constexpr size_t kHashDigits = 12;

aws::Service QuicksightService(const IngestionTarget& target) {
  return {"quicksight", target.region, [endpoint = target.endpoint](std::string_view region) {
            return endpoint ? *endpoint : aws::AwsEndpoint("quicksight", region);
          }};
}

/// What a person can do about it, where that is more than to wait for the next run.
std::string HintFor(const Error& error, const std::string& fault) {
  if (fault == "LimitExceededException")
    return "it may be loaded so often in 24 hours; its daily load comes all the same";
  if (error.code == Code::kNotFound)
    return "till deploy aws writes the stack of the dashboards; make it, then till run";
  if (error.code == Code::kDenied) return "the role that runs till needs quicksight:CreateIngestion on this data set";
  if (error.code == Code::kUnavailable) return "the next run starts it again";
  return error.hint;
}

Status StartIngestion(aws::Client& client, const IngestionTarget& target, const std::string& data_set,
                      const std::string& id) {
  const std::string body = ToText(Json{{"IngestionType", "FULL_REFRESH"}});
  aws::Request request;
  request.action = "load QuickSight's data set '" + data_set + "'";
  request.method = "PUT";
  request.path = "/accounts/" + target.account + "/data-sets/" + data_set + "/ingestions/" + id;
  request.headers = {{"content-type", "application/json"}};
  request.body = std::string_view(body);
  auto response = client.Send(request);
  if (response.ok() && response->ok()) return Ok();
  const std::string fault = response.ok() ? aws::FaultOf(*response).code : "";
  if (fault == "ResourceExistsException") return Ok();
  Error error = response.ok() ? aws::ToError(request, *response) : response.error();
  error.hint = HintFor(error, fault);
  return error;
}

}  // namespace

std::string IngestionId(int64_t publication, std::string_view content_hash) {
  return "till-" + std::to_string(publication) + "-" + std::string(content_hash.substr(0, kHashDigits));
}

Status StartIngestions(aws::HttpClient& http, aws::CredentialsCache& credentials, Clock& clock,
                       const IngestionTarget& target, const std::string& id, aws::RetryPolicy retry) {
  aws::Client client(http, credentials, clock, QuicksightService(target), retry);
  Status first = Ok();
  for (const std::string& data_set : target.data_sets) {
    Status started = StartIngestion(client, target, data_set, id);
    if (first.ok()) first = std::move(started);
  }
  return first;
}

}  // namespace till::quicksight
