#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "columns/batch.h"

namespace till::redshift {

/// What stands for null in a load file, without quotes; texts have theirs.
inline constexpr std::string_view kNullMarker = "@null@";

/// Rows as CSV without header, as `COPY … FORMAT AS CSV` reads them: texts in quotes, instants in UTC.
std::string LoadFile(const columns::Batch& rows);

/// An object that a COPY loads.
struct LoadObject {
  std::string url;  ///< s3://…
  int64_t size = 0;
};

/// The manifest that names them, each of them mandatory.
/// Format: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
std::string Manifest(std::span<const LoadObject> objects);

}  // namespace till::redshift
