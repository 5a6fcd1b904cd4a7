#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "adapters/aws/s3/bucket.h"
#include "adapters/aws/s3/settings.h"
#include "adapters/aws/s3/spool.h"
#include "adapters/aws/s3/upload.h"
#include "lake/object_store.h"

namespace till::aws {

/// Objects below a prefix of an S3 bucket.
///
/// Etags are S3's own: where equal bytes are written again the etag may stay, so PutIfMatch tells contents apart, not
/// writes. Times have whole seconds. Objects whose key ends in '/', the folders that consoles make, are not listed.
class S3Store : public lake::ObjectStore {
 public:
  /// kInvalid for settings that cannot be right. Sends nothing. What is passed by reference must outlive the store.
  static Result<std::unique_ptr<S3Store>> Make(S3Settings settings, HttpClient& http, CredentialsCache& credentials,
                                               Clock& clock, RetryPolicy retry = {});

  Result<std::vector<lake::ObjectInfo>> List(std::string_view prefix) override;
  Result<lake::ObjectInfo> Head(std::string_view key) override;
  Result<std::string> Get(std::string_view key, int64_t offset = 0, int64_t length = INT64_MAX) override;
  Result<std::filesystem::path> Fetch(std::string_view key) override;
  Status Put(std::string_view key, const lake::Body& body) override;
  Status PutIfAbsent(std::string_view key, const lake::Body& body) override;
  Status PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) override;
  Status Delete(std::string_view key) override;
  /// S3 answers a write when it is durable.
  Status Sync() override { return Ok(); }

 private:
  S3Store(S3Settings settings, HttpClient& http, CredentialsCache& credentials, Clock& clock, RetryPolicy retry);
  Status Write(std::string_view key, const lake::Body& body, const Condition& condition);

  Bucket bucket_;
  Spool spool_;
  std::atomic<int64_t> writes_ = 0;
};

}  // namespace till::aws
