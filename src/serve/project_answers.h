#pragma once

#include <string_view>

#include "serve/api.h"

namespace till::serve {

/// The answers about the project rather than its numbers (docs/API.md). `published` may be nullptr: nothing is
/// published yet.

/// GET /api/meta. The mistakes of `definitions` stand in its attention.
Json MetaAnswer(const Sources& sources, const Published* published, const metrics::Definitions& definitions);
/// GET /api/status.
Result<Json> StatusAnswer(const Sources& sources, const publish::Record* record);
/// GET /api/runs: the newest 200.
Result<Json> RunsAnswer(const Sources& sources);
/// GET /api/runs/<run>. kNotFound if there is none.
Result<Json> RunAnswer(const Sources& sources, std::string_view run);
/// GET /api/catalog.
Result<Json> CatalogAnswer(const Sources& sources);
/// GET /api/quality.
Result<Json> QualityAnswer(const Sources& sources, const publish::Record* record);

}  // namespace till::serve
