#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace till::lake {

/// What a store says of an object without reading it.
struct ObjectInfo {
  std::string key;   ///< path below the store's root, '/' between its parts, never starting with '/'
  int64_t size = 0;  ///< bytes
  Instant modified;
  std::string etag;  ///< changes whenever the content may have changed; compare for equality only
};

/// What to store: bytes in memory, or a local file. A file is read, never moved or changed.
using Body = std::variant<std::string_view, std::filesystem::path>;

/// Objects with names, in a folder or in S3. Readers see an object whole or not at all. Any thread may call any
/// function. Where the store cannot be reached: kUnavailable; where it refuses: kDenied.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// All objects whose key starts with `prefix`, in byte order of their keys; empty if there are none.
  virtual Result<std::vector<ObjectInfo>> List(std::string_view prefix) = 0;
  /// kNotFound if absent.
  virtual Result<ObjectInfo> Head(std::string_view key) = 0;
  /// The bytes [offset, offset + length), cut at the object's end. kNotFound if absent.
  virtual Result<std::string> Get(std::string_view key, int64_t offset = 0, int64_t length = INT64_MAX) = 0;
  /// A local file with the object's content: the object itself in a local store, else a copy that is kept while the
  /// store lives. Never write to it. kNotFound if absent.
  virtual Result<std::filesystem::path> Fetch(std::string_view key) = 0;
  /// Creates or replaces. Durable once Sync() has returned.
  virtual Status Put(std::string_view key, const Body& body) = 0;
  /// Creates; kConflict, and nothing changed, if the key exists. Of many at once exactly one succeeds. Durable with
  /// all that was put before, at return.
  virtual Status PutIfAbsent(std::string_view key, const Body& body) = 0;
  /// Replaces what has this etag; kConflict, and nothing changed, if it has another by now or is gone. Durable at
  /// return.
  virtual Status PutIfMatch(std::string_view key, const Body& body, std::string_view etag) = 0;
  /// Success if absent.
  virtual Status Delete(std::string_view key) = 0;
  /// Returns when all that was put so far survives a loss of power.
  virtual Status Sync() = 0;
};

/// kInvalid unless `key` is one or more parts joined by '/', none of them empty, "." or "..", with no NUL byte.
Status CheckKey(std::string_view key);
/// kInvalid unless both are zero or more.
Status CheckRange(std::string_view key, int64_t offset, int64_t length);

/// What every store says of an absent object: kNotFound.
Error NoSuchObject(std::string_view key);
/// What PutIfAbsent says of an object that is there: kConflict.
Error ObjectExists(std::string_view key);
/// What PutIfMatch says of an object that changed or is gone: kConflict.
Error ObjectChanged(std::string_view key);

}  // namespace till::lake
