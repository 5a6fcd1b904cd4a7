#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/files.h"
#include "lake/object_store.h"

namespace till::adapters {

/// Objects in memory, for tests: the same contract as the others, nothing survives the store. Each write is one
/// microsecond after the one before it, from 2026-01-01T00:00:00Z on.
class MemoryStore : public lake::ObjectStore {
 public:
  Result<std::vector<lake::ObjectInfo>> List(std::string_view prefix) override;
  Result<lake::ObjectInfo> Head(std::string_view key) override;
  Result<std::string> Get(std::string_view key, int64_t offset = 0, int64_t length = INT64_MAX) override;
  /// A copy in a temporary folder that lives as long as the store.
  Result<std::filesystem::path> Fetch(std::string_view key) override;
  Status Put(std::string_view key, const lake::Body& body) override;
  Status PutIfAbsent(std::string_view key, const lake::Body& body) override;
  Status PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) override;
  Status Delete(std::string_view key) override;
  Status Sync() override { return Ok(); }

 private:
  struct Object {
    std::string bytes;
    int64_t version;
  };
  using Objects = std::map<std::string, Object, std::less<>>;

  static lake::ObjectInfo InfoOf(const Objects::value_type& object);
  void Store(std::string_view key, std::string bytes);  // with mutex_ held

  std::mutex mutex_;
  Objects objects_;
  int64_t versions_ = 0;
  std::unique_ptr<TemporaryFolder> fetched_;
};

}  // namespace till::adapters
