#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "csv/dialect.h"
#include "project/project.h"

namespace till::catalog {

/// A mapped column of a file.
struct MappedColumn {
  size_t index;  ///< in the file's records
  const project::ColumnRule* rule;
  const retail::SourceColumn* column;
};

/// Reads the columns of a head's records by their rules, in one pass. One text for each of them: "holds '01/12/2010',
/// which is not a date" where more than half of the cells that are not blank do not fit, else empty. Values of
/// personal columns are not shown.
std::vector<std::string> FormatFaultsOf(std::string_view head, const csv::Dialect& dialect,
                                        std::span<const MappedColumn> columns);

}  // namespace till::catalog
