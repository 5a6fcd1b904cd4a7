#pragma once

#include <span>
#include <string_view>

#include "columns/batch.h"

namespace till::retail {

/// How a dimension keeps an attribute's history (slowly changing dimension, type 2): a new value of a tracked one
/// opens a version, a current one is overwritten.
enum class History { kNone, kTracked, kCurrent };

/// One column of a source table, as feeds may map it.
struct SourceColumn {
  std::string_view name;
  columns::Type type;
  bool required = false;
  History history = History::kNone;
  bool person = false;            ///< personal: no statistics, no samples, no log lines
  std::string_view headers = {};  ///< obvious headers in lower case without blanks and underscores, '|' between them
};

/// A table that feeds fill.
struct SourceTable {
  std::string_view name;
  std::string_view natural_key;  ///< the column that identifies its thing; for orders the order, not the line
  std::span<const SourceColumn> columns;

  /// nullptr if there is none of that name.
  const SourceColumn* Find(std::string_view column) const;
};

/// customers, products, orders, stores, controls, in this order. SQL, generator, catalog, API and documentation take
/// tables, columns, types and keys from here.
std::span<const SourceTable> SourceTables();
/// nullptr if there is none of that name.
const SourceTable* FindSourceTable(std::string_view name);

/// The columns of a table's staged part: "_line" and "_byte" (bigint; the 1-based line and 0-based byte where the row
/// starts), then every column of the table in order, whether the feed maps it or not, then what staging derives:
/// for orders "order_hour" (integer, local) and "line_rank" (integer; the line's place, from 1, among those of its
/// order in the file); for customers and products "updated_on" (date, local) and "_order_date" (date; the order's
/// trading day where the row comes from order lines, else null). For orders, order_date is the trading day and
/// ordered_at the instant, null where the file gives only a date.
columns::Schema StagedSchema(const SourceTable& table);

/// The columns of keys.parquet: "table_name", "id" (text), "first_date" and "last_date" (date, null for tables other
/// than orders), "rejected" (boolean: the row of this id was refused, yet the id is present), "renumbered"
/// (boolean: the line numbers that the file gives do not tell the lines of this order apart).
columns::Schema KeysSchema();

/// A table of the published star.
struct StarTable {
  std::string_view name;
  std::string_view partition_column;  ///< "order_month" for fact_orders, else empty
};
/// dim_customers, dim_products, dim_stores, dim_date, fact_orders: the order in which they are built.
std::span<const StarTable> StarTables();

}  // namespace till::retail
