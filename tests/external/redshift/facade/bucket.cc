#include "tests/external/redshift/facade/bucket.h"

#include "base/json.h"

namespace till::testing_support {
namespace {

/// Whether the entry's object is to be loaded.
Result<bool> CheckEntry(const Json& entry, const std::string& url, const Result<lake::ObjectInfo>& found) {
  if (!found.ok() && found.error().code != Code::kNotFound) return found.error();
  if (!found.ok() && entry.value("mandatory", false)) {
    return Internal("Problem reading manifest file - S3ServiceException: The specified key does not exist.: " + url);
  }
  if (!found.ok()) return false;
  const Json meta = entry.value("meta", Json::object());
  if (!meta.contains("content_length")) {
    return Internal("Manifest file is not in correct json format: no content_length for " + url);
  }
  if (meta["content_length"] != found->size) {
    return Internal("File size in the manifest does not match: " + url + " has " + std::to_string(found->size) +
                    " bytes");
  }
  return true;
}

}  // namespace

Result<std::string> Bucket::KeyOf(const std::string& url) const {
  if (url.starts_with(url_ + "/")) return url.substr(url_.size() + 1);
  return Denied("S3ServiceException:Access Denied: '" + url + "' is not below '" + url_ + "'");
}

Result<std::vector<LoadObject>> Bucket::Listed(const std::string& manifest_url) const {
  TILL_ASSIGN(const std::string manifest_key, KeyOf(manifest_url));
  const auto text = store_.Get(manifest_key);
  if (!text.ok()) return Internal("Problem reading manifest file - " + text.error().message);
  const auto manifest = ParseJson(*text, "the manifest");
  if (!manifest.ok() || !manifest->contains("entries") || !(*manifest)["entries"].is_array()) {
    return Internal("Manifest file is not in correct json format: " + manifest_url);
  }
  std::vector<LoadObject> objects;
  for (const Json& entry : (*manifest)["entries"]) {
    const std::string url = entry.value("url", "");
    TILL_ASSIGN(const std::string key, KeyOf(url));
    TILL_ASSIGN(const bool there, CheckEntry(entry, url, store_.Head(key)));
    if (there) objects.push_back({url, key});
  }
  if (objects.empty()) return Internal("No files found: the manifest " + manifest_url + " names none that is there");
  return objects;
}

Result<std::vector<LoadObject>> Bucket::Prefixed(const std::string& url) const {
  TILL_ASSIGN(const std::string prefix, KeyOf(url));
  TILL_ASSIGN(const auto found, store_.List(prefix));
  std::vector<LoadObject> objects;
  for (const lake::ObjectInfo& info : found) objects.push_back({UrlOf(info.key), info.key});
  if (objects.empty()) return Internal("The specified S3 prefix '" + prefix + "' does not exist");
  return objects;
}

}  // namespace till::testing_support
