#pragma once

#include "base/result.h"
#include "lake/object_store.h"

namespace till::app {

/// Notes in a project's lake that till made what lies in its raw zone: `_till/generated.json`.
Status MarkGenerated(lake::ObjectStore& lake);
/// kConflict where the raw zone has files and no such note: they are somebody's own.
Status CheckGenerated(lake::ObjectStore& lake);

}  // namespace till::app
