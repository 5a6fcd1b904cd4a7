#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::quicksight {

/// A file of an archive.
struct ArchivedFile {
  std::string path;
  std::string bytes;
};

/// The files as a zip archive, in the order given and with the same time in each: equal files are equal bytes.
/// kInternal, in the library's words, if it cannot be made.
Result<std::string> Zip(const std::vector<ArchivedFile>& files);

}  // namespace till::quicksight
