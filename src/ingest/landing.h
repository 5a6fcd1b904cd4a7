#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/arrivals_scan.h"

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

/// The day of a file that is to be landed: that of its path, else the day in the project's zone on which it was
/// modified.
Day LandingDay(const FoundFile& file, const TimeZone& zone);

struct LandResult {
  std::vector<Landing> landings;  ///< all of the feed, also of files that are gone; by name, then the earliest first
  int64_t copied = 0;             ///< files that this call copied
};

/// Copies each of `files`, from outside the lake, whose content is not that of its latest landing; several at once,
/// and makes all durable together. Sizes and times are kept in _till/landed/<feed>.json, so that a file that did not
/// change is not read again; the index may be deleted. A file that changes while it is copied is left for the next
/// call, with a warning.
Result<LandResult> Land(const ListContext& context, const project::Feed& feed, const TimeZone& zone,
                        const std::vector<FoundFile>& files);

}  // namespace till::ingest
