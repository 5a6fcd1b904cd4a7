#pragma once

#include <string_view>

#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"
#include "warehouse/warehouse.h"

namespace till::metrics {

/// Makes the tables of a publication's star visible to `warehouse` as `<schema>.<table>`. kNotFound, naming the
/// publication, if a file of it is gone.
Status AttachStar(warehouse::Warehouse& warehouse, std::string_view schema, const publish::Record& record,
                  lake::ObjectStore& lake);

}  // namespace till::metrics
