#include "app/commands/generated.h"

#include "base/json.h"
#include "base/text.h"

namespace till::app {
namespace {

constexpr std::string_view kMark = "_till/generated.json";

}  // namespace

Status MarkGenerated(lake::ObjectStore& lake) {
  const std::string text = ToText(Json{{"format", 1}});
  return lake.Put(kMark, std::string_view(text));
}

Status CheckGenerated(lake::ObjectStore& lake) {
  TILL_ASSIGN(const auto raw, lake.List("raw/"));
  const auto mark = lake.Head(kMark);
  if (raw.empty() || mark.ok()) return Ok();
  if (mark.status().error().code != Code::kNotFound) return mark.status();
  return Conflict("cannot generate into this project: its raw zone has " +
                      Count(static_cast<int64_t>(raw.size()), "file") + " that till did not generate, such as '" +
                      raw.front().key + "'",
                  "till generate FOLDER writes elsewhere");
}

}  // namespace till::app
