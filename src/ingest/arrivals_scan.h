#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/arrivals.h"
#include "project/path_pattern.h"

namespace till::ingest {

/// A file that a feed's path matches.
struct FoundFile {
  std::string path;  ///< key in the lake, or absolute where the folder is outside it
  std::string name;  ///< path below the feed's folder, '/' between its parts
  int64_t size = 0;
  Instant modified;
  std::string etag;  ///< as in lake::ObjectInfo
  project::PathMatch match;
};

/// What lies in a feed's folder at this moment.
struct FeedFolder {
  enum class Place { kLake, kOutside };
  Place place;
  project::PathPattern pattern;     ///< of paths as in FoundFile
  std::vector<FoundFile> files;     ///< by path
  std::vector<FoundFile> done;      ///< files that say that others are complete
  std::vector<std::string> others;  ///< paths of all else, but for what is the lake's own
};

/// Looks into the folder of `feed`; folders outside the lake no deeper than its path goes. Reads no file. kNotFound
/// where a folder outside the lake does not exist, kInvalid where the path is wrong, kUnsupported where it lies in S3
/// outside the lake.
Result<FeedFolder> ScanFeed(const ListContext& context, const project::Feed& feed);

}  // namespace till::ingest
