#pragma once

#include <memory>
#include <string>

#include "dag/run_store.h"
#include "project/project.h"
#include "publish/publications.h"
#include "serve/api.h"
#include "tests/golden/metrics/star.h"

namespace till::golden {

/// A project whose lake holds the tiny star, its receipts and its catalog, and whose history holds two runs.
struct Shop {
  std::unique_ptr<Star> star;
  project::Project project;
  TimeZone zone = TimeZone::Utc();
  std::unique_ptr<publish::Publications> publications;
  std::unique_ptr<dag::RunStore> runs;
  std::unique_ptr<Clock> clock;

  /// Publishes the star as the next number.
  Status Publish();
  serve::Sources Sources();
};
Result<std::unique_ptr<Shop>> OpenShop();

}  // namespace till::golden
