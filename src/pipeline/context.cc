#include "pipeline/context.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/assets.h"
#include "base/text.h"
#include "warehouse/checks.h"

namespace till::pipeline {
namespace {

constexpr int kFormat = 1;

std::string KeyOf(const TaskContext& context, std::string_view task) {
  return "_till/runs/" + context.run + "/" + std::string(task) + ".json";
}

}  // namespace

InterruptOnCancel::InterruptOnCancel(warehouse::Warehouse& engine, const dag::CancelToken* cancel) {
  if (cancel == nullptr) return;
  watcher_ = std::jthread([&engine, cancel](const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kSlice(20);
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      // Once is not enough: between two statements there is nothing to interrupt.
      if (cancel->cancelled()) engine.Interrupt();
      ended.wait_for(lock, stop, kSlice, [] { return false; });
    }
  });
}

Status CheckSettings(const project::Project& project) {
  TILL_ASSIGN(const auto known, warehouse::CheckNames(warehouse::SqlLibrary(Assets(), "duckdb")));
  for (const auto& [check, line] : project.check_lines) {
    if (std::ranges::find(known, check) != known.end()) continue;
    return Invalid(
        "cannot read till.toml:" + std::to_string(line) + ":1: unknown check '" + Shown(check) + "' in [checks]",
        DidYouMean(check, known));
  }
  return Ok();
}

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
  auto json = ParseJson(*text, "'" + key + "'");
  const Status whole = json.ok() ? Member<int>(*json, "format", "'" + key + "'").status() : json.status();
  if (!whole.ok()) return Corrupt(whole.error().message, "till run begins anew");
  return json;
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
