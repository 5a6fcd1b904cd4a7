#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/aws/sign/client.h"
#include "base/files.h"
#include "base/worker_pool.h"
#include "lake/object_store.h"

namespace till::aws {

/// Where the bucket's name stands: in the host or first in the path.
enum class Addressing { kHost, kPath };
enum class Encryption { kBucketDefault, kAes256, kKms };

struct S3Settings {
  std::string bucket;
  std::string prefix;  ///< all keys stand below it: "shops/north"; empty for the whole bucket
  std::string region;
  std::optional<Endpoint> endpoint;      ///< of another server than AWS's
  std::optional<Addressing> addressing;  ///< nothing: host on AWS unless the name has a dot, else path
  Encryption encryption = Encryption::kBucketDefault;
  std::string kms_key;                     ///< with kKms; empty for the account's own key
  int64_t part_bytes = int64_t{16} << 20;  ///< larger objects go in parts of this size, 5 MiB or more
  int parallelism = 4;                     ///< parts of one object under way at once
  /// A name that no other store, in any process, has or ever had: random digits. Each write bears it.
  std::string writer;
  std::filesystem::path spool;  ///< the folder to keep fetched objects below; empty for the system's temporary one
};

/// Objects below a prefix of an S3 bucket.
///
/// Etags are S3's: a function of the content, so that writing equal bytes again may leave the etag as it was.
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
  struct Spooled;
  S3Store(S3Settings settings, HttpClient& http, CredentialsCache& credentials, Clock& clock, RetryPolicy retry);
};

}  // namespace till::aws
