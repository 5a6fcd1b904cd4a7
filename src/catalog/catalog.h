#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/schema.h"
#include "lake/object_store.h"

namespace till::catalog {

/// The catalog in the lake: _till/catalog/<table or feed>/<version, 6 digits>.json, each written once. Any number of
/// processes may record at once.

/// The version that a file seen as `seen` is of: the newest that it fits, else a new one, whose types hold those of
/// the newest before it as well. `seen.version` counts for nothing.
Result<SchemaVersion> Record(lake::ObjectStore& store, const SchemaVersion& seen);

/// Removes the versions that are torn; their keys. The next file of their tables records its schema again.
Result<std::vector<std::string>> RemoveTorn(lake::ObjectStore& store);

/// All versions of a table, oldest first; empty if it is not in the catalog. Here and below: kCorrupt, naming the
/// object, where a version is torn.
Result<std::vector<SchemaVersion>> Versions(lake::ObjectStore& store, std::string_view table);
/// Version `version` of a table, 0 for the newest. kNotFound with the nearest name.
Result<SchemaVersion> Show(lake::ObjectStore& store, std::string_view table, int64_t version = 0);
/// The newest version of every table, in byte order of their names.
Result<std::vector<SchemaVersion>> List(lake::ObjectStore& store);

}  // namespace till::catalog
