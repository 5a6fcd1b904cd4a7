#pragma once

#include <filesystem>

#include "base/result.h"
#include "catalog/schema.h"

namespace till::catalog {

/// A file that need not belong to any project, read in full.
struct InferredPath {
  SchemaVersion schema;  ///< table: the file's name without its endings; version 0
  int64_t rows = 0;
  int64_t broken = 0;  ///< records that cannot be read or have too few or many cells
};

/// Reads the whole of a local CSV file, also gzipped. kInvalid for an encoding that nothing reads or an empty file.
Result<InferredPath> InferPath(const std::filesystem::path& path);
/// That of the schema, with "rows" and "broken".
Json ToJson(const InferredPath& inferred);

}  // namespace till::catalog
