#include "adapters/memory/object_store.h"

#include <algorithm>

namespace till::adapters {
namespace {

Result<std::string> BytesOf(const lake::Body& body) {
  if (const auto* bytes = std::get_if<std::string_view>(&body)) return std::string(*bytes);
  return ReadFile(std::get<std::filesystem::path>(body));
}

}  // namespace

lake::ObjectInfo MemoryStore::InfoOf(const Objects::value_type& object) {
  const auto& [key, stored] = object;
  const int64_t start = Day::Of(2026, 1, 1).value * int64_t{86'400'000'000};
  return {key, static_cast<int64_t>(stored.bytes.size()), {start + stored.version}, std::to_string(stored.version)};
}

void MemoryStore::Store(std::string_view key, std::string bytes) {
  objects_.insert_or_assign(std::string(key), Object{std::move(bytes), ++versions_});
}

Result<std::vector<lake::ObjectInfo>> MemoryStore::List(std::string_view prefix) {
  const std::lock_guard lock(mutex_);
  std::vector<lake::ObjectInfo> found;
  for (auto at = objects_.lower_bound(prefix); at != objects_.end() && at->first.starts_with(prefix); ++at) {
    found.push_back(InfoOf(*at));
  }
  return found;
}

Result<lake::ObjectInfo> MemoryStore::Head(std::string_view key) {
  TILL_TRY(lake::CheckKey(key));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(key);
  if (found == objects_.end()) return lake::NoSuchObject(key);
  return InfoOf(*found);
}

Result<std::string> MemoryStore::Get(std::string_view key, int64_t offset, int64_t length) {
  TILL_TRY(lake::CheckKey(key));
  TILL_TRY(lake::CheckRange(key, offset, length));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(key);
  if (found == objects_.end()) return lake::NoSuchObject(key);
  const std::string& bytes = found->second.bytes;
  return bytes.substr(std::min(static_cast<size_t>(offset), bytes.size()), static_cast<size_t>(length));
}

Result<std::filesystem::path> MemoryStore::Fetch(std::string_view key) {
  TILL_TRY(lake::CheckKey(key));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(key);
  if (found == objects_.end()) return lake::NoSuchObject(key);
  if (fetched_ == nullptr) {
    TILL_ASSIGN(auto folder, TemporaryFolder::Make());
    fetched_ = std::make_unique<TemporaryFolder>(std::move(folder));
  }
  // A folder per version: a path that was handed out keeps its content.
  const auto path = fetched_->path() / std::to_string(found->second.version) / found->first;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) TILL_TRY(WriteFile(path, found->second.bytes));
  return path;
}

Status MemoryStore::Put(std::string_view key, const lake::Body& body) {
  TILL_TRY(lake::CheckKey(key));
  TILL_ASSIGN(std::string bytes, BytesOf(body));
  const std::lock_guard lock(mutex_);
  Store(key, std::move(bytes));
  return Ok();
}

Status MemoryStore::PutIfAbsent(std::string_view key, const lake::Body& body) {
  TILL_TRY(lake::CheckKey(key));
  TILL_ASSIGN(std::string bytes, BytesOf(body));
  const std::lock_guard lock(mutex_);
  if (objects_.contains(key)) return lake::ObjectExists(key);
  Store(key, std::move(bytes));
  return Ok();
}

Status MemoryStore::PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) {
  TILL_TRY(lake::CheckKey(key));
  TILL_ASSIGN(std::string bytes, BytesOf(body));
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(key);
  if (found == objects_.end() || std::to_string(found->second.version) != etag) return lake::ObjectChanged(key);
  Store(key, std::move(bytes));
  return Ok();
}

Status MemoryStore::Delete(std::string_view key) {
  TILL_TRY(lake::CheckKey(key));
  const std::lock_guard lock(mutex_);
  if (const auto found = objects_.find(key); found != objects_.end()) objects_.erase(found);
  return Ok();
}

}  // namespace till::adapters
