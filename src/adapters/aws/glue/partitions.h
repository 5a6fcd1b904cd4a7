#pragma once

#include <string>

#include "adapters/aws/glue/api.h"
#include "adapters/aws/glue/table_input.h"
#include "base/log.h"
#include "base/result.h"
#include "catalog/mirror.h"
#include "lake/object_store.h"
#include "project/services.h"

namespace till::aws {

/// Makes the partitions of a table that Glue has equal to the table's own, as the settings' policies allow. Sends
/// differences only, and puts the lists of files that they are to read into the lake first. kConflict where somebody
/// changed them meanwhile.
Status SyncPartitions(GlueApi& api, const project::GlueSettings& settings, const TableOwner& owner,
                      const catalog::MirrorTable& table, lake::ObjectStore& lake, Log& log);
/// Adds the partitions of a table that Glue has just made.
Status AddPartitions(GlueApi& api, const project::GlueSettings& settings, const TableOwner& owner,
                     const catalog::MirrorTable& table, lake::ObjectStore& lake, Log& log);

}  // namespace till::aws
