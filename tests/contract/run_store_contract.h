#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dag/run_store.h"
#include "tests/support/expect.h"

namespace till::testing {

/// A run store under the contract. `make` gives handles on one and the same history, as several processes have them.
struct RunStoreUnderTest {
  std::string name;
  std::function<std::vector<std::shared_ptr<dag::RunStore>>(size_t handles)> make;
};

/// What dag/run_store.h promises, for every store.
class RunStoreContract : public ::testing::TestWithParam<RunStoreUnderTest> {
 protected:
  static Instant At(int second) { return {Instant::Parse("2026-01-05T06:30:00Z")->micros + second * 1'000'000}; }

  static dag::Run MakeRun(const std::string& id, int second) {
    dag::Run run;
    run.id = id;
    run.dag = "retail_etl";
    run.trigger = dag::Trigger::kSchedule;
    run.business_date = Day::Of(2026, 1, 5);
    run.started_at = At(second);
    run.pid = 12;
    return run;
  }

  static dag::Attempt MakeAttempt(const std::string& run, const std::string& task, int attempt) {
    dag::Attempt made;
    made.run = run;
    made.task = task;
    made.attempt = attempt;
    made.started_at = At(attempt);
    made.pid = 12;
    return made;
  }

  static void ExpectEqual(const dag::Run& a, const dag::Run& b) {
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.dag, b.dag);
    EXPECT_EQ(a.trigger, b.trigger);
    EXPECT_EQ(a.business_date, b.business_date);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.started_at, b.started_at);
    EXPECT_EQ(a.ended_at, b.ended_at);
    EXPECT_EQ(a.publication, b.publication);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.pid, b.pid);
    EXPECT_EQ(a.detail, b.detail);
  }

  static void ExpectEqual(const dag::Attempt& a, const dag::Attempt& b) {
    EXPECT_EQ(a.run, b.run);
    EXPECT_EQ(a.task, b.task);
    EXPECT_EQ(a.attempt, b.attempt);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.started_at, b.started_at);
    EXPECT_EQ(a.ended_at, b.ended_at);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.error.has_value(), b.error.has_value());
    EXPECT_EQ(a.error.value_or(Error{}).code, b.error.value_or(Error{}).code);
    EXPECT_EQ(a.error.value_or(Error{}).ToString(), b.error.value_or(Error{}).ToString());
    EXPECT_EQ(a.pid, b.pid);
  }

  std::vector<std::string> ListedIds(size_t limit) {
    std::vector<std::string> ids;
    for (const dag::Run& run : Value(store_->ListRuns(limit))) ids.push_back(run.id);
    return ids;
  }

  std::vector<std::shared_ptr<dag::RunStore>> handles_ = GetParam().make(2);
  std::shared_ptr<dag::RunStore> store_ = handles_[0];
};

TEST_P(RunStoreContract, GivesBackARunAsItWasCreated) {
  dag::Run run = MakeRun("a", 0);
  ASSERT_TRUE(IsOk(store_->CreateRun(run)));
  ExpectEqual(Value(store_->GetRun("a")).run, run);
  run = dag::Run{};
  run.id = "bare";
  ASSERT_TRUE(IsOk(store_->CreateRun(run)));
  ExpectEqual(Value(store_->GetRun("bare")).run, run);
}

TEST_P(RunStoreContract, AnIdIsCreatedOnce) {
  ASSERT_TRUE(IsOk(store_->CreateRun(MakeRun("a", 0))));
  const Status again = store_->CreateRun(MakeRun("a", 1));
  ASSERT_TRUE(FailsWith(Code::kConflict, again));
  EXPECT_EQ(again.error().message, "cannot create run 'a': it exists");
  EXPECT_EQ(Value(store_->GetRun("a")).run.started_at, At(0));
}

TEST_P(RunStoreContract, AnUpdateKeepsWhatARunBeganWith) {
  ASSERT_TRUE(IsOk(store_->CreateRun(MakeRun("a", 0))));
  dag::Run ended = MakeRun("a", 9);
  ended.dag = "other";
  ended.trigger = dag::Trigger::kManual;
  ended.business_date.reset();
  ended.status = dag::RunStatus::kFailed;
  ended.ended_at = At(60);
  ended.publication = 42;
  ended.reason = "load failed: 'ü' \"quoted\"";
  ended.pid = 0;
  ended.detail = Json{{"rows", {{"read", 3}}}};
  ASSERT_TRUE(IsOk(store_->UpdateRun(ended)));
  ended.dag = "retail_etl";
  ended.trigger = dag::Trigger::kSchedule;
  ended.business_date = Day::Of(2026, 1, 5);
  ended.started_at = At(0);
  ExpectEqual(Value(store_->GetRun("a")).run, ended);
}

TEST_P(RunStoreContract, NamesARunThatIsNotThere) {
  EXPECT_EQ(store_->UpdateRun(MakeRun("a", 0)).error().message, "cannot update run 'a': there is no such run");
  EXPECT_EQ(store_->PutAttempt(MakeAttempt("a", "load", 1)).error().message,
            "cannot record task 'load' of run 'a': there is no such run");
  EXPECT_EQ(store_->GetRun("a").error().message, "cannot find run 'a'");
  EXPECT_TRUE(FailsWith(Code::kNotFound, store_->UpdateRun(MakeRun("a", 0))));
  EXPECT_TRUE(FailsWith(Code::kNotFound, store_->PutAttempt(MakeAttempt("a", "load", 1))));
  EXPECT_TRUE(FailsWith(Code::kNotFound, store_->GetRun("a")));
}

TEST_P(RunStoreContract, ListsTheNewestRunsFirst) {
  for (const auto& run : {MakeRun("b", 1), MakeRun("a", 2), MakeRun("c", 0), MakeRun("d", 1)}) {
    ASSERT_TRUE(IsOk(store_->CreateRun(run)));
  }
  EXPECT_EQ(ListedIds(100), (std::vector<std::string>{"a", "d", "b", "c"}));
  EXPECT_EQ(ListedIds(2), (std::vector<std::string>{"a", "d"}));
  EXPECT_EQ(ListedIds(0), std::vector<std::string>{});
}

TEST_P(RunStoreContract, KeepsAttemptsInTheOrderInWhichTheyBegan) {
  ASSERT_TRUE(IsOk(store_->CreateRun(MakeRun("a", 0))));
  ASSERT_TRUE(IsOk(store_->PutAttempt(MakeAttempt("a", "load", 1))));
  ASSERT_TRUE(IsOk(store_->PutAttempt(MakeAttempt("a", "check", 0))));
  dag::Attempt failed = MakeAttempt("a", "load", 1);
  failed.status = dag::TaskStatus::kFailed;
  failed.ended_at = At(5);
  failed.reason = "why";
  failed.error = Unavailable("cannot reach the lake", "try again");
  ASSERT_TRUE(IsOk(store_->PutAttempt(failed)));
  ASSERT_TRUE(IsOk(store_->PutAttempt(MakeAttempt("a", "load", 2))));
  const auto attempts = Value(store_->GetRun("a")).attempts;
  ASSERT_EQ(attempts.size(), 3U);
  ExpectEqual(attempts[0], failed);
  ExpectEqual(attempts[1], MakeAttempt("a", "check", 0));
  ExpectEqual(attempts[2], MakeAttempt("a", "load", 2));
}

TEST_P(RunStoreContract, ScheduleMarksAreSetOneByOne) {
  EXPECT_EQ(Value(store_->GetSchedule("etl")).last_tick, std::nullopt);
  EXPECT_FALSE(Value(store_->GetSchedule("etl")).paused);
  ASSERT_TRUE(IsOk(store_->SetPaused("etl", true)));
  ASSERT_TRUE(IsOk(store_->SetLastTick("etl", At(7))));
  EXPECT_EQ(Value(store_->GetSchedule("etl")).last_tick, At(7));
  EXPECT_TRUE(Value(store_->GetSchedule("etl")).paused);
  ASSERT_TRUE(IsOk(store_->SetPaused("etl", false)));
  ASSERT_TRUE(IsOk(store_->SetLastTick("etl", At(8))));
  EXPECT_EQ(Value(store_->GetSchedule("etl")).last_tick, At(8));
  EXPECT_FALSE(Value(store_->GetSchedule("etl")).paused);
  EXPECT_FALSE(Value(store_->GetSchedule("other")).last_tick.has_value());
}

TEST_P(RunStoreContract, WhatOneHandleWritesTheOtherReads) {
  ASSERT_TRUE(IsOk(handles_[0]->CreateRun(MakeRun("a", 0))));
  ASSERT_TRUE(IsOk(handles_[1]->PutAttempt(MakeAttempt("a", "load", 1))));
  EXPECT_EQ(Value(handles_[0]->GetRun("a")).attempts.size(), 1U);
}

TEST_P(RunStoreContract, ManyWritersLoseNothing) {
  constexpr int kRuns = 50;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 4; ++writer) {
    threads.emplace_back([&, writer] {
      dag::RunStore& store = *handles_[writer % 2];
      for (int i = 0; i < kRuns; ++i) {
        const std::string id = std::to_string(writer) + "-" + std::to_string(i);
        EXPECT_TRUE(IsOk(store.CreateRun(MakeRun(id, i))));
        EXPECT_TRUE(IsOk(store.PutAttempt(MakeAttempt(id, "load", 1))));
        EXPECT_TRUE(IsOk(store.UpdateRun(MakeRun(id, i))));
        EXPECT_TRUE(IsOk(store.GetRun(id)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ListedIds(1000).size(), 4U * kRuns);
}

}  // namespace till::testing
