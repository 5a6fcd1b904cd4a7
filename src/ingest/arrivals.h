#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "base/worker_pool.h"
#include "lake/object_store.h"
#include "project/project.h"

namespace till::ingest {

/// A file that is there to be read.
struct Arrival {
  std::string feed;
  std::string key;  ///< path below the feed's folder; of a landed file "<business date>/<name>"
  Day business_date = kNoDay;
  std::string store;   ///< {store} of its path, or empty
  std::string object;  ///< key in the lake whose bytes are read
  int64_t size = 0;    ///< bytes, at least 1
  Instant modified;
  std::string etag;
  std::map<std::string, std::string> path_values;  ///< "date" (YYYY-MM-DD) and "store", where the path has them
};

/// A file that lies there and is not taken yet.
struct Withheld {
  enum class Why { kGrowing, kEmpty, kUnnamable };
  std::string feed;
  std::string key;  ///< as of an Arrival
  Day business_date = kNoDay;
  std::string store;
  Why why = Why::kGrowing;
  std::string fact;  ///< for people: "modified 40 seconds ago, settles after 2 minutes"
};

/// "growing", "empty", "unnamable".
std::string_view WhyName(Withheld::Why why);

/// What lies in the feeds' folders.
struct Listing {
  std::vector<Arrival> arrivals;       ///< by business date, feed, key
  std::vector<Withheld> withheld;      ///< in the same order
  std::vector<std::string> unmatched;  ///< paths in a feed's folder that match no feed, in byte order
  int64_t landed = 0;                  ///< files that this call copied into the lake
};

/// What listing works with; all of it outlives the call.
struct ListContext {
  const project::Project& project;
  lake::ObjectStore& store;
  const WorkerPool& pool;
  Instant now;
  Log& log;
};

/// Lists every feed's files. Those of a path outside the lake are landed first (landing.h). kInvalid where two feeds
/// claim one file or a path is wrong, kNotFound where a folder outside the lake does not exist.
Result<Listing> ListArrivals(const ListContext& context);

}  // namespace till::ingest
