#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "columns/batch.h"
#include "warehouse/sql_library.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// One file of a star table, with a local copy.
struct StarFile {
  std::string unit;    ///< "all", "2026-01" or "2026-01-05"
  std::string recipe;  ///< of the SQL and settings that made it
  std::filesystem::path path;
  int64_t rows = 0;
  bool built = false;                            ///< by this run; else kept from the prior star
  std::string reason;                            ///< why it was built, for people: "its orders changed"
  std::vector<publish::ColumnStats> stats = {};  ///< of a built file
};

/// A table of the star, as published or as it would be.
struct StarTable {
  std::string name;
  columns::Schema columns;  ///< partition column included
  std::string partition_column;
  std::vector<StarFile> files;  ///< by unit
};

struct StarRequest {
  std::vector<StagedInput> inputs;  ///< all that the star is a function of, in input order
  /// Inputs that the prior star had not, has no more, or has with other staged parts or settings. Ignored without
  /// prior. Too many are harmless.
  std::vector<int64_t> changed;
  std::optional<std::vector<StarTable>> prior;  ///< nothing: everything is built
  std::string settings;                         ///< hash of the feed settings that the star depends on
  std::filesystem::path folder;                 ///< an existing folder for built files
};

struct StarResult {
  std::vector<StarTable> tables;  ///< in the order of retail::StarTables()
  int64_t superseded = 0;         ///< staged order lines that do not count because another input decides their order
};

/// Works out the star of the inputs, whose parts are objects of `store`: stages them, makes dimensions, and builds the
/// units of fact_orders that may differ from the prior star's. What is built has the same bytes whatever the prior was;
/// a unit that is kept would have been built with the bytes it has. Leaves staging and dimensions in the warehouse.
Result<StarResult> WorkStar(Warehouse& warehouse, lake::ObjectStore& store, const SqlLibrary& sql,
                            const StarRequest& request);

/// The recipe of a table's files: the hash of the SQL that it depends on and of the settings.
Result<std::string> StarRecipe(const SqlLibrary& sql, std::string_view table, std::string_view settings);

/// Makes tables of the star visible as `<schema>.<table>`.
Status AttachStar(Warehouse& warehouse, std::string_view schema, const std::vector<StarTable>& tables);

}  // namespace till::warehouse
