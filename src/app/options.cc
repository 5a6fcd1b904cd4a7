#include "app/options.h"

#include "base/text.h"

namespace till::app {

Result<std::optional<Day>> DayOption(std::string_view option, const std::string& text) {
  if (text.empty()) return std::optional<Day>();
  const auto day = Day::Parse(text);
  if (!day) {
    return Invalid("cannot read " + std::string(option) + " '" + Shown(text) + "': it is no day",
                   "write it as YYYY-MM-DD, for example 2026-01-05");
  }
  return day;
}

Status TakesNone(std::string_view command, const std::string& argument) {
  if (argument.empty()) return Ok();
  const std::string till = "till " + std::string(command);
  return Invalid("cannot run '" + till + "': it takes no '" + Shown(argument) + "'",
                 till.substr(0, till.find(' ', 5)) + " --help");
}

Result<std::pair<std::string, std::string>> FeedAndKey(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size()) {
    return Invalid("cannot read input '" + Shown(text) + "': it is no feed and key",
                   "write it as feed/key, for example sales/2026-01-05.csv, or sales/2026-01-05/orders.csv of a "
                   "file that lies outside the lake; till inputs list shows them");
  }
  return std::pair(text.substr(0, slash), text.substr(slash + 1));
}

}  // namespace till::app
