#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "adapters/aws/glue/api.h"
#include "base/result.h"
#include "base/time.h"

namespace till::aws {

/// How long a crawler is waited for.
struct CrawlerPatience {
  int64_t look_micros = 10'000'000;     ///< between two looks
  int64_t most_micros = 3'600'000'000;  ///< in all
};

/// Starts a crawler of Glue's, after the end of a crawl that is under way, and waits until it is ready again: the crawl
/// that is awaited began after this call. kRejected with Glue's words where it failed; kUnavailable where it was
/// stopped or has not ended in time; kCancelled soon after `cancelled` says so, and the crawl goes on.
Status RunCrawler(GlueApi& api, Clock& clock, const std::string& name, CrawlerPatience patience,
                  const std::function<bool()>& cancelled);

}  // namespace till::aws
