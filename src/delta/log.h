#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "lake/object_store.h"

namespace till::delta {

/// One column's statistics over one file. Numbers may be JSON numbers or, for exactness, strings of their digits.
struct ColumnStats {
  std::string column;
  Json min;  ///< null: not known
  Json max;
  int64_t nulls = 0;
};

/// A Parquet file of a table.
struct AddFile {
  std::string path;                                 ///< relative to the table's folder, as it is in the store
  int64_t size = 0;                                 ///< bytes, exact
  std::optional<std::string> partition_value = {};  ///< nothing: null, or the table has no partitions
  int64_t rows = 0;
  std::vector<ColumnStats> stats = {};
};

/// A table at one moment.
struct TableState {
  std::string name;
  std::vector<std::pair<std::string, std::string>> columns;  ///< name and type (columns::TypeName), partition included
  std::string partition_column;                              ///< or empty
  std::vector<AddFile> files;
};

/// What a table is from a publication on.
struct Version {
  int64_t publication = 0;
  Instant published_at;
  TableState table;
};

/// What a Delta log says a table is now.
struct LogState {
  int64_t version = -1;     ///< of the newest commit; -1: there is no log
  int64_t publication = 0;  ///< the newest of ours in it; 0: none
  Json metadata;            ///< the metaData action in force
  struct File {
    int64_t size = 0;
    std::optional<std::string> partition_value;
  };
  std::map<std::string, File> files;  ///< live ones, by path as it is in the store
};

/// Turns the live actions of a table, one JSON object a line, into the Parquet file of a checkpoint.
class CheckpointWriter {
 public:
  virtual ~CheckpointWriter() = default;
  virtual Status Write(const std::filesystem::path& path, std::string_view actions) = 0;
};

/// A checkpoint is written with each commit whose version is a multiple of this, but 0.
inline constexpr int64_t kCheckpointInterval = 50;

/// Folds the log of the table in `table_folder` ("processed/fact_orders"). kCorrupt if a commit is missing or torn,
/// kUnsupported if it uses a feature of the format that is not known here (other engines may write to it too).
Result<LogState> ReadState(lake::ObjectStore& store, std::string_view table_folder);

/// The newest publication of ours in the log; 0 if there is none. One List and, where no other engine wrote since, one
/// read. kCorrupt, naming the commit, if what it reads is torn.
Result<int64_t> NewestPublication(lake::ObjectStore& store, std::string_view table_folder);

/// Removes the log of a table, all of it.
Status RemoveLog(lake::ObjectStore& store, std::string_view table_folder);

/// Writes one commit for each of `pending`, which are in order, that is newer than the log's newest publication. Many
/// may do so at once: of two the loser reads the log again and goes on. Returns how many commits it wrote.
/// `checkpoints` may be null: then none is written. Format: https://github.com/delta-io/delta/blob/master/PROTOCOL.md
Result<int64_t> RollForward(lake::ObjectStore& store, CheckpointWriter* checkpoints, std::string_view table_folder,
                            const std::vector<Version>& pending);

}  // namespace till::delta
