#include "lake/object_store.h"

#include "base/text.h"

namespace till::lake {

Status CheckKey(std::string_view key) {
  const auto refuse = [&](std::string_view fact) {
    return Invalid("cannot use object key '" + Shown(key) + "': " + std::string(fact));
  };
  if (key.find('\0') != std::string_view::npos) return refuse("it has a NUL byte");
  for (const std::string& part : Split(key, '/')) {
    if (part.empty()) return refuse("it has an empty part");
    if (part == "." || part == "..") return refuse("it has the part '" + part + "'");
  }
  return Ok();
}

}  // namespace till::lake
