#pragma once

#include <string_view>

#include "base/result.h"
#include "columns/batch.h"
#include "lake/object_store.h"

namespace till::warehouse {

/// The rows of a staged part. kNotFound if it is gone, kCorrupt if it is not whole; the hint says what makes it again.
/// Any thread.
Result<columns::Batch> ReadStagedPart(lake::ObjectStore& store, std::string_view key);

}  // namespace till::warehouse
