#pragma once

#include <vector>

#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// The tables of a publication's star with local copies of their files. kNotFound, naming the publication, if one is
/// gone.
Result<std::vector<Warehouse::AttachedTable>> PublishedStar(const publish::Record& record, lake::ObjectStore& lake);

}  // namespace till::warehouse
