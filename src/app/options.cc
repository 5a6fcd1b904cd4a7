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

Result<std::pair<std::string, std::string>> FeedAndKey(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size()) {
    return Invalid("cannot read input '" + Shown(text) + "': it is no feed and key",
                   "write it as feed/key, for example sales/2026-01-05.csv; till inputs list shows them");
  }
  return std::pair(text.substr(0, slash), text.substr(slash + 1));
}

}  // namespace till::app
