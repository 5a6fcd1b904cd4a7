#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace till::app {

/// The day of an option that was given as text; nothing for an empty text; kInvalid if it is no day.
Result<std::optional<Day>> DayOption(std::string_view option, const std::string& text);

/// kInvalid where `command` ("metrics list") was given an argument all the same.
Status TakesNone(std::string_view command, const std::string& argument);

/// "feed/key" in two. kInvalid, with an example, if there is no '/'.
Result<std::pair<std::string, std::string>> FeedAndKey(const std::string& text);

}  // namespace till::app
