#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::publish {

/// The publications of a lake: processed/_publications/<number, 8 digits>.json and, below manifests/, the lists of
/// inputs that they share. Any thread may call any function.
class Publications {
 public:
  explicit Publications(lake::ObjectStore& store) : store_(store) {}

  /// The greatest number that exists; 0 if nothing is published. One List.
  Result<int64_t> LatestNumber();
  /// Nothing if nothing is published.
  Result<std::optional<Record>> Latest();
  /// kNotFound, with what exists, for another number; kCorrupt if the bytes are not what was published; kUnsupported
  /// if a newer program published it.
  Result<Record> Read(int64_t number);
  /// All numbers that exist, ascending. One List.
  Result<std::vector<int64_t>> Numbers();
  /// The newest `most` publications, newest first, without their contents.
  Result<std::vector<Record>> Heads(size_t most);

  /// Publishes: the one act by which anything comes to exist for a reader. The record becomes number
  /// `record.previous` + 1; it is returned with its number and content_hash. kConflict if the newest publication is
  /// not `record.previous`: the loser plans again. All that was put before is durable at return.
  Result<Record> Create(Record record);

 private:
  /// The text of a manifest, which never changes.
  Result<std::string> ManifestText(const std::string& hash);

  lake::ObjectStore& store_;
  std::mutex mutex_;
  std::map<std::string, std::string> manifests_;
};

/// The content_hash of a content: SHA-256 of its canonical text, 64 hex digits.
std::string ContentHash(const Content& content);

/// "processed/_publications/00000042.json".
std::string RecordKey(int64_t number);

/// Whether a star file is there with the bytes that its name says; reads all of it. kCorrupt, with what makes it again.
Status CheckStarFile(lake::ObjectStore& store, const StarFile& file);

}  // namespace till::publish
