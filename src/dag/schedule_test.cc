#include "dag/schedule.h"

#include <gtest/gtest.h>

#include "adapters/memory/run_store.h"

namespace till::dag {
namespace {

Instant At(std::string_view text) { return Instant::Parse(text).value(); }

class Lines : public Log {
 public:
  void Info(std::string_view line) override { text += std::string(line) + "\n"; }
  void Warn(std::string_view line) override { text += "warn: " + std::string(line) + "\n"; }
  std::string text;
};

/// A clock that asks for the end when its time has come.
class EndingClock : public ManualClock {
 public:
  EndingClock(Instant now, Instant end, CancelToken& cancel) : ManualClock(now), end_(end), cancel_(cancel) {}
  void Sleep(int64_t micros) override {
    ManualClock::Sleep(micros);
    if (Now() >= end_) cancel_.Cancel();
  }

 private:
  Instant end_;
  CancelToken& cancel_;
};

class Schedule : public ::testing::Test {
 protected:
  /// The ticks of "30 6,18 * * *" in London between two instants. `work` is done for each.
  std::vector<std::string> Run(
      std::string_view from, std::string_view to,
      const std::function<Status(Clock&)>& work = [](Clock&) { return Ok(); }) {
    CancelToken cancel;
    EndingClock clock(At(from), At(to), cancel);
    const auto cron = Cron::Parse("30 6,18 * * *", TimeZone::Find("Europe/London").value());
    std::vector<std::string> ticks;
    const Status status = RunSchedule(
        *cron, "etl", *store, clock, cancel,
        [&](Instant tick) {
          ticks.push_back(tick.ToString());
          return work(clock);
        },
        log);
    EXPECT_TRUE(status.ok());
    return ticks;
  }

  std::unique_ptr<RunStore> store = adapters::MakeMemoryRunStore();
  Lines log;
};

using Texts = std::vector<std::string>;

TEST_F(Schedule, ASimulatedDayTicksOnTimeAndSleepsNowhere) {
  EXPECT_EQ(Run("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z"),
            (Texts{"2026-01-05T06:30:00Z", "2026-01-05T18:30:00Z"}));
}

TEST_F(Schedule, ANewScheduleCatchesUpWithNothing) {
  EXPECT_EQ(Run("2026-01-05T12:00:00Z", "2026-01-05T12:01:00Z"), Texts{});
}

TEST_F(Schedule, AfterAStopOnlyTheNewestTickIsCaughtUpWith) {
  Run("2026-01-05T00:00:00Z", "2026-01-05T07:00:00Z");
  EXPECT_EQ(Run("2026-01-08T12:00:00Z", "2026-01-08T12:01:00Z"), Texts{"2026-01-08T06:30:00Z"});
}

TEST_F(Schedule, ALongRunIsFollowedByOneCatchUp) {
  bool first = true;
  EXPECT_EQ(Run("2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z",
                [&](Clock& clock) {
                  if (std::exchange(first, false)) clock.Sleep(int64_t{30} * 3600 * 1'000'000);
                  return Ok();
                }),
            (Texts{"2026-01-05T06:30:00Z", "2026-01-06T06:30:00Z", "2026-01-06T18:30:00Z"}));
}

TEST_F(Schedule, APausedScheduleWaitsAndThenCatchesUpOnce) {
  Run("2026-01-05T00:00:00Z", "2026-01-05T01:00:00Z");
  ASSERT_TRUE(store->SetPaused("etl", true).ok());
  EXPECT_EQ(Run("2026-01-05T01:00:00Z", "2026-01-05T20:00:00Z"), Texts{});
  ASSERT_TRUE(store->SetPaused("etl", false).ok());
  EXPECT_EQ(Run("2026-01-05T20:00:00Z", "2026-01-05T21:00:00Z"), Texts{"2026-01-05T18:30:00Z"});
}

TEST_F(Schedule, AFailedTickIsLoggedAndNotRepeated) {
  EXPECT_EQ(Run("2026-01-05T00:00:00Z", "2026-01-05T12:00:00Z", [](Clock&) { return Unavailable("no lake"); }),
            Texts{"2026-01-05T06:30:00Z"});
  EXPECT_EQ(log.text, "warn: schedule 'etl': no lake\n");
}

TEST_F(Schedule, ATickWhoseProcessDiedIsGivenAgain) {
  Run("2026-01-05T00:00:00Z", "2026-01-05T01:00:00Z");
  ASSERT_EQ(store->GetSchedule("etl")->last_tick, At("2026-01-04T18:30:00Z"));  // dead before it moved
  EXPECT_EQ(Run("2026-01-05T06:31:00Z", "2026-01-05T06:32:00Z"), Texts{"2026-01-05T06:30:00Z"});
}

TEST_F(Schedule, FollowsTheZonesClockThroughTheYear) {
  EXPECT_EQ(Run("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"),
            (Texts{"2026-03-28T18:30:00Z", "2026-03-29T05:30:00Z"}));
}

}  // namespace
}  // namespace till::dag
