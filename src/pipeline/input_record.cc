#include "pipeline/input_record.h"

#include "publish/publications.h"
#include "publish/record_json.h"

namespace till::pipeline {
namespace {

constexpr std::string_view kRefusedKey = "_till/refused.json";
constexpr std::string_view kWhat = "an input";
constexpr int kFormat = 1;

Result<std::vector<RefusedFile>> ParseRefused(std::string_view text) {
  constexpr std::string_view kName = "'_till/refused.json'";
  TILL_ASSIGN(const Json json, ParseJson(text, kName));
  TILL_ASSIGN(const auto list, Member<std::vector<Json>>(json, "files", kName));
  std::vector<RefusedFile> files;
  for (const Json& entry : list) {
    RefusedFile file;
    TILL_ASSIGN(file.input, InputFromJson(entry));
    TILL_ASSIGN(std::string message, Member<std::string>(entry, "message", kName));
    TILL_ASSIGN(std::string hint, Member<std::string>(entry, "hint", kName));
    file.error = Rejected(std::move(message), std::move(hint));
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

Json ToJson(const publish::Input& input) {
  return {{"feed", input.feed},
          {"key", input.key},
          {"business_date", input.business_date.ToString()},
          {"content", input.content},
          {"recipe", input.recipe}};
}

Result<publish::Input> InputFromJson(const Json& json) {
  publish::Input input;
  TILL_ASSIGN(input.feed, Member<std::string>(json, "feed", kWhat));
  TILL_ASSIGN(input.key, Member<std::string>(json, "key", kWhat));
  TILL_ASSIGN(input.content, Member<std::string>(json, "content", kWhat));
  TILL_ASSIGN(input.recipe, Member<std::string>(json, "recipe", kWhat));
  TILL_ASSIGN(const std::string date, Member<std::string>(json, "business_date", kWhat));
  const auto day = Day::Parse(date);
  if (!day) return Corrupt("cannot read " + std::string(kWhat) + ": its business date is no day");
  input.business_date = *day;
  return input;
}

Json ToJson(const std::vector<publish::Input>& inputs) {
  Json list = Json::array();
  for (const publish::Input& input : inputs) list.push_back(ToJson(input));
  return list;
}

Result<std::vector<publish::Input>> InputsFromJson(const Json& record, std::string_view name) {
  TILL_ASSIGN(const auto list, Member<std::vector<Json>>(record, name, "a record of the pipeline"));
  std::vector<publish::Input> inputs;
  for (const Json& json : list) {
    TILL_ASSIGN(publish::Input input, InputFromJson(json));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

Json ContentJson(const publish::Content& content) {
  publish::Record record;
  record.content_hash = publish::ContentHash(content);
  const auto manifests = publish::ToManifests(content);
  return {{"inputs", ToJson(content.inputs)},
          {"repeats", ToJson(content.repeats)},
          {"content", publish::RecordText(record, publish::ContentText(content, manifests))}};
}

Result<publish::Content> ContentFromJson(const Json& record) {
  TILL_ASSIGN(const std::string text, Member<std::string>(record, "content", "what transform_to_dim_fact left"));
  std::vector<std::string> manifests;
  TILL_ASSIGN(publish::Record parsed, publish::ParseRecord(text, manifests));
  TILL_ASSIGN(parsed.content.inputs, InputsFromJson(record, "inputs"));
  TILL_ASSIGN(parsed.content.repeats, InputsFromJson(record, "repeats"));
  return std::move(parsed.content);
}

Status SaveRefused(lake::ObjectStore& store, const std::vector<RefusedFile>& files) {
  Json list = Json::array();
  for (const RefusedFile& file : files) {
    Json json = ToJson(file.input);
    json["message"] = file.error.message;
    json["hint"] = file.error.hint;
    list.push_back(std::move(json));
  }
  const std::string text = ToText({{"format", kFormat}, {"files", list}});
  return store.Put(kRefusedKey, std::string_view(text));
}

Result<std::vector<RefusedFile>> LoadRefused(lake::ObjectStore& store) {
  const auto text = store.Get(kRefusedKey);
  if (!text.ok() && text.error().code == Code::kNotFound) return std::vector<RefusedFile>();
  TILL_TRY(text.status());
  auto parsed = ParseRefused(*text);
  if (parsed.ok()) return parsed;
  return Corrupt(parsed.error().message, "till run writes it anew");
}

}  // namespace till::pipeline
