#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

// Made once, in json.cc: to make it in every file that says Json is a third of that file's compile time.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace till {

/// Keys keep the order in which they were put, so that equal records are equal bytes.
using Json = nlohmann::ordered_json;

/// kCorrupt, naming `what`, if `text` is not JSON.
Result<Json> ParseJson(std::string_view text, std::string_view what);
/// `json` on one line, without blanks. Bytes that are not UTF-8 are replaced by U+FFFD.
std::string ToText(const Json& json);

/// The member `name` of a record as a T; kCorrupt, naming `what`, if it is missing or of another type.
template <typename T>
Result<T> Member(const Json& json, std::string_view name, std::string_view what) {
  const auto corrupt = [&](std::string_view fact) {
    return Corrupt("cannot read " + std::string(what) + ": member '" + std::string(name) + "' " + std::string(fact));
  };
  const auto found = json.is_object() ? json.find(name) : json.end();
  if (!json.is_object() || found == json.end()) return corrupt("is missing");
  try {
    return found->template get<T>();
  } catch (const nlohmann::json::exception&) {
    return corrupt("has another type");
  }
}

}  // namespace till
