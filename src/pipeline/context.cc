#include "pipeline/context.h"

namespace till::pipeline {
namespace {

constexpr int kFormat = 1;

std::string KeyOf(const TaskContext& context, std::string_view task) {
  return "_till/runs/" + context.run + "/" + std::string(task) + ".json";
}

}  // namespace

Status HandOver(const TaskContext& context, std::string_view task, Json record) {
  Json whole{{"format", kFormat}, {"run", context.run}, {"task", task}};
  whole.update(record);
  const std::string text = ToText(whole);
  return context.services.store.Put(KeyOf(context, task), std::string_view(text));
}

Result<Json> TakeOver(const TaskContext& context, std::string_view task) {
  const std::string key = KeyOf(context, task);
  auto text = context.services.store.Get(key);
  if (!text.ok() && text.error().code == Code::kNotFound) {
    return NotFound("cannot go on with run '" + context.run + "': task '" + std::string(task) + "' has left nothing",
                    "till task " + std::string(task) + " --run " + context.run);
  }
  if (!text.ok()) return text.error();
  return ParseJson(*text, "'" + key + "'");
}

Json ToJson(const RunOptions& options) {
  return {{"date", options.date ? Json(options.date->ToString()) : Json()},
          {"full", options.full},
          {"allow_missing", options.allow_missing}};
}

Result<RunOptions> RunOptionsFromJson(const Json& json) {
  RunOptions options;
  TILL_ASSIGN(options.full, Member<bool>(json, "full", "run options"));
  TILL_ASSIGN(options.allow_missing, Member<bool>(json, "allow_missing", "run options"));
  if (json.contains("date") && json["date"].is_string()) {
    options.date = Day::Parse(json["date"].get<std::string>());
    if (!options.date) return Corrupt("cannot read run options: member 'date' is no day");
  }
  return options;
}

}  // namespace till::pipeline
