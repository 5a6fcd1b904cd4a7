#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "dag/graph.h"

namespace till::dag {

enum class Trigger { kManual, kSchedule, kBackfill, kAirflow };
enum class RunStatus { kRunning, kSucceeded, kFailed, kCancelled };
enum class TaskStatus { kRunning, kSucceeded, kFailed, kSkipped, kCancelled };

/// "manual", "succeeded", "skipped" …: as in JSON and in the store.
std::string_view Name(Trigger trigger);
std::string_view Name(RunStatus status);
std::string_view Name(TaskStatus status);
std::optional<Trigger> ParseTrigger(std::string_view name);
std::optional<RunStatus> ParseRunStatus(std::string_view name);
std::optional<TaskStatus> ParseTaskStatus(std::string_view name);

/// One run of a graph.
struct Run {
  std::string id;   ///< MakeRunId
  std::string dag;  ///< name of the graph: "retail_etl"
  Trigger trigger = Trigger::kManual;
  std::optional<Day> business_date;
  RunStatus status = RunStatus::kRunning;
  Instant started_at;
  std::optional<Instant> ended_at;
  std::optional<int64_t> publication;  ///< the number that it published
  std::string reason;                  ///< why it failed or was cancelled
  int64_t pid = 0;                     ///< process that runs it; 0 where each task has a process of its own
  Json detail = Json::object();        ///< {"files":{…},"rows":{…}} as in docs/API.md; may be empty
};

/// One attempt at one task of a run. Attempts count from 1; 0 is a task that was never begun: left out or cancelled.
struct Attempt {
  std::string run;
  std::string task;
  int attempt = 0;
  TaskStatus status = TaskStatus::kRunning;
  Instant started_at;
  std::optional<Instant> ended_at;
  std::string reason;          ///< why skipped, left out or cancelled; empty where there is nothing to say
  std::optional<Error> error;  ///< where it failed
  int64_t pid = 0;             ///< the process that works on it
};

/// A run and all its attempts, in the order in which they began.
struct RunHistory {
  Run run;
  std::vector<Attempt> attempts;
};

/// "20260105T063000Z-3fa9c1": the UTC time of its start, and six hex digits of a hash over that time in microseconds
/// and `pid`.
std::string MakeRunId(Instant now, int64_t pid);

/// Whether process `pid` lives and was there at `since` already, so that a number in use again does not count.
using IsAlive = std::function<bool(int64_t pid, Instant since)>;
/// The machine's answer, from /proc.
bool IsProcessAlive(int64_t pid, Instant since);

/// What a history that says "running" must be taken for: where the process has died, its attempt and its run have
/// failed with the reason "the process ended without a word", and ended at their last sign of life. Changes nothing in
/// the store.
RunHistory Settled(RunHistory history, const IsAlive& is_alive);
/// The same for a run alone.
Run Settled(Run run, const IsAlive& is_alive);

/// A run in `GET /api/runs`. Times in `zone`; the seconds of one that still runs are those up to `now`.
Json RunJson(const Run& run, const TimeZone& zone, Instant now);
/// `GET /api/runs/<run>`: the same with every task of `tasks`, files and rows. A task without an attempt is "waiting".
Json RunHistoryJson(const RunHistory& history, std::span<const Task> tasks, const TimeZone& zone, Instant now);

}  // namespace till::dag
