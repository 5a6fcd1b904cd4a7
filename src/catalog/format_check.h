#pragma once

#include <string>
#include <string_view>

#include "csv/dialect.h"
#include "project/project.h"

namespace till::catalog {

/// Reads the column at `index` of a head's records by `rule`: "holds '01/12/2010', which is not a date" where more
/// than half of the cells that are not blank do not fit, else empty. Values of personal columns are not shown.
std::string FormatFaultOf(std::string_view head, const csv::Dialect& dialect, size_t index,
                          const project::ColumnRule& rule, const retail::SourceColumn& column);

}  // namespace till::catalog
