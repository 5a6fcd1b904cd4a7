#pragma once

#include <span>
#include <string>
#include <vector>

#include "csv/infer.h"
#include "project/project.h"
#include "recognise/preset.h"

namespace till::recognise {

/// A column of a file that no mapping takes.
struct UnplacedColumn {
  std::string header;
  std::string reason;
};

/// What tables a file's columns can fill.
struct Match {
  std::string feed;                        ///< a name for its feed; empty: nothing fits
  std::string preset, currency, timezone;  ///< of the preset, or empty
  std::string kind = "changes";
  std::vector<project::TableMapping> tables;  ///< the main one first
  std::vector<UnplacedColumn> unplaced;
  std::string reason;  ///< why nothing fits: "it has no column for quantity of table orders"
};

/// The preset with the longest signature that the file has, else the table whose names its headers are, by exact or
/// obvious name and only where the cells fit. `pattern` is the files' path, whose words decide between equals.
Match MatchFile(const csv::InferredFile& file, std::string_view pattern, std::span<const Preset> presets);

}  // namespace till::recognise
