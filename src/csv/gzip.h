#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace till::csv {

/// Whether `bytes` start as a gzip file does.
bool IsGzip(std::string_view bytes);

/// The content of a gzip file of one or more members. kRejected, naming no file, if it is torn or damaged:
/// "the gzip file ends too early".
Result<std::string> Gunzip(std::string_view bytes);

/// As much as can be had of the content's first kHeadBytes from the first bytes of a gzip file.
std::string GunzipHead(std::string_view head);

}  // namespace till::csv
