#pragma once

#include <atomic>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "adapters/aws/s3/object_store.h"
#include "base/text.h"
#include "base/time.h"

namespace till::testing {

/// An S3 server that tests/external/s3/run.sh has started, with a bucket "till-test" in it.
struct S3Server {
  std::string name;
  std::string url;
};

/// Of TILL_S3_SERVERS, "name=url name=url"; none where it is not set.
inline std::vector<S3Server> S3Servers() {
  std::vector<S3Server> servers;
  const char* set = std::getenv("TILL_S3_SERVERS");
  for (const std::string& server : Split(set == nullptr ? "" : set, ' ')) {
    const size_t mark = server.find('=');
    if (mark != std::string::npos) servers.push_back({server.substr(0, mark), server.substr(mark + 1)});
  }
  return servers;
}

/// Random digits, other ones each time.
inline std::string NewName() {
  static std::random_device device;
  return std::to_string((uint64_t{device()} << 32) | device());
}

/// A client with the keys that run.sh gave to the servers, and all that stands below it.
struct S3Access {
  static std::string CaBundle() {
    const char* set = std::getenv("AWS_CA_BUNDLE");
    return set == nullptr ? "" : set;
  }
  std::unique_ptr<Clock> clock = SystemClock();
  aws::HttpClient http{CaBundle()};
  aws::CredentialsCache credentials{
      [] { return aws::Credentials{.access_key = "tilltest", .secret_key = "tillsecret"}; }, *clock};
};

/// Of a store below `prefix` on the server.
inline aws::S3Settings SettingsFor(const std::string& url, std::string prefix, int64_t part_bytes = int64_t{5} << 20) {
  aws::S3Settings settings;
  settings.bucket = "till-test";
  settings.prefix = std::move(prefix);
  settings.region = "us-east-1";
  auto endpoint = aws::Endpoint::Parse(url);
  if (endpoint.ok()) settings.endpoint = *endpoint;
  // The server with a name takes the bucket in the host.
  if (url.find("localhost") != std::string::npos) settings.addressing = aws::Addressing::kHost;
  settings.part_bytes = part_bytes;
  settings.writer = NewName();
  return settings;
}

/// A store on the server, with access of its own.
struct S3Prefix {
  explicit S3Prefix(aws::S3Settings settings, aws::RetryPolicy retry = {}) {
    auto made = aws::S3Store::Make(std::move(settings), access.http, access.credentials, *access.clock, retry);
    if (made.ok()) store = std::move(made).value();
  }
  /// Below `prefix`; of its own without.
  explicit S3Prefix(const std::string& url, aws::RetryPolicy retry = {}, std::string prefix = NewName())
      : S3Prefix(SettingsFor(url, std::move(prefix)), retry) {}
  S3Access access;
  std::unique_ptr<aws::S3Store> store;
};

}  // namespace till::testing
