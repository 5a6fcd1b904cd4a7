#include "base/json.h"

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace till {

Result<Json> ParseJson(std::string_view text, std::string_view what) {
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return Corrupt("cannot read " + std::string(what) + ": no JSON at byte " + std::to_string(error.byte));
  }
}

std::string ToText(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace till
