#include "adapters/aws/redshift/manifest.h"

#include "base/json.h"

namespace till::redshift {

std::string Manifest(std::span<const LoadObject> objects) {
  Json entries = Json::array();
  for (const LoadObject& object : objects) {
    entries.push_back({{"url", object.url}, {"mandatory", true}, {"meta", {{"content_length", object.size}}}});
  }
  return ToText({{"entries", std::move(entries)}});
}

Result<std::vector<UnloadedObject>> ReadManifest(std::string_view json) {
  constexpr std::string_view kWhat = "the manifest of an UNLOAD";
  TILL_ASSIGN(const Json manifest, ParseJson(json, kWhat));
  TILL_ASSIGN(const Json entries, Member<Json>(manifest, "entries", kWhat));
  std::vector<UnloadedObject> objects;
  for (const Json& entry : entries) {
    UnloadedObject object;
    TILL_ASSIGN(object.url, Member<std::string>(entry, "url", kWhat));
    TILL_ASSIGN(const Json meta, Member<Json>(entry, "meta", kWhat));
    TILL_ASSIGN(object.size, Member<int64_t>(meta, "content_length", kWhat));
    TILL_ASSIGN(object.rows, Member<int64_t>(meta, "record_count", kWhat));
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace till::redshift
