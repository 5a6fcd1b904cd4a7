#pragma once

#include <string>
#include <vector>

#include "ingest/arrivals.h"
#include "project/path_pattern.h"

namespace till::ingest {

/// A copy in the lake of a file from outside it: raw/<feed>/<business date>/<name>~<landed>~<hash12>. The name is the
/// path below the feed's folder outside, landed is the UTC time as yyyymmddThhmmssZ, hash12 the first 12 hex digits of
/// the content's SHA-256.
struct Landing {
  Day business_date;
  std::string name;
  std::string landed;
  std::string hash12;
  lake::ObjectInfo object;

  /// "<business date>/<name>"
  std::string Key() const;
};

/// Reads the name of a landed object of `feed`; nothing if it is none.
std::optional<Landing> ParseLanding(std::string_view feed, const lake::ObjectInfo& object);

/// A file of a folder outside the lake.
struct OutsideFile {
  std::string name;  ///< path below the folder, '/' between its parts
  std::string path;  ///< absolute
  int64_t size = 0;
  Instant modified;
  project::PathMatch match;
};

/// Copies each of `files` into the lake whose content is not its latest landing already, several at once, and makes
/// all durable together. A file's size and time are kept in _till/landed/<feed>.json, so that one that did not change
/// is not read again; the index may be deleted. Business date: that of the path, else the day in the project's zone on
/// which the file was modified. A file that changes while it is copied is left for the next call, with a warning.
/// Gives all landings of the feed, by name, then the earliest first; `copied` counts the new ones.
Result<std::vector<Landing>> Land(const ListContext& context, const project::Feed& feed,
                                  const std::vector<OutsideFile>& files, int64_t& copied);

}  // namespace till::ingest
