#pragma once

#include <memory>

#include "base/files.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "metrics/engine.h"
#include "publish/record.h"

namespace till::golden {

/// The tiny star of tests/golden/metrics/star, published as number 42 in a lake of its own.
struct Star {
  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<lake::ObjectStore> lake;
  publish::Record record;
};
Result<std::unique_ptr<Star>> PublishStar();

/// An engine over it, with the program's own definitions.
Result<std::unique_ptr<metrics::Engine>> OpenEngine(Star& star, metrics::Hold hold);

}  // namespace till::golden
