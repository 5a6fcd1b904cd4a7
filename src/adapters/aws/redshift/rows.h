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
/// The same to a batch of WithPart(from.schema), each row with the number of its part. kRejected, naming the part as
/// `name`, the row, the column and, unless that is personal, how the text begins, if a text is longer than Redshift
/// has room for: of many parts in one load file Redshift could not say which it was.
Status AppendPart(int64_t part, std::string_view name, const columns::Batch& from, columns::Batch& to);

}  // namespace till::redshift
