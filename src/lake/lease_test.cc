#include "lake/lease.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "adapters/memory/object_store.h"
#include "tests/support/expect.h"
#include "tests/support/faulty_store.h"

namespace till::lake {
namespace {

using testing::FailsWith;
using testing::IsOk;
using testing::Value;

constexpr int64_t kMinute = 60'000'000;

class LeaseTest : public ::testing::Test {
 protected:
  Result<Lease> Take(std::string holder) {
    return Lease::Take(store_, clock_, {.holder = std::move(holder), .purpose = "run r1", .micros = 2 * kMinute});
  }

  adapters::MemoryStore store_;
  ManualClock clock_{*Instant::Parse("2026-01-05T08:00:00Z")};
};

TEST_F(LeaseTest, OneHolderHasItAndTheNextIsToldWho) {
  const auto first = Take("pc-1:4711");
  ASSERT_TRUE(IsOk(first));
  const auto second = Take("pc-2:17");
  ASSERT_TRUE(FailsWith(Code::kConflict, second));
  EXPECT_EQ(second.error().ToString(),
            "cannot take lease '_till/lease.json': 'pc-1:4711' holds it since 2026-01-05T08:00:00Z for run r1, until "
            "2026-01-05T08:02:00Z\n"
            "hint: wait until it has ended, or stop it; it ends by itself when its holder is silent");
}

TEST_F(LeaseTest, IsFreeOnceGivenBack) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(IsOk(Take("pc-" + std::to_string(i))));
  EXPECT_EQ(Value(store_.Get(kLeaseKey)),
            "{\"format\":1,\"holder\":\"pc-2\",\"purpose\":\"run r1\",\"since\":\"2026-01-05T08:00:00Z\","
            "\"expires\":\"2026-01-05T08:00:00Z\"}");
}

TEST_F(LeaseTest, IsTakenOverOnceItHasExpired) {
  auto first = Take("pc-1");
  ASSERT_TRUE(IsOk(first));
  clock_.Sleep(2 * kMinute - 1);
  EXPECT_TRUE(FailsWith(Code::kConflict, Take("pc-2")));
  clock_.Sleep(1);
  const auto second = Take("pc-2");
  ASSERT_TRUE(IsOk(second));
  const Status late = first->Renew();
  ASSERT_TRUE(FailsWith(Code::kConflict, late));
  EXPECT_EQ(late.error().message,
            "cannot take lease '_till/lease.json': 'pc-2' holds it since 2026-01-05T08:02:00Z for run r1, until "
            "2026-01-05T08:04:00Z");
}

TEST_F(LeaseTest, IsHeldWhileItIsRenewed) {
  auto first = Take("pc-1");
  ASSERT_TRUE(IsOk(first));
  for (int i = 0; i < 10; ++i) {
    clock_.Sleep(kMinute);
    ASSERT_TRUE(IsOk(first->Renew()));
    EXPECT_TRUE(FailsWith(Code::kConflict, Take("pc-2")));
  }
}

TEST_F(LeaseTest, OfAnotherIsNotGivenBack) {
  {
    auto first = Take("pc-1");
    clock_.Sleep(3 * kMinute);
    auto second = Take("pc-2");
    ASSERT_TRUE(IsOk(second));
    { const auto gone = std::move(first); }
    EXPECT_TRUE(FailsWith(Code::kConflict, Take("pc-3")));
  }
  EXPECT_TRUE(IsOk(Take("pc-3")));
}

TEST_F(LeaseTest, ANameThatComesAgainIsAnotherHolder) {
  auto first = Take("pc-1");
  clock_.Sleep(3 * kMinute);
  const auto again = Take("pc-1");
  ASSERT_TRUE(IsOk(again));
  EXPECT_TRUE(FailsWith(Code::kConflict, first->Renew()));
}

TEST_F(LeaseTest, SurvivesAStoreThatIsOutOfReachForAWhile) {
  testing::FaultyStore faulty(store_);
  auto lease = Lease::Take(faulty, clock_, {.holder = "pc-1", .purpose = "run r1", .micros = 2 * kMinute});
  ASSERT_TRUE(IsOk(lease));
  faulty.FailAt(1);
  EXPECT_TRUE(FailsWith(Code::kUnavailable, lease->Renew()));
  faulty.Heal();
  clock_.Sleep(kMinute);
  EXPECT_TRUE(IsOk(lease->Renew()));
}

TEST_F(LeaseTest, ThatIsNoRecordIsCorrupt) {
  ASSERT_TRUE(IsOk(store_.Put(kLeaseKey, std::string_view("{}"))));
  const auto taken = Take("pc-1");
  ASSERT_TRUE(FailsWith(Code::kCorrupt, taken));
  EXPECT_EQ(taken.error().message, "cannot read the lease: member 'holder' is missing");
}

TEST(Lease, OfManyTakersExactlyOneHasIt) {
  const auto clock = SystemClock();
  for (int round = 0; round < 100; ++round) {
    adapters::MemoryStore store;
    std::atomic<int> holders = 0;
    std::atomic<int> tried = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        const auto lease = Lease::Take(store, *clock, {.holder = "pc-" + std::to_string(i), .purpose = "run"});
        if (lease.ok()) ++holders;
        EXPECT_TRUE(lease.ok() || FailsWith(Code::kConflict, lease));
        for (++tried; tried < 8;) std::this_thread::yield();  // nobody gives back before all have tried
      });
    }
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(holders, 1);
  }
}

TEST(LeaseKeeper, RenewsAndSeesThatItWasTakenOver) {
  const auto clock = SystemClock();
  adapters::MemoryStore store;
  auto lease = Lease::Take(store, *clock, {.holder = "pc-1", .purpose = "run", .micros = 3'000'000});
  ASSERT_TRUE(IsOk(lease));
  const std::string taken = Value(store.Get(kLeaseKey));
  LeaseKeeper keeper(std::move(*lease), 3'000);
  while (Value(store.Get(kLeaseKey)) == taken) std::this_thread::yield();
  EXPECT_TRUE(IsOk(keeper.Check()));
  ASSERT_TRUE(
      IsOk(store.Put(kLeaseKey, std::string_view(R"({"holder":"pc-2","purpose":"run","since":"2026-01-05T08:00:00Z",)"
                                                 R"("expires":"2026-01-05T08:00:00Z"})"))));
  while (keeper.Check().ok()) std::this_thread::yield();
  EXPECT_TRUE(FailsWith(Code::kConflict, keeper.Check()));
}

}  // namespace
}  // namespace till::lake
