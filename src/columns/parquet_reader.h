#pragma once

#include <string_view>

#include "base/result.h"
#include "columns/batch.h"

namespace till::columns {

/// All rows of a file that EncodeParquet wrote, in file order, with its schema. kCorrupt for any other bytes. Any
/// thread.
Result<Batch> DecodeParquet(std::string_view bytes);

}  // namespace till::columns
