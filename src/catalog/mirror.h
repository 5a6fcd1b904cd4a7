#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "columns/batch.h"

namespace till::catalog {

struct MirrorColumn {
  std::string name;  ///< lower case; no other column of the table has it
  columns::Type type = columns::Type::kText;
  std::string comment = {};  ///< for people; may be empty

  bool operator==(const MirrorColumn&) const = default;
};

/// Some of a table's files.
struct MirrorPartition {
  std::vector<std::string> values;      ///< one a partition column; days as YYYY-MM-DD
  std::string folder;                   ///< key prefix in the lake, with its '/'
  std::vector<std::string> files = {};  ///< of kListed: keys in the lake

  bool operator==(const MirrorPartition&) const = default;
};

/// A table of the lake as another catalog should have it.
struct MirrorTable {
  enum class Format {
    kCsv,     ///< all files below `folder`, or below those of `partitions`; each starts with a header
    kListed,  ///< the same, but only the `files`: the folder holds others too
    kDelta,   ///< `folder` holds a Delta log, which knows the files
  };

  std::string name;
  std::string description;
  Format format = Format::kCsv;
  char delimiter = ',';  ///< of kCsv and kListed
  std::string folder;    ///< key prefix in the lake, with its '/'
  std::vector<MirrorColumn> columns;
  std::vector<MirrorColumn> partition_columns = {};  ///< not of kDelta; values that stand in paths and not in files
  std::vector<MirrorPartition> partitions = {};      ///< by values; empty without partition_columns
  std::vector<std::string> files = {};               ///< of kListed without partition_columns: keys in the lake
  std::map<std::string, std::string> notes = {};     ///< what else is to be known of it: {"schema_version", "3"}
};

/// The part of the lake that a table belongs to.
enum class Layer {
  kRaw,        ///< the feeds' files
  kProcessed,  ///< the star
};
/// "raw", "processed".
std::string_view LayerName(Layer layer);

/// A catalog that is not ours, kept in step with it for others to read.
class Mirror {
 public:
  virtual ~Mirror() = default;

  /// Makes the other catalog's tables of `layer` equal to `tables`, which are all of them. Sends differences only.
  /// What another catalog has beside ours stays untouched; kInvalid where it has a table of one of these names.
  virtual Status Sync(Layer layer, const std::vector<MirrorTable>& tables, Log& log) = 0;
  /// Lets the other catalog's own crawler look at the lake and waits for its end; nothing where the project names none.
  /// kCancelled soon after `cancelled` says so.
  virtual Status Crawl(const std::function<bool()>& cancelled) = 0;
};

}  // namespace till::catalog
