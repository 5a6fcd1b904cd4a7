#include "pipeline/star_record.h"

#include "pipeline/input_record.h"
#include "publish/publications.h"
#include "publish/record_json.h"

namespace till::pipeline {

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

}  // namespace till::pipeline
