#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assets.h"
#include "base/result.h"
#include "metrics/definitions.h"

namespace till::quicksight {

/// What QuickSight reads the star from.
enum class Source { kAthena, kRedshift };
/// "athena", "redshift".
std::string_view SourceName(Source source);

enum class ColumnType { kText, kInteger, kDecimal, kDate };
/// As QuickSight calls it: STRING, INTEGER, DECIMAL, DATETIME.
std::string_view ColumnTypeName(ColumnType type);

/// A column of the data set.
struct Column {
  std::string name;
  ColumnType type = ColumnType::kText;
};

/// What is not in the dashboards, and why.
struct LeftOut {
  std::string what;  ///< "measure", "dimension", "panel"
  std::string name;
  std::string reason;
};

/// The data set: one row per order line, every dimension a column, and the columns that measures read.
struct Relation {
  std::string sql;
  std::vector<Column> columns;
  std::vector<const metrics::Dimension*> dimensions;  ///< those that it has, each a column of its name

  /// nullptr if there is none of that name.
  const Column* Find(std::string_view name) const;
  bool Has(std::string_view dimension) const { return Find(dimension) != nullptr; }
};

/// The column that puts a dimension's members in their order, for texts that have one.
std::string OrderColumn(const metrics::Dimension& dimension);
/// The column that is 1 on the lines that take part in a ranking of a dimension, for those that say so.
std::string RankedColumn(const metrics::Dimension& dimension);

/// Whether a measure may read this column of `lines`: numbers, days and truths. Texts are not what they are in `lines`:
/// an empty one has a name.
bool IsMeasureColumn(std::string_view column);

/// The relation over the star in `schema` (a Glue database, a schema of Redshift): sql/metrics/lines.sql in the
/// engine's dialect and what the dimensions say over it. Measures read `measure_columns`, all of them such columns.
/// Dimensions that it cannot have go to `left_out`. kInternal if an asset is missing.
Result<Relation> MakeRelation(const metrics::Definitions& definitions, const std::set<std::string>& measure_columns,
                              Source source, std::string_view schema, std::span<const Asset> assets,
                              std::vector<LeftOut>& left_out);

}  // namespace till::quicksight
