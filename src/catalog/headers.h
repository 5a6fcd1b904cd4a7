#pragma once

#include <string>
#include <string_view>

#include "retail/tables.h"

namespace till::catalog {

/// A header as it is compared: lower case without blanks, '_', '-' and '.'.
std::string Normalised(std::string_view header);
/// Whether `header` is the column's own name or one of its obvious headers.
bool IsObviousFor(std::string_view header, const retail::SourceColumn& column);
/// Whether `header` is the name or an obvious header of a personal column of some table.
bool IsPersonal(std::string_view header);
/// Whether a column whose cells look like `seen` can be read as one of `wanted`.
bool CanHold(columns::Type wanted, columns::Type seen);

}  // namespace till::catalog
