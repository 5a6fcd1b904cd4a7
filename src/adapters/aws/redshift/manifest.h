#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::redshift {

/// An object that a COPY loads.
struct LoadObject {
  std::string url;  ///< s3://…
  int64_t size = 0;
};

/// The manifest that names them, each of them mandatory, with its size, without which Redshift loads no Parquet.
/// Format: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
std::string Manifest(std::span<const LoadObject> objects);

/// An object that an UNLOAD wrote.
struct UnloadedObject {
  std::string url;
  int64_t size = 0;
  int64_t rows = 0;
};

/// The objects that the manifest of an UNLOAD (MANIFEST VERBOSE) names, in its order, which is that of the rows.
/// kCorrupt if it is none.
/// Format: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD_command_examples.html
Result<std::vector<UnloadedObject>> ReadManifest(std::string_view json);

}  // namespace till::redshift
