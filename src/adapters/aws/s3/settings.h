#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "adapters/aws/sign/http.h"

namespace till::aws {

/// Where the bucket's name stands: in the host or first in the path.
enum class Addressing { kHost, kPath };
/// What S3 encrypts an object with; in any case with what the bucket says.
enum class Encryption { kBucketDefault, kAes256, kKms };

struct S3Settings {
  std::string bucket;
  std::string prefix;  ///< all keys stand below it: "shops/north"; empty for the whole bucket
  std::string region;
  std::optional<Endpoint> endpoint;      ///< of another server than AWS's
  std::optional<Addressing> addressing;  ///< nothing: kHost on AWS unless the bucket has a dot in it, else kPath
  Encryption encryption = Encryption::kBucketDefault;
  std::string kms_key;  ///< with kKms; empty for the account's own key
  /// Larger objects go and come in parts of this size; 5 MiB or more. As many parts of a file as are under way stand in
  /// memory.
  int64_t part_bytes = int64_t{8} << 20;
  int parallelism = 4;  ///< parts of one object under way at once; 1 or more
  /// A name that no other store, in any process, has or ever had: random digits. Each write bears it.
  std::string writer;
  std::filesystem::path spool;  ///< the folder to keep fetched objects below; empty for the system's temporary one
};

/// kInvalid, saying why, for settings that cannot be right.
Status CheckSettings(const S3Settings& settings);

}  // namespace till::aws
