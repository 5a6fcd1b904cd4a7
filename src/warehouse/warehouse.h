#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "columns/batch.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::warehouse {

/// One input's staged parts, as the engine takes them.
struct StagedInput {
  int64_t id = 0;  ///< `_input` of its lines
  std::string feed;
  std::string key;
  Day business_date;
  std::string source;
  std::string kind;     ///< append, changes, snapshot
  bool deletes = true;  ///< false: an absence from this snapshot closes nobody (a rejected row's id was unreadable)
  bool prices_include_tax = false;
  std::map<std::string, std::vector<std::string>> parts = {};  ///< keys of its Parquet objects by source table
  std::vector<std::string> keys = {};                          ///< key of its keys.parquet
};

/// A part of a table that is stored as one file: the lines of the days [first, last], or the whole table.
struct Unit {
  std::string name;  ///< "all", "2026-01", "2026-01-05"
  Day first;
  Day last;          ///< inclusive
  int64_t rows = 0;  ///< about how many it will have; 0 where nobody knows
};

/// A file that the engine wrote for a unit, not yet in the lake.
struct BuiltFile {
  std::string unit;
  std::filesystem::path path;
  int64_t rows = 0;
  std::vector<publish::ColumnStats> stats = {};  ///< as StatsOf
};

/// Values bound to $name in a statement.
using Value = std::variant<std::monostate, int64_t, std::string, Day, bool>;
using Parameters = std::map<std::string, Value>;

/// An engine that computes the star and answers questions about it. All meaning is in sql/; an engine only runs it.
/// A Warehouse serves one thread at a time unless a function says otherwise; Interrupt may be called from any.
class Warehouse {
 public:
  virtual ~Warehouse() = default;

  /// "duckdb", "postgres", "redshift": also the folder of sql/dialects/ whose files replace the common ones.
  virtual std::string_view name() const = 0;

  /// Makes the staged parts of exactly these inputs visible: `inputs` (_input, input_rank, feed, key, source, kind,
  /// business_date, deletes, prices_include_tax), `stg_<table>` for every source table (_input, input_rank, feed,
  /// source, kind, business_date, then retail::StagedSchema) and `stg_keys` (_input, input_rank, feed, source, kind,
  /// business_date, then retail::KeysSchema). input_rank is the position in `inputs`, from 1. Tables without parts are
  /// empty. The parts are objects of `store` that columns::EncodeParquet wrote; kNotFound if one is gone, kCorrupt if
  /// it is not whole.
  virtual Status Stage(lake::ObjectStore& store, std::span<const StagedInput> inputs) = 0;

  /// Makes the star files visible as `<schema>.<table>`, with the partition column. Replaces what the schema held.
  /// A table without files is empty, with the columns given.
  struct AttachedTable {
    std::string name;
    columns::Schema columns;
    std::string partition_column;
    std::vector<std::filesystem::path> files;
    std::vector<Day> partitions;  ///< of each file; empty without partition column
  };
  virtual Status Attach(std::string_view schema, std::span<const AttachedTable> tables) = 0;

  /// Keeps the rows of a SELECT under `name` ("schema.table" or "table") until it is made again or the engine closes.
  virtual Status Make(std::string_view name, std::string_view select, const Parameters& parameters) = 0;

  /// Keeps these rows under `name`, as Make does.
  virtual Status Load(std::string_view name, const columns::Batch& rows) = 0;

  /// Works out the rows of these units, which rise and do not overlap, with a model's SELECT, in which $first_day and
  /// $last_day bound the days of its `day_column`; it is ordered, by that column first. Each unit's rows, if it has
  /// any, become a file of its own in `folder`, as WriteUnits does it: less the column `without` (the partition
  /// column), in the SELECT's order. The same rows give the same bytes, on every engine and for any number of workers.
  /// The whole table, "all", needs no `day_column`.
  virtual Result<std::vector<BuiltFile>> Build(std::string_view table, std::string_view select,
                                               std::span<const Unit> units, std::string_view day_column,
                                               std::string_view without, const std::filesystem::path& folder) = 0;

  /// The rows of a SELECT. kInvalid with the engine's words for a mistake in it, kCancelled after Interrupt.
  virtual Result<columns::Batch> Query(std::string_view select, const Parameters& parameters) = 0;

  /// From now on Query takes exactly one SELECT, kInvalid for anything else, and reads only what is staged, attached
  /// and made by now: no file besides, kDenied or kInvalid where it tries. The other functions but Interrupt are not
  /// called any more. For statements that people write. kUnsupported where the engine cannot be held to it.
  virtual Status RestrictToReading() {
    return Unsupported("cannot hold engine '" + std::string(name()) + "' to reading");
  }

  /// Ends what runs now with kCancelled. Any thread.
  virtual void Interrupt() = 0;
};

}  // namespace till::warehouse
