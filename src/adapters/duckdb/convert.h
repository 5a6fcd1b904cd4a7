#pragma once

#include <cstdint>

#include "base/result.h"
#include "columns/batch.h"

struct _duckdb_data_chunk;
struct _duckdb_logical_type;
struct _duckdb_vector;

namespace till::duckdb {

/// Our type for one of the engine's; kUnsupported, naming the column, if there is none. Integers of any width are
/// integer or bigint, decimals of any shape and floating point are decimal; an instant without a zone is one in UTC.
Result<columns::Type> TypeOf(_duckdb_logical_type* type, std::string_view column);

/// Appends `rows` values of a vector. A decimal of more than four places that are not zero, or a whole number beyond
/// 64 bits, is kUnsupported; floating point is rounded half away from zero to four places.
Status AppendVector(_duckdb_vector* vector, uint64_t rows, std::string_view name, columns::Column& column);

/// Writes rows [begin, begin + rows) of a column into a vector of the same type, from its row `at` on.
void FillVector(const columns::Column& column, uint64_t begin, uint64_t rows, _duckdb_vector* vector, uint64_t at);

/// The engine's type for ours; the caller destroys it.
_duckdb_logical_type* NewLogicalType(columns::Type type);

}  // namespace till::duckdb
