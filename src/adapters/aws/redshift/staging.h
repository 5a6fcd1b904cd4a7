#pragma once

#include <span>

#include "adapters/aws/redshift/parts.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "warehouse/warehouse.h"

namespace till::redshift {

/// Makes `inputs`, `stg_<table>` and `stg_keys` anew, as Warehouse::Stage says, in temporary tables of the session.
/// Loads the parts that are missing and deletes the staged ones of other inputs. A part is known by its object's key:
/// one that was loaded is read no more. Within a transaction, after Parts::Begin.
Status StageInputs(const Run& run, std::string_view schema, Loader& loader, Parts& parts, lake::ObjectStore& store,
                   std::span<const warehouse::StagedInput> inputs);

}  // namespace till::redshift
