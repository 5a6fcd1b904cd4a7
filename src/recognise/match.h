#pragma once

#include <span>
#include <string>
#include <string_view>
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
  std::vector<project::TableMapping> tables;  ///< the main one first; of a file that fits nothing, the nearest table
  std::vector<UnplacedColumn> unplaced;
  std::vector<std::string> notes;    ///< sentences on what the preset cannot say in rules, and how cells are read
  std::vector<std::string> lacking;  ///< columns that the nearest table needs: "quantity", "order_date or ordered_at"
  std::string reason;                ///< why nothing fits: "it has no column for quantity of table orders"

  /// The mapping of orders; nullptr if it has none.
  project::TableMapping* Orders();
  const project::TableMapping* Orders() const;
};

/// The column of that header; nullptr if there is none.
const csv::InferredColumn* FindHeader(const csv::InferredFile& file, std::string_view header);
/// The rule of a column; nullptr if there is none.
const project::ColumnRule* FindRule(const project::TableMapping& mapping, std::string_view column);
/// Whether cells that look like `seen` can be read as the column.
bool Fits(const retail::SourceColumn& column, const csv::InferredColumn& seen);

/// The preset with the longest signature that the file has, else the table whose names its headers are, by exact or
/// obvious name and only where nearly all cells fit; from order lines also what they say of products and customers.
/// `pattern` is the files' path, whose words decide between equals.
Match MatchFile(const csv::InferredFile& file, std::string_view pattern, std::span<const Preset> presets);

}  // namespace till::recognise
