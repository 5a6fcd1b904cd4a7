#include "publish/delta_log.h"

#include <gtest/gtest.h>

#include <thread>

#include "adapters/memory/object_store.h"
#include "tests/support/expect.h"
#include "tests/support/faulty_store.h"
#include "tests/support/sample_record.h"

namespace till::publish {
namespace {

using testing::FailsWith;
using testing::FaultyStore;
using testing::IsOk;
using testing::SampleRecord;
using testing::Value;

Status RollForward(lake::ObjectStore& store) {
  Publications publications(store);
  return RollForwardAll(store, publications, nullptr, NoLog());
}

void Publish(lake::ObjectStore& store, int64_t previous, const std::string& content) {
  ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord(previous, content))));
}

std::map<std::string, std::string> Logs(lake::ObjectStore& store) {
  std::map<std::string, std::string> logs;
  for (const auto& object : Value(store.List("processed/"))) {
    if (object.key.find("/_delta_log/") != std::string::npos) logs[object.key] = Value(store.Get(object.key));
  }
  return logs;
}

TEST(RollForwardAll, WithoutPublicationsThereIsNoLog) {
  adapters::MemoryStore store;
  EXPECT_TRUE(IsOk(RollForward(store)));
  EXPECT_TRUE(Logs(store).empty());
}

TEST(RollForwardAll, EveryTableGetsEveryPublication) {
  adapters::MemoryStore store;
  Publish(store, 0, "a");
  Publish(store, 1, "b");
  ASSERT_TRUE(IsOk(RollForward(store)));
  EXPECT_EQ(Logs(store).size(), 4U);
  const auto fact = Value(delta::ReadState(store, "processed/fact_orders"));
  EXPECT_EQ(fact.publication, 2);
  ASSERT_EQ(fact.files.size(), 1U);
  EXPECT_EQ(fact.files.begin()->first, "order_month=2026-01-01/" + std::string(32, 'b') + ".parquet");
  EXPECT_EQ(fact.files.begin()->second.partition_value, "2026-01-01");
  const auto products = Value(delta::ReadState(store, "processed/dim_products"));
  EXPECT_EQ(products.files.begin()->second.size, 300);
  EXPECT_EQ(products.files.begin()->second.partition_value, std::nullopt);
}

TEST(RollForwardAll, NothingToDoCostsAListAndAReadOfEachLog) {
  adapters::MemoryStore store;
  for (int64_t previous = 0; previous < 20; ++previous) Publish(store, previous, "a");
  ASSERT_TRUE(IsOk(RollForward(store)));
  FaultyStore counted(store);
  ASSERT_TRUE(IsOk(RollForward(counted)));
  EXPECT_EQ(counted.writes(), 0);
  EXPECT_EQ(counted.calls(), 8);  // 1 list, 1 record and 2 manifests; a list and a commit of each of 2 tables
}

TEST(RollForwardAll, AFailureAtAnyCallIsMadeGoodByTheNextRun) {
  const auto prepare = [](lake::ObjectStore& store) {
    Publish(store, 0, "a");
    ASSERT_TRUE(IsOk(RollForward(store)));
    Publish(store, 1, "b");
    Publish(store, 2, "a");
  };
  adapters::MemoryStore whole;
  prepare(whole);
  FaultyStore counted(whole);
  ASSERT_TRUE(IsOk(RollForward(counted)));
  const auto expected = Logs(whole);
  ASSERT_EQ(expected.size(), 6U);
  for (int64_t n = 1; n <= counted.calls(); ++n) {
    adapters::MemoryStore store;
    prepare(store);
    FaultyStore faulty(store);
    faulty.FailAt(n);
    EXPECT_TRUE(FailsWith(Code::kUnavailable, RollForward(faulty)));
    ASSERT_TRUE(IsOk(RollForward(store)));
    EXPECT_EQ(Logs(store), expected) << "after a failure at call " << n;
  }
}

TEST(RollForwardAll, ALogThatWasRemovedIsMadeAnew) {
  adapters::MemoryStore store;
  for (int64_t previous = 0; previous < 3; ++previous) Publish(store, previous, previous == 1 ? "b" : "a");
  ASSERT_TRUE(IsOk(RollForward(store)));
  const auto before = Logs(store);
  for (const auto& [key, text] : before) {
    if (!key.starts_with("processed/fact_orders/")) continue;
    ASSERT_TRUE(IsOk(store.Delete(key)));
  }
  ASSERT_TRUE(IsOk(RollForward(store)));
  EXPECT_EQ(Logs(store), before);
}

TEST(RollForwardAll, WhatSeveralRunsDoTogetherIsWhatOneDoes) {
  adapters::MemoryStore alone;
  adapters::MemoryStore shared;
  for (int64_t previous = 0; previous < 10; ++previous) {
    Publish(alone, previous, previous % 2 == 0 ? "a" : "b");
    Publish(shared, previous, previous % 2 == 0 ? "a" : "b");
  }
  ASSERT_TRUE(IsOk(RollForward(alone)));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_TRUE(IsOk(RollForward(shared))); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Logs(shared), Logs(alone));
}

TEST(RollForwardAll, ATableThatCameLaterBeginsWithItsFirstPublication) {
  adapters::MemoryStore store;
  Record first = SampleRecord(0);
  first.content.tables.pop_back();
  ASSERT_TRUE(IsOk(Publications(store).Create(first)));
  ASSERT_TRUE(IsOk(RollForward(store)));
  Publish(store, 1, "a");
  ASSERT_TRUE(IsOk(RollForward(store)));
  const auto fact = Value(delta::ReadState(store, "processed/fact_orders"));
  EXPECT_EQ(fact.version, 0);
  EXPECT_EQ(fact.publication, 2);
}

TEST(RollForwardAll, ALogWithATornOrLostCommitIsMadeAnew) {
  adapters::MemoryStore store;
  for (int64_t previous = 0; previous < 3; ++previous) Publish(store, previous, previous % 2 == 0 ? "a" : "b");
  ASSERT_TRUE(IsOk(RollForward(store)));
  const auto before = Logs(store);
  const std::string log = "processed/fact_orders/_delta_log/0000000000000000000";
  for (const std::string_view torn : {"", "{\"commitInfo\":{\"time", "null\n"}) {
    ASSERT_TRUE(IsOk(store.Put(log + "2.json", torn)));
    ASSERT_TRUE(IsOk(RollForward(store)));
    EXPECT_EQ(Logs(store), before) << torn;
  }
  // An older one is found when the next publication is added.
  ASSERT_TRUE(IsOk(store.Put(log + "1.json", std::string_view("{"))));
  ASSERT_TRUE(IsOk(store.Delete("processed/dim_products/_delta_log/00000000000000000000.json")));
  Publish(store, 3, "b");
  ASSERT_TRUE(IsOk(RollForward(store)));
  auto after = Logs(store);
  after.erase(log + "3.json");
  after.erase("processed/dim_products/_delta_log/00000000000000000003.json");
  EXPECT_EQ(after, before);
}

}  // namespace
}  // namespace till::publish
