#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>

#include "lake/object_store.h"

namespace till::adapters {

/// Objects as files below a folder. The folder is made by the first write; until then it is empty.
///
/// A link to a file is read as the file. A link to a folder is not part of the store: List passes over it, since the
/// same files would be there twice, and a key that leads through one is kDenied. So nothing outside the folder is
/// written. An object and a folder cannot have one name. Names that start with ".tmp-" are the store's own: what is
/// being written lies there, in the object's folder, until it is whole.
class LocalStore : public lake::ObjectStore {
 public:
  explicit LocalStore(std::filesystem::path root) : root_(std::move(root)) {}

  Result<std::vector<lake::ObjectInfo>> List(std::string_view prefix) override;
  Result<lake::ObjectInfo> Head(std::string_view key) override;
  Result<std::string> Get(std::string_view key, int64_t offset = 0, int64_t length = INT64_MAX) override;
  Result<std::filesystem::path> Fetch(std::string_view key) override;
  Status Put(std::string_view key, const lake::Body& body) override;
  Status PutIfAbsent(std::string_view key, const lake::Body& body) override;
  Status PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) override;
  Status Delete(std::string_view key) override;
  Status Sync() override;

 private:
  /// The file of `key`, once it is known that the key is right and leads through no link.
  Result<std::filesystem::path> PathOf(std::string_view key) const;
  /// PathOf, with the folders above it made.
  Result<std::filesystem::path> PathToWrite(std::string_view key);

  const std::filesystem::path root_;
  std::atomic<bool> unsynced_ = false;  // something was put since the last Sync began
  std::mutex syncing_;                  // a second Sync waits for the first, whose work it needs done
};

}  // namespace till::adapters
