#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/aws/s3/bucket.h"

namespace till::aws {

/// Loads an object into a new file at `path`, in parts side by side where it is large, and gives its etag; nothing, and
/// no file, if it still has the etag `known`. All of the file is of one state of the object. kNotFound if it is absent.
Result<std::optional<std::string>> Download(Bucket& bucket, std::string_view key, const std::string& known,
                                            const std::filesystem::path& path);

}  // namespace till::aws
