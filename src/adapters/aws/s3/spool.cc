#include "adapters/aws/s3/spool.h"

#include "adapters/aws/s3/download.h"

namespace till::aws {

std::shared_ptr<Spool::Copy> Spool::CopyOf(std::string_view key) {
  const std::lock_guard lock(mutex_);
  auto& copy = copies_[std::string(key)];
  if (copy == nullptr) copy = std::make_shared<Copy>();
  return copy;
}

Result<std::filesystem::path> Spool::NewPath(std::string_view key) {
  const std::lock_guard lock(mutex_);
  if (!folder_) {
    TILL_ASSIGN(auto folder, TemporaryFolder::Make(bucket_.settings().spool));
    folder_.emplace(std::move(folder));
  }
  return folder_->path() / std::to_string(++paths_) / key;
}

Result<std::filesystem::path> Spool::Fetch(std::string_view key) {
  const std::shared_ptr<Copy> copy = CopyOf(key);
  const std::lock_guard lock(copy->mutex);
  TILL_ASSIGN(const auto path, NewPath(key));
  TILL_ASSIGN(const auto loaded, Download(bucket_, key, copy->etag, path));
  if (loaded) {
    copy->etag = *loaded;
    copy->path = path;
  }
  return copy->path;
}

}  // namespace till::aws
