#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::publish {

/// A file that is kept out of publications.
struct Hold {
  std::string feed;
  std::string key;
  std::string content;  ///< only while the file has this content; empty: whatever it is
  std::string reason;
  Instant since;

  /// Whether it keeps `input` out.
  bool Covers(const Input& input) const;
  bool operator==(const Hold&) const = default;
};

/// The holds of a lake, by feed, key and content: `_till/holds.json`. Empty if there is none.
Result<std::vector<Hold>> ReadHolds(lake::ObjectStore& store);
/// Adds them; one of the same feed, key and content is replaced.
Status AddHolds(lake::ObjectStore& store, std::span<const Hold> holds);
/// Removes all holds of a key. kNotFound, with the nearest that is held, if there is none.
Status ReleaseHold(lake::ObjectStore& store, std::string_view feed, std::string_view key);
/// Removes all holds.
Status ReleaseAllHolds(lake::ObjectStore& store);

}  // namespace till::publish
