#pragma once

#include <string_view>

#include "serve/api.h"

namespace till::serve {

/// The answers about the project rather than its numbers (docs/API.md). `published` may be nullptr: nothing is
/// published yet.

/// GET /api/meta. The mistakes of `definitions` stand in its attention.
Json MetaAnswer(const Sources& sources, const Published* published, const metrics::Definitions& definitions);
/// What the receipts of a publication's inputs say, by feed.
Result<FilesByFeed> CountFiles(lake::ObjectStore& store, const publish::Record& record);
/// GET /api/status. `files` are those of the record.
Result<Json> StatusAnswer(const Sources& sources, const publish::Record* record, const FilesByFeed& files);
/// GET /api/runs: the newest 200.
Result<Json> RunsAnswer(const Sources& sources);
/// GET /api/runs/<run>. kNotFound if there is none.
Result<Json> RunAnswer(const Sources& sources, std::string_view run);
/// How many of these files have the columns of `version`, in its order.
int64_t FilesOf(const catalog::SchemaVersion& version, const FilesByFeed& files);
/// GET /api/catalog. `files` are those of the newest publication.
Result<Json> CatalogAnswer(const Sources& sources, const FilesByFeed& files);
/// GET /api/quality.
Result<Json> QualityAnswer(const Sources& sources, const publish::Record* record);

}  // namespace till::serve
