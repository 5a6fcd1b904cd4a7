#include "dag/run.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "dag/lock.h"

namespace till::dag {
namespace {

Instant At(std::string_view text) { return Instant::Parse(text).value(); }

/// A run of process 12 that loads since a minute.
RunHistory Loading() {
  RunHistory history;
  history.run.id = "20260105T063000Z-3fa9c1";
  history.run.dag = "retail_etl";
  history.run.business_date = Day::Of(2026, 1, 5);
  history.run.started_at = At("2026-01-05T06:30:00Z");
  history.run.pid = 12;
  Attempt check;
  check.run = history.run.id;
  check.task = "check";
  check.attempt = 1;
  check.status = TaskStatus::kSucceeded;
  check.started_at = At("2026-01-05T06:30:00Z");
  check.ended_at = At("2026-01-05T06:31:00.25Z");
  check.pid = 12;
  Attempt load = check;
  load.task = "load";
  load.status = TaskStatus::kRunning;
  load.started_at = At("2026-01-05T06:32:00Z");
  load.ended_at.reset();
  history.attempts = {check, load};
  return history;
}

const std::vector<Task> kTasks{
    {"check", "Files complete", {}}, {"load", "Load", {"check"}}, {"publish", "Publish", {}}};

TEST(Run, AnIdHasTheTimeOfItsStartAndSixDigits) {
  const Instant now = At("2026-01-06T06:30:00.123Z");
  const std::string id = MakeRunId(now, 12);
  EXPECT_EQ(id.substr(0, 17), "20260106T063000Z-");
  EXPECT_EQ(id.size(), 23U);
  EXPECT_EQ(id, MakeRunId(now, 12));
  EXPECT_NE(id, MakeRunId(now, 13));
  EXPECT_NE(id, MakeRunId(At("2026-01-06T06:30:00.124Z"), 12));
}

TEST(Run, ADeadProcessHasFailedAtItsLastSignOfLife) {
  const RunHistory history = Settled(Loading(), [](int64_t, Instant) { return false; });
  EXPECT_EQ(history.run.status, RunStatus::kFailed);
  EXPECT_EQ(history.run.reason, "the process ended without a word");
  EXPECT_EQ(history.run.ended_at, At("2026-01-05T06:32:00Z"));
  EXPECT_EQ(history.attempts[0].status, TaskStatus::kSucceeded);
  EXPECT_EQ(history.attempts[1].status, TaskStatus::kFailed);
  EXPECT_EQ(history.attempts[1].reason, "the process ended without a word");
}

TEST(Run, ALivingProcessIsLeftAlone) {
  const RunHistory history = Settled(Loading(), [](int64_t pid, Instant) { return pid == 12; });
  EXPECT_EQ(history.run.status, RunStatus::kRunning);
  EXPECT_EQ(history.attempts[1].status, TaskStatus::kRunning);
}

TEST(Run, ARunOfSeveralProcessesOutlivesOneOfThem) {
  RunHistory history = Loading();
  history.run.pid = 0;
  history = Settled(history, [](int64_t, Instant) { return false; });
  EXPECT_EQ(history.run.status, RunStatus::kRunning);
  EXPECT_EQ(history.attempts[1].status, TaskStatus::kFailed);
}

TEST(Run, AProcessIsAliveWhileItIsAndOnlySinceItBegan) {
  const Instant now = SystemClock()->Now();
  EXPECT_TRUE(IsProcessAlive(::getpid(), now));
  EXPECT_FALSE(IsProcessAlive(::getpid(), {now.micros - int64_t{7} * 24 * 3600 * 1'000'000}));
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(IsProcessAlive(child, now));
}

TEST(Run, IsDescribedAsTheApiSays) {
  RunHistory history = Loading();
  history.run.detail = ParseJson(R"({"files":{"new":1,"skipped":2,"corrected":3,"refused":4}})", "detail").value();
  EXPECT_EQ(
      ToText(RunHistoryJson(history, kTasks, TimeZone::Find("Europe/Berlin").value(), At("2026-01-05T06:33:00Z"))),
      R"({"run":"20260105T063000Z-3fa9c1","business_date":"2026-01-05","trigger":"manual","status":"running",)"
      R"("started_at":"2026-01-05T07:30:00+01:00","ended_at":null,"seconds":180.0,"publication":null,"reason":"",)"
      R"("tasks":[{"task":"check","title":"Files complete","status":"succeeded","attempts":1,"seconds":60.25,)"
      R"("reason":"","started_at":"2026-01-05T07:30:00+01:00"},)"
      R"({"task":"load","title":"Load","status":"running","attempts":1,"seconds":60.0,"reason":"",)"
      R"("started_at":"2026-01-05T07:32:00+01:00"},)"
      R"({"task":"publish","title":"Publish","status":"waiting","attempts":0,"seconds":0.0,"reason":"",)"
      R"("started_at":null}],)"
      R"("files":{"new":1,"skipped":2,"corrected":3,"refused":4},)"
      R"("rows":{"read":0,"loaded":0,"rejected":0,"superseded":0}})");
}

TEST(Run, EveryNameIsRead) {
  EXPECT_EQ(ParseTrigger(Name(Trigger::kAirflow)), Trigger::kAirflow);
  EXPECT_EQ(ParseRunStatus(Name(RunStatus::kCancelled)), RunStatus::kCancelled);
  EXPECT_EQ(ParseTaskStatus(Name(TaskStatus::kCancelled)), TaskStatus::kCancelled);
  EXPECT_EQ(ParseTaskStatus("asleep"), std::nullopt);
}

TEST(FileLock, TheSecondIsToldWhoHoldsIt) {
  const auto folder = TemporaryFolder::Make().value();
  const auto path = folder.path() / ".till" / "lock";
  {
    const auto held = FileLock::Take(path, At("2026-01-05T06:30:00Z"), "run r1");
    ASSERT_TRUE(held.ok());
    const auto second = FileLock::Take(path, At("2026-01-05T06:31:00Z"), "run r2");
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, Code::kConflict);
    EXPECT_EQ(second.error().ToString(), "cannot take lock '" + path.string() + "': process " +
                                             std::to_string(::getpid()) +
                                             " holds it since 2026-01-05T06:30:00Z for run r1\n"
                                             "hint: wait until it has ended, or stop it");
  }
  EXPECT_TRUE(FileLock::Take(path, At("2026-01-05T06:32:00Z"), "run r2").ok());
}

TEST(FileLock, EndsWithItsProcess) {
  const auto folder = TemporaryFolder::Make().value();
  const auto path = folder.path() / "lock";
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = FileLock::Take(path, At("2026-01-05T06:30:00Z"), "run r1");
    ::_exit(held.ok() ? 0 : 1);  // without a word
  }
  int status = 1;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(FileLock::Take(path, At("2026-01-05T06:31:00Z"), "run r2").ok());
}

}  // namespace
}  // namespace till::dag
