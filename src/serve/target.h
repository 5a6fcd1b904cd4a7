#pragma once

#include <string_view>

#include "base/result.h"
#include "serve/api.h"

namespace till::serve {

/// The path and query of a request's target, decoded. kInvalid for a broken "%", bytes that are not UTF-8,
/// or a segment "." or "..".
Result<Request> ParseTarget(std::string_view target);

}  // namespace till::serve
