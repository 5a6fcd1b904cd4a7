#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "delta/log.h"

namespace till::delta {

/// `path` as a relative URI: every byte but letters, digits and -._~=/ as %XX.
std::string EncodePath(std::string_view path);
/// The inverse; kCorrupt for a '%' without two hex digits.
Result<std::string> DecodePath(std::string_view encoded);

/// The schema of a table's columns as Delta's JSON text; kUnsupported for a type that Delta has no equal of.
Result<std::string> SchemaText(const TableState& table);

/// The statistics of a file as Delta's JSON text: numbers and decimals as JSON numbers with their exact digits; of the
/// columns of `table` only, less the partition column.
std::string StatsText(const TableState& table, const AddFile& file);

/// The metaData action of a table. `id` is the table's for ever.
Result<Json> MetadataAction(const TableState& table, std::string_view id, int64_t created_millis);
/// A file's add action.
Json AddAction(const TableState& table, const AddFile& file, int64_t modified_millis);
/// The remove action of a file that was live; `partition_column` may be empty.
Json RemoveAction(std::string_view path, const LogState::File& file, std::string_view partition_column,
                  int64_t deleted_millis);

/// A random-looking UUID that is a function of `name`.
std::string UuidOf(std::string_view name);

/// Milliseconds since 1970-01-01T00:00:00Z.
inline int64_t Millis(Instant instant) { return instant.micros / 1000; }

}  // namespace till::delta
