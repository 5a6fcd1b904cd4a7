#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assets.h"
#include "base/result.h"

namespace till::warehouse {

/// One file of sql/: a SELECT with a header of comment lines, in this order:
///
///     -- Order lines that count: one row per order line.     the sentence, over one or more lines; of a model it ends
///     -- reads: stg_orders, superseded_lines                 in its grain, ": one row per …."; the relations it names
///     -- writes: order_lines                                 the model's name; "nothing" where the rows are only read
///     -- params: first_day, last_day                         the $names it has, or none
///
/// A check has `-- severity: error` (or warn) where a model has `-- writes:`, and its sentence says what must hold.
struct SqlFile {
  std::string name;      ///< "order_lines" of sql/staging/order_lines.sql
  std::string sentence;  ///< without the full stop
  std::vector<std::string> reads;
  std::string writes;    ///< empty for a check
  std::string severity;  ///< empty for a model
  std::vector<std::string> params;
  std::string_view text;  ///< the whole file
};

/// The files of sql/ as one engine runs them: sql/dialects/<engine>/<layer>/<name>.sql stands in for
/// sql/<layer>/<name>.sql where there is one. Immutable.
class SqlLibrary {
 public:
  /// `assets` must outlive the library.
  SqlLibrary(std::span<const Asset> assets, std::string_view engine) : assets_(assets), engine_(engine) {}

  /// The file sql/<layer>/<name>.sql. kInternal if there is none or its header is broken.
  Result<SqlFile> Find(std::string_view layer, std::string_view name) const;
  /// All files of a layer ("staging", "star", "checks"), by name.
  Result<std::vector<SqlFile>> Layer(std::string_view layer) const;
  /// The hash of everything in sql/ that a model of the star depends on, through `reads`, and of the engine's name.
  Result<std::string> Recipe(std::string_view model) const;

 private:
  const Asset* FindModel(std::string_view name) const;
  std::span<const Asset> assets_;
  std::string engine_;
};

/// Reads a file's header. kInternal as "cannot read sql/star/x.sql: it has no line '-- reads:'".
Result<SqlFile> ParseSqlFile(std::string_view path, std::string_view text);

}  // namespace till::warehouse
