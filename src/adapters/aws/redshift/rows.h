#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "columns/batch.h"

namespace till::redshift {

/// The columns of a relation's load file: the number of the part, then its own.
columns::Schema WithPart(const columns::Schema& columns);

/// Appends the rows of `from`, whose columns must be those of `to` by name and type, in any order. kCorrupt, naming
/// the column, if one is missing or of another type.
Status AppendRows(const columns::Batch& from, columns::Batch& to);
/// The same to a batch of WithPart(from.schema), each row with the number of its part.
Status AppendPart(int64_t part, const columns::Batch& from, columns::Batch& to);

}  // namespace till::redshift
