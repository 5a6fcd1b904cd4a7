#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "columns/batch.h"
#include "ingest/mapping.h"
#include "ingest/receipt.h"
#include "lake/object_store.h"

namespace till::ingest {

/// Puts Parquet files below one prefix of the lake. One thread.
class StagingOutput {
 public:
  /// `store` must outlive it.
  StagingOutput(lake::ObjectStore& store, std::string prefix) : store_(store), prefix_(std::move(prefix)) {}

  /// Puts `batch` as <prefix>/<name>; its size in bytes.
  Result<int64_t> Write(std::string_view name, const columns::Batch& batch);

 private:
  lake::ObjectStore& store_;
  std::string prefix_;
};

/// The ids of one table in one file, for keys.parquet.
class IdLog {
 public:
  /// How often the id came by now; `number` is the line number that the file gives, if any.
  int32_t Add(std::string_view id, std::optional<Day> day, std::optional<int64_t> number);
  void AddRejected(std::string_view id);
  /// Appends a row per id to a batch of retail::KeysSchema, sorted by (id, rejected).
  void AppendTo(std::string_view table, columns::Batch* keys) const;

 private:
  struct Seen {
    std::optional<Day> first, last;
    int32_t rows = 0;
    size_t place = 0;  ///< among the ids, as they first came
  };
  /// How many different line numbers the file gives for each id, by its place.
  std::vector<int32_t> CountNumbers() const;

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };
  std::unordered_map<std::string, Seen, Hash, std::equal_to<>> loaded_;
  std::unordered_map<std::string, Seen, Hash, std::equal_to<>> rejected_;
  std::vector<std::pair<size_t, int64_t>> numbers_;  ///< given line numbers, each with its id's place
};

/// Writes the parts of one table and gathers what its receipt and its keys say. One thread.
class TableOutput {
 public:
  TableOutput(const BoundMapping& mapping, const BoundTable& table);

  /// Writes the next part, unless `batch` is empty; of orders it fills line_rank first.
  Status Write(columns::Batch batch, StagingOutput* output);
  /// For a refused row; see ReadableId.
  void AddRejected(const std::optional<std::string>& id);
  const StagedTable& staged() const { return staged_; }
  void AppendKeysTo(columns::Batch* keys) const { ids_.AppendTo(staged_.table, keys); }

 private:
  /// Statistics of a column of the batch so far.
  struct Gathered {
    size_t column;
    StagedColumn stats;
    std::optional<int64_t> least, most;
  };
  void Gather(const columns::Batch& batch);
  void GatherIds(columns::Batch* batch);

  const BoundTable& table_;
  bool has_ids_;       ///< its natural key is a text
  bool optional_ids_;  ///< a row without an id is no fault
  std::vector<Gathered> gathered_;
  StagedTable staged_;
  IdLog ids_;
};

}  // namespace till::ingest
