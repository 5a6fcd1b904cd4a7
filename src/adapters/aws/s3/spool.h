#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/aws/s3/bucket.h"
#include "base/files.h"

namespace till::aws {

/// Local copies of a bucket's objects, kept while the spool lives. Each state of an object is loaded once, by whichever
/// thread asks first; a path that was handed out keeps its content. Any thread may call it.
class Spool {
 public:
  explicit Spool(Bucket& bucket) : bucket_(bucket) {}

  /// A file with the object's content of now, named as the last part of the key. kNotFound if the object is absent.
  Result<std::filesystem::path> Fetch(std::string_view key);

 private:
  struct Copy {
    std::mutex mutex;  // held while the object is asked for
    std::string etag;
    std::filesystem::path path;
  };

  std::shared_ptr<Copy> CopyOf(std::string_view key);
  /// A name for the next copy.
  Result<std::filesystem::path> NewPath(std::string_view key);

  Bucket& bucket_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Copy>, std::less<>> copies_;
  std::optional<TemporaryFolder> folder_;
  int64_t paths_ = 0;
};

}  // namespace till::aws
