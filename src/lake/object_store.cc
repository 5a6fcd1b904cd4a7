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

Status CheckRange(std::string_view key, int64_t offset, int64_t length) {
  if (offset >= 0 && length >= 0) return Ok();
  return Invalid("cannot read object '" + Shown(key) + "': offset " + std::to_string(offset) + " or length " +
                 std::to_string(length) + " is negative");
}

Error NoSuchObject(std::string_view key) {
  return NotFound("cannot find object '" + std::string(key) + "': it does not exist");
}

Error ObjectExists(std::string_view key) {
  return Conflict("cannot create object '" + std::string(key) + "': it exists already");
}

Error ObjectChanged(std::string_view key) {
  return Conflict("cannot replace object '" + std::string(key) + "': it has changed since it was read");
}

}  // namespace till::lake
