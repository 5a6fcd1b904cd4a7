#pragma once

#include <vector>

#include "base/result.h"
#include "columns/batch.h"
#include "lake/object_store.h"
#include "publish/record.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// The tables of a publication's star with local copies of their files. kNotFound, naming the publication, if one is
/// gone.
Result<std::vector<Warehouse::AttachedTable>> PublishedStar(const publish::Record& record, lake::ObjectStore& lake);

/// What a database that keeps the star says of it: number, content_hash, published_at and run, one row.
columns::Batch PublicationRow(const publish::Record& record);
/// The inputs it is made of: _input, feed, key, business_date, content and recipe, in the order of the record.
columns::Batch InputRows(const publish::Record& record);

}  // namespace till::warehouse
