#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::pipeline {

/// {"feed","key","business_date","content","recipe"}
Json ToJson(const publish::Input& input);
Result<publish::Input> InputFromJson(const Json& json);
Json ToJson(const std::vector<publish::Input>& inputs);
/// The member `name` of a record as a list of inputs.
Result<std::vector<publish::Input>> InputsFromJson(const Json& record, std::string_view name);

/// What transform_to_dim_fact hands on: {"inputs","repeats","content"}, the last as in a publication record.
Json ContentJson(const publish::Content& content);
Result<publish::Content> ContentFromJson(const Json& record);

/// A file that the last run refused whole.
struct RefusedFile {
  publish::Input input;
  Error error;
};

/// `_till/refused.json`: what the last run of load_to_staging refused. Replaced by each.
Status SaveRefused(lake::ObjectStore& store, const std::vector<RefusedFile>& files);
/// Empty if there is none.
Result<std::vector<RefusedFile>> LoadRefused(lake::ObjectStore& store);

}  // namespace till::pipeline
