#pragma once

#include "base/json.h"
#include "base/result.h"
#include "publish/record.h"

namespace till::pipeline {

/// What transform_to_dim_fact hands on: {"inputs","repeats","content"}, the last as in a publication record.
Json ContentJson(const publish::Content& content);
Result<publish::Content> ContentFromJson(const Json& record);

}  // namespace till::pipeline
