#include "dag/run.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace till::dag {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr std::string_view kDied = "the process ended without a word";

constexpr std::array<std::string_view, 4> kTriggers{"manual", "schedule", "backfill", "airflow"};
constexpr std::array<std::string_view, 4> kRunStatuses{"running", "succeeded", "failed", "cancelled"};
constexpr std::array<std::string_view, 5> kTaskStatuses{"running", "succeeded", "failed", "skipped", "cancelled"};

template <typename Enum, size_t n>
std::optional<Enum> ParseName(const std::array<std::string_view, n>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

/// The number after `label` at the start of a line of `text`.
std::optional<int64_t> LabelledNumber(const std::string& text, std::string_view label) {
  for (const std::string& line : Split(text, '\n')) {
    if (line.starts_with(label)) return ParseInt(Trim(std::string_view(line).substr(label.size())));
  }
  return std::nullopt;
}

/// When a process began, to the second. From proc(5): field 22 of /proc/<pid>/stat, in clock ticks since the start of
/// the machine, which /proc/stat gives as btime. The second field, a name in brackets, may have blanks in it.
std::optional<Instant> StartOf(int64_t pid) {
  const auto stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  const auto machine = ReadFile("/proc/stat");
  if (!stat.ok() || !machine.ok()) return std::nullopt;
  const auto fields = Split(stat->substr(stat->rfind(')') + 1), ' ');  // fields[0] is empty, [1] is field 3
  const auto boot = LabelledNumber(*machine, "btime ");
  const auto ticks = fields.size() > 20 ? ParseInt(fields[20]) : std::nullopt;
  if (!boot || !ticks) return std::nullopt;
  return Instant{(*boot + *ticks / ::sysconf(_SC_CLK_TCK)) * kMicrosPerSecond};
}

}  // namespace

std::string_view Name(Trigger trigger) { return kTriggers[static_cast<size_t>(trigger)]; }
std::string_view Name(RunStatus status) { return kRunStatuses[static_cast<size_t>(status)]; }
std::string_view Name(TaskStatus status) { return kTaskStatuses[static_cast<size_t>(status)]; }
std::optional<Trigger> ParseTrigger(std::string_view name) { return ParseName<Trigger>(kTriggers, name); }
std::optional<RunStatus> ParseRunStatus(std::string_view name) { return ParseName<RunStatus>(kRunStatuses, name); }
std::optional<TaskStatus> ParseTaskStatus(std::string_view name) { return ParseName<TaskStatus>(kTaskStatuses, name); }

std::string MakeRunId(Instant now, int64_t pid) {
  const std::string utc = Instant{now.micros - now.micros % kMicrosPerSecond}.ToString();
  const std::string hash = Sha256Hex(std::to_string(now.micros) + "|" + std::to_string(pid));
  return Replace(Replace(utc, "-", ""), ":", "") + "-" + hash.substr(0, 6);
}

bool IsProcessAlive(int64_t pid, Instant since) {
  // The start of a process is known to a hundredth of a second, that of the machine to a second.
  constexpr int64_t kSlack = 2 * kMicrosPerSecond;
  const auto start = StartOf(pid);
  return start && start->micros <= since.micros + kSlack;
}

Run Settled(Run run, const IsAlive& is_alive) {
  if (run.status != RunStatus::kRunning || run.pid == 0 || is_alive(run.pid, run.started_at)) return run;
  run.status = RunStatus::kFailed;
  run.reason = kDied;
  run.ended_at = run.started_at;
  return run;
}

RunHistory Settled(RunHistory history, const IsAlive& is_alive) {
  history.run = Settled(std::move(history.run), is_alive);
  for (Attempt& attempt : history.attempts) {
    if (attempt.status == TaskStatus::kRunning && !is_alive(attempt.pid, attempt.started_at)) {
      attempt.status = TaskStatus::kFailed;
      attempt.reason = kDied;
      attempt.ended_at = attempt.started_at;
    }
    if (history.run.reason == kDied && attempt.ended_at) {
      history.run.ended_at = std::max(*history.run.ended_at, *attempt.ended_at);
    }
  }
  return history;
}

}  // namespace till::dag
