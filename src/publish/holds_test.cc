#include "publish/holds.h"

#include <gtest/gtest.h>

#include <thread>

#include "adapters/memory/object_store.h"
#include "base/files.h"
#include "tests/support/expect.h"

namespace till::publish {
namespace {

using testing::FailsWith;
using testing::IsOk;
using testing::Value;

const Instant kSince = *Instant::Parse("2026-01-06T05:00:00Z");
const Hold kBadFile{"sales", "2026-01-05.csv", "", "prices are in pence", kSince};
const Hold kRolledBack{"sales", "2026-01-06.csv", "ab12", "rolled back to publication 41", kSince};

TEST(Holds, NothingIsHeldAtFirst) {
  adapters::MemoryStore store;
  EXPECT_TRUE(Value(ReadHolds(store)).empty());
}

TEST(Holds, TheListIsAsTheGoldenOne) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(AddHolds(store, std::vector<Hold>{kRolledBack, kBadFile})));
  EXPECT_EQ(Value(store.Get("_till/holds.json")),
            Value(ReadFile(std::string(TILL_SOURCE_DIR) + "/tests/golden/formats/holds.json")));
  EXPECT_EQ(Value(ReadHolds(store)), (std::vector<Hold>{kBadFile, kRolledBack}));
}

TEST(Holds, AHoldOfTheSameFileIsReplaced) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(AddHolds(store, std::vector<Hold>{kBadFile})));
  Hold again = kBadFile;
  again.reason = "still bad";
  ASSERT_TRUE(IsOk(AddHolds(store, std::vector<Hold>{again})));
  EXPECT_EQ(Value(ReadHolds(store)), std::vector<Hold>{again});
}

TEST(Holds, AReleasedFileIsHeldNoMore) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(AddHolds(store, std::vector<Hold>{kBadFile, kRolledBack})));
  ASSERT_TRUE(IsOk(ReleaseHold(store, "sales", "2026-01-05.csv")));
  EXPECT_EQ(Value(ReadHolds(store)), std::vector<Hold>{kRolledBack});
  ASSERT_TRUE(IsOk(ReleaseAllHolds(store)));
  EXPECT_TRUE(Value(ReadHolds(store)).empty());
}

TEST(Holds, ReleasingWhatIsNotHeldNamesTheNearest) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(AddHolds(store, std::vector<Hold>{kBadFile})));
  const Status released = ReleaseHold(store, "sales", "2026-01-04.csv");
  ASSERT_TRUE(FailsWith(Code::kNotFound, released));
  EXPECT_EQ(released.error().message, "cannot release 'sales/2026-01-04.csv': it is not held");
  EXPECT_EQ(released.error().hint, "did you mean 'sales/2026-01-05.csv'?");
}

TEST(Holds, ManyAtOnceLoseNone) {
  adapters::MemoryStore store;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 10; ++k) {
        const Hold hold{"sales", std::to_string(i) + "-" + std::to_string(k), "", "", kSince};
        EXPECT_TRUE(IsOk(AddHolds(store, std::vector<Hold>{hold})));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Value(ReadHolds(store)).size(), 40U);
}

TEST(Holds, ADamagedListIsNamedWithWhatCanBeDone) {
  for (const std::string_view text :
       {"", "null", "[]", "{\"format\":1}", "{\"format\":1,\"holds\":{\"a\":1}}", "{\"format\":1,\"holds\":[7]}"}) {
    adapters::MemoryStore store;
    ASSERT_TRUE(IsOk(store.Put("_till/holds.json", text)));
    const auto holds = ReadHolds(store);
    ASSERT_TRUE(FailsWith(Code::kCorrupt, holds)) << text;
    EXPECT_TRUE(holds.error().message.starts_with("cannot read _till/holds.json: ")) << holds.error().message;
    EXPECT_EQ(holds.error().hint, "put '_till/holds.json' in the lake back from a copy; without it nothing is held");
  }
}

}  // namespace
}  // namespace till::publish
