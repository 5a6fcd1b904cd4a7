#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "csv/values.h"
#include "project/project.h"

namespace till::ingest {

/// Where one column of a source table comes from in one file.
struct BoundColumn {
  enum class Source { kNowhere, kCell, kConstant };

  std::string name;  ///< canonical
  columns::Type type = columns::Type::kText;
  Source source = Source::kNowhere;
  size_t cell = 0;       ///< index in the file's rows, for kCell
  std::string header;    ///< of that cell; empty for a constant
  std::string constant;  ///< for kConstant
  bool required = false;
  bool person = false;
  bool id = false;  ///< loses blanks at its ends
  bool number_as_text = false;
  csv::DecimalMarks marks;
  csv::TimeFormat format = csv::TimeFormat::Iso();
  std::string starts_with;
  std::vector<std::string> true_values;   ///< in lower case
  std::vector<std::string> false_values;  ///< in lower case

  bool bound() const { return source != Source::kNowhere; }
};

/// A source table as one file fills it.
struct BoundTable {
  const retail::SourceTable* table = nullptr;
  std::vector<BoundColumn> columns;  ///< one for each of table->columns, in their order

  const BoundColumn& Find(std::string_view column) const;  ///< one that the table has
  const BoundColumn& Key() const { return Find(table->natural_key); }
  bool Is(std::string_view name) const { return table->name == name; }
};

/// A feed's mapping applied to one file's header.
struct BoundMapping {
  std::vector<BoundTable> tables;     ///< in the order of retail::SourceTables
  size_t width = 0;                   ///< cells of the header
  std::vector<std::string> unmapped;  ///< headers that no rule takes

  /// nullptr if the feed does not fill it.
  const BoundTable* Find(std::string_view table) const;
  /// Whether a row without the table's id simply gives it no row: customers, products and stores of a feed that fills
  /// other tables too.
  bool IsOptional(const BoundTable& table) const;
};

/// Finds each rule's cell in `header` (the first of equal headers is taken). An optional column whose headers are all
/// absent comes from nowhere. kRejected if those of a required column are (of orders also: of order_date and
/// ordered_at, of unit_price and total_amount, all that are mapped), with the nearest header as hint; kInvalid if the
/// feed does not map a required column or has a date format that cannot be used. `key` names the file.
Result<BoundMapping> BindMapping(const project::Feed& feed, const std::vector<std::string>& header,
                                 const std::map<std::string, std::string>& path_values, std::string_view key);

}  // namespace till::ingest
