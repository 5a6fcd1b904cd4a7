#include <cmath>

#include "dag/run.h"

namespace till::dag {
namespace {

constexpr double kMicrosPerSecond = 1'000'000;

/// To the millisecond.
double Seconds(Instant from, Instant to) {
  return std::round(static_cast<double>(to.micros - from.micros) / 1000) * 1000 / kMicrosPerSecond;
}

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json OrNull(const std::optional<Instant>& value, const TimeZone& zone) {
  return value ? Json(zone.Format(*value)) : Json(nullptr);
}

/// What to say about an attempt: the cause of a skip, or the error with its hint.
std::string ReasonOf(const Attempt& attempt) {
  return attempt.reason.empty() && attempt.error ? attempt.error->ToString() : attempt.reason;
}

Json TaskJson(const Task& task, const RunHistory& history, const TimeZone& zone, Instant now) {
  Json json{{"task", task.name}, {"title", task.title}, {"status", "waiting"},  {"attempts", 0},
            {"seconds", 0.0},    {"reason", ""},        {"started_at", nullptr}};
  for (const Attempt& attempt : history.attempts) {
    if (attempt.task != task.name) continue;
    json["status"] = Name(attempt.status);
    json["attempts"] = attempt.attempt;
    json["reason"] = ReasonOf(attempt);
    if (attempt.attempt == 0) continue;
    json["seconds"] = Seconds(attempt.started_at, attempt.ended_at.value_or(now));
    json["started_at"] = zone.Format(attempt.started_at);
  }
  return json;
}

}  // namespace

Json RunJson(const Run& run, const TimeZone& zone, Instant now) {
  Json json;
  json["run"] = run.id;
  json["business_date"] = run.business_date ? Json(run.business_date->ToString()) : Json(nullptr);
  json["trigger"] = Name(run.trigger);
  json["status"] = Name(run.status);
  json["started_at"] = zone.Format(run.started_at);
  json["ended_at"] = OrNull(run.ended_at, zone);
  json["seconds"] = Seconds(run.started_at, run.ended_at.value_or(now));
  json["publication"] = OrNull(run.publication);
  json["reason"] = run.reason;
  return json;
}

Json RunHistoryJson(const RunHistory& history, std::span<const Task> tasks, const TimeZone& zone, Instant now) {
  Json json = RunJson(history.run, zone, now);
  json["tasks"] = Json::array();
  for (const Task& task : tasks) json["tasks"].push_back(TaskJson(task, history, zone, now));
  json["files"] = {{"new", 0}, {"skipped", 0}, {"corrected", 0}, {"refused", 0}};
  json["rows"] = {{"read", 0}, {"loaded", 0}, {"rejected", 0}, {"superseded", 0}};
  json.update(history.run.detail);
  return json;
}

}  // namespace till::dag
