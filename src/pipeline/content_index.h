#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "ingest/arrivals.h"
#include "lake/object_store.h"

namespace till::pipeline {

/// Which content a raw object had when it was last read, so that one whose size and etag are unchanged is not read
/// again: _till/contents.json. A cache: without it every file is read once more and the result is the same.
class ContentIndex {
 public:
  static Result<ContentIndex> Load(lake::ObjectStore& store);

  /// The content of an arrival that has not changed since it was last read.
  std::optional<std::string> Find(const ingest::Arrival& arrival) const;
  void Put(const ingest::Arrival& arrival, const std::string& content);
  /// Writes it, if anything was put.
  Status Save(lake::ObjectStore& store);

 private:
  struct Entry {
    int64_t size;
    std::string etag;
    std::string content;
  };
  std::map<std::string, Entry> entries_;  // by object key
  bool changed_ = false;
};

}  // namespace till::pipeline
