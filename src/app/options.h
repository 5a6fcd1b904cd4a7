#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace till::app {

/// The day of an option that was given as text; nothing for an empty text; kInvalid if it is no day.
Result<std::optional<Day>> DayOption(std::string_view option, const std::string& text);

/// "feed/key" in two. kInvalid, with an example, if there is no '/'.
Result<std::pair<std::string, std::string>> FeedAndKey(const std::string& text);

}  // namespace till::app
