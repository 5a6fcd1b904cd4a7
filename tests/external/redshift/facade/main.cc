// Stands in for Redshift as a program of its own. usage: redshift_facade --postgres CONN --bucket NAME --endpoint URL
// It prints the port it listens on and serves until its standard input closes. Keys: AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "adapters/aws/s3/object_store.h"
#include "tests/external/redshift/facade/facade.h"

namespace till::testing_support {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Status Serve(const std::map<std::string, std::string>& given) {
  const auto clock = SystemClock();
  aws::HttpClient http;
  aws::CredentialsCache credentials(
      [] {
        return aws::Credentials{.access_key = Environment("AWS_ACCESS_KEY_ID"),
                                .secret_key = Environment("AWS_SECRET_ACCESS_KEY")};
      },
      *clock);
  aws::S3Settings settings;
  settings.bucket = given.at("--bucket");
  settings.region = "us-east-1";
  settings.writer = "redshift-facade-" + std::to_string(::getpid());
  TILL_ASSIGN(settings.endpoint, aws::Endpoint::Parse(given.at("--endpoint")));
  TILL_ASSIGN(const auto store, aws::S3Store::Make(settings, http, credentials, *clock));
  TILL_ASSIGN(const auto facade, RedshiftFacade::Start(given.at("--postgres"), *store, "s3://" + given.at("--bucket")));
  std::printf("%d\n", facade->port());
  std::fflush(stdout);
  for (char byte = 0; ::read(STDIN_FILENO, &byte, 1) > 0;) continue;
  return Ok();
}

}  // namespace
}  // namespace till::testing_support

int main(int count, char** arguments) {
  std::map<std::string, std::string> given;
  for (int i = 1; i + 1 < count; i += 2) given[arguments[i]] = arguments[i + 1];
  if (!given.contains("--postgres") || !given.contains("--bucket") || !given.contains("--endpoint")) {
    std::fprintf(stderr, "usage: redshift_facade --postgres CONN --bucket NAME --endpoint URL\n");
    return 2;
  }
  const till::Status served = till::testing_support::Serve(given);
  if (served.ok()) return 0;
  std::fprintf(stderr, "error: %s\n", served.error().ToString().c_str());
  return 1;
}
