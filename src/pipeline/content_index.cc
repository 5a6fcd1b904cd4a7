#include "pipeline/content_index.h"

#include <tuple>

#include "base/json.h"

namespace till::pipeline {
namespace {

constexpr std::string_view kKey = "_till/contents.json";
constexpr int kFormat = 1;

}  // namespace

Result<ContentIndex> ContentIndex::Load(lake::ObjectStore& store) {
  ContentIndex index;
  const auto text = store.Get(kKey);
  if (!text.ok()) return text.error().code == Code::kNotFound ? Result<ContentIndex>(index) : text.error();
  const auto json = ParseJson(*text, "'_till/contents.json'");
  // An index that cannot be read is an index that knows nothing.
  if (!json.ok()) return index;
  const auto format = Member<int>(*json, "format", kKey);
  if (!format.ok() || *format != kFormat) return index;
  using Row = std::tuple<int64_t, std::string, std::string>;
  const auto objects = Member<std::map<std::string, Row>>(*json, "objects", kKey);
  if (!objects.ok()) return index;
  for (const auto& [object, row] : *objects) {
    index.entries_[object] = {std::get<0>(row), std::get<1>(row), std::get<2>(row)};
  }
  return index;
}

std::optional<std::string> ContentIndex::Find(const ingest::Arrival& arrival) const {
  const auto found = entries_.find(arrival.object);
  if (found == entries_.end()) return std::nullopt;
  if (found->second.size != arrival.size || found->second.etag != arrival.etag) return std::nullopt;
  return found->second.content;
}

void ContentIndex::Put(const ingest::Arrival& arrival, const std::string& content) {
  entries_[arrival.object] = {arrival.size, arrival.etag, content};
  changed_ = true;
}

Status ContentIndex::Save(lake::ObjectStore& store) {
  if (!changed_) return Ok();
  Json objects = Json::object();
  for (const auto& [object, entry] : entries_) objects[object] = {entry.size, entry.etag, entry.content};
  const std::string text = ToText({{"format", kFormat}, {"objects", objects}});
  return store.Put(kKey, std::string_view(text));
}

}  // namespace till::pipeline
