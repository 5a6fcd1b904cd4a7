#pragma once

#include "base/log.h"
#include "base/result.h"
#include "delta/log.h"
#include "lake/object_store.h"
#include "publish/publications.h"

namespace till::publish {

/// Brings processed/<table>/_delta_log of every table up to the newest publication, one commit for each publication
/// that it lacks, in order. A log of which a commit is torn or missing is removed and made anew from the records. May
/// be called at any time, by many at once. Where nothing is to be done: one List and read of the records, and one of
/// each log. `checkpoints` may be null.
Status RollForwardAll(lake::ObjectStore& store, Publications& publications, delta::CheckpointWriter* checkpoints,
                      Log& log);

}  // namespace till::publish
