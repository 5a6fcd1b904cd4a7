#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/files.h"
#include "lake/object_store.h"
#include "tests/support/expect.h"

namespace till::testing {

using std::literals::operator""sv;

/// A store under the contract, with what it stands on. `Open` gives another handle on the same objects, as another
/// process would have.
struct StoreUnderTest {
  std::string name;
  int races;  ///< how many rounds of racing writers it is fast enough for
  std::function<std::shared_ptr<lake::ObjectStore>()> make;
};

/// What lake/object_store.h promises, for every store.
class ObjectStoreContract : public ::testing::TestWithParam<StoreUnderTest> {
 protected:
  std::vector<std::string> Keys(std::string_view prefix) {
    std::vector<std::string> keys;
    for (const auto& object : Value(store_->List(prefix))) keys.push_back(object.key);
    return keys;
  }

  /// Calls `act(i)` on 8 threads at once and returns how many succeeded; the others must fail with kConflict.
  static int Race(const std::function<Status(int)>& act) {
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        const Status status = act(i);
        if (status.ok()) ++winners;
        EXPECT_TRUE(status.ok() || FailsWith(Code::kConflict, status));
      });
    }
    for (auto& thread : threads) thread.join();
    return winners;
  }

  static std::string_view By(int writer) {
    static constexpr std::string_view kTexts[] = {"by 0", "by 1", "by 2", "by 3", "by 4", "by 5", "by 6", "by 7"};
    return kTexts[writer];
  }

  std::shared_ptr<lake::ObjectStore> store_ = GetParam().make();
};

TEST_P(ObjectStoreContract, AnEmptyStoreHasNothing) {
  EXPECT_TRUE(Keys("").empty());
  EXPECT_TRUE(Keys("a/").empty());
  EXPECT_TRUE(IsOk(store_->Sync()));
  EXPECT_TRUE(IsOk(store_->Delete("a/b")));
}

TEST_P(ObjectStoreContract, AnAbsentObjectIsNotFoundByItsKey) {
  ASSERT_TRUE(IsOk(store_->Put("a/b", "x"sv)));
  for (const std::string key : {"a/c", "a", "a/b/c"}) {
    const std::string message = "cannot find object '" + key + "': it does not exist";
    const auto head = store_->Head(key);
    const auto got = store_->Get(key);
    const auto fetched = store_->Fetch(key);
    ASSERT_TRUE(FailsWith(Code::kNotFound, head));
    ASSERT_TRUE(FailsWith(Code::kNotFound, got));
    ASSERT_TRUE(FailsWith(Code::kNotFound, fetched));
    EXPECT_EQ(head.error().message, message);
    EXPECT_EQ(got.error().message, message);
    EXPECT_EQ(fetched.error().message, message);
  }
}

TEST_P(ObjectStoreContract, PutCreatesAndReplaces) {
  ASSERT_TRUE(IsOk(store_->Put("a/b", "first"sv)));
  const auto first = Value(store_->Head("a/b"));
  ASSERT_TRUE(IsOk(store_->Put("a/b", "other"sv)));
  const auto second = Value(store_->Head("a/b"));
  EXPECT_EQ(Value(store_->Get("a/b")), "other");
  EXPECT_EQ(second.size, 5);
  EXPECT_EQ(second.key, "a/b");
  EXPECT_NE(first.etag, second.etag);
  EXPECT_TRUE(IsOk(store_->Sync()));
  EXPECT_EQ(Keys(""), std::vector<std::string>{"a/b"});
}

TEST_P(ObjectStoreContract, AWriteOfOtherBytesChangesTheEtag) {
  std::string last;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(IsOk(store_->Put("k", i % 2 == 0 ? "aa"sv : "bb"sv)));
    const std::string etag = Value(store_->Head("k")).etag;
    ASSERT_NE(etag, last);
    last = etag;
  }
}

TEST_P(ObjectStoreContract, AFileIsStoredAndLeftAsItIs) {
  const auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(IsOk(folder));
  const auto file = folder->path() / "body";
  const std::string bytes(1 << 20, 'x');
  ASSERT_TRUE(IsOk(WriteFile(file, bytes)));
  ASSERT_TRUE(IsOk(store_->Put("p", file)));
  ASSERT_TRUE(IsOk(store_->PutIfAbsent("q", file)));
  ASSERT_TRUE(IsOk(store_->PutIfMatch("q", file, Value(store_->Head("q")).etag)));
  EXPECT_EQ(Value(store_->Get("p")), bytes);
  EXPECT_EQ(Value(store_->Get("q")), bytes);
  EXPECT_EQ(Value(ReadFile(file)), bytes);
  EXPECT_TRUE(FailsWith(Code::kNotFound, store_->Put("r", folder->path() / "absent")));
  EXPECT_EQ(Keys(""), (std::vector<std::string>{"p", "q"}));
}

TEST_P(ObjectStoreContract, AnEmptyObjectIsAnObject) {
  ASSERT_TRUE(IsOk(store_->Put("empty", ""sv)));
  EXPECT_EQ(Value(store_->Get("empty")), "");
  EXPECT_EQ(Value(store_->Head("empty")).size, 0);
  EXPECT_EQ(Value(ReadFile(Value(store_->Fetch("empty")))), "");
}

TEST_P(ObjectStoreContract, RangesAreCutAtTheEnd) {
  ASSERT_TRUE(IsOk(store_->Put("k", "0123456789"sv)));
  EXPECT_EQ(Value(store_->Get("k", 3, 4)), "3456");
  EXPECT_EQ(Value(store_->Get("k", 8, 100)), "89");
  EXPECT_EQ(Value(store_->Get("k", 8)), "89");
  EXPECT_EQ(Value(store_->Get("k", 10, 5)), "");
  EXPECT_EQ(Value(store_->Get("k", 1'000'000'000'000, 5)), "");
  EXPECT_EQ(Value(store_->Get("k", 2, 0)), "");
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Get("k", -1, 5)));
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Get("k", 0, -5)));
}

TEST_P(ObjectStoreContract, AFetchedFileHasTheObjectsContentUnlessItIsReplaced) {
  ASSERT_TRUE(IsOk(store_->Put("a/b.parquet", "one"sv)));
  const auto path = Value(store_->Fetch("a/b.parquet"));
  EXPECT_EQ(Value(ReadFile(path)), "one");
  EXPECT_EQ(path.filename(), "b.parquet");
  ASSERT_TRUE(IsOk(store_->Put("a/b.parquet", "two"sv)));
  EXPECT_EQ(Value(ReadFile(Value(store_->Fetch("a/b.parquet")))), "two");
}

TEST_P(ObjectStoreContract, ListsByPrefixInByteOrder) {
  for (const char* key : {"b", "a/z", "a/b/c", "a-b", "a/b-c", "ab/x", "A"}) ASSERT_TRUE(IsOk(store_->Put(key, "x"sv)));
  EXPECT_EQ(Keys(""), (std::vector<std::string>{"A", "a-b", "a/b-c", "a/b/c", "a/z", "ab/x", "b"}));
  EXPECT_EQ(Keys("a"), (std::vector<std::string>{"a-b", "a/b-c", "a/b/c", "a/z", "ab/x"}));
  EXPECT_EQ(Keys("a/"), (std::vector<std::string>{"a/b-c", "a/b/c", "a/z"}));
  EXPECT_EQ(Keys("a/b"), (std::vector<std::string>{"a/b-c", "a/b/c"}));
  EXPECT_EQ(Keys("a/b/c"), (std::vector<std::string>{"a/b/c"}));
  EXPECT_TRUE(Keys("a/b/c/").empty());
  EXPECT_TRUE(Keys("c").empty());
}

TEST_P(ObjectStoreContract, AListedObjectIsAsItsHead) {
  ASSERT_TRUE(IsOk(store_->Put("k", "123"sv)));
  const auto listed = Value(store_->List(""));
  const auto head = Value(store_->Head("k"));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].etag, head.etag);
  EXPECT_EQ(listed[0].size, 3);
  EXPECT_EQ(listed[0].modified, head.modified);
}

TEST_P(ObjectStoreContract, AnyNameIsAKey) {
  const std::vector<std::string> keys{"a b/c d",   "m=2026-01-01/x", "100%/50%25", "naïve/日本.csv",
                                      "x/.hidden", "quote'\"",       "plus+&?#"};
  for (const auto& key : keys) ASSERT_TRUE(IsOk(store_->PutIfAbsent(key, std::string_view(key))));
  for (const auto& key : keys) {
    EXPECT_EQ(Value(store_->Get(key)), key);
    EXPECT_EQ(Value(ReadFile(Value(store_->Fetch(key)))), key);
    EXPECT_EQ(Keys(key), std::vector<std::string>{key});
  }
  EXPECT_EQ(Keys("").size(), keys.size());
  for (const auto& key : keys) EXPECT_TRUE(IsOk(store_->Delete(key)));
  EXPECT_TRUE(Keys("").empty());
}

TEST_P(ObjectStoreContract, AWrongKeyIsRefusedByEveryFunction) {
  for (const std::string key : {"", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.."}) {
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Head(key))) << key;
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Get(key))) << key;
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Fetch(key))) << key;
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Put(key, "x"sv))) << key;
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->PutIfAbsent(key, "x"sv))) << key;
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->PutIfMatch(key, "x"sv, "e"))) << key;
    EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Delete(key))) << key;
  }
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Put(std::string_view("a\0b", 3), "x"sv)));
}

TEST_P(ObjectStoreContract, PutIfAbsentNeverReplaces) {
  ASSERT_TRUE(IsOk(store_->PutIfAbsent("a/b", "first"sv)));
  const Status again = store_->PutIfAbsent("a/b", "second"sv);
  ASSERT_TRUE(FailsWith(Code::kConflict, again));
  EXPECT_EQ(again.error().message, "cannot create object 'a/b': it exists already");
  EXPECT_EQ(Value(store_->Get("a/b")), "first");
  ASSERT_TRUE(IsOk(store_->Delete("a/b")));
  EXPECT_TRUE(IsOk(store_->PutIfAbsent("a/b", "third"sv)));
  EXPECT_EQ(Keys(""), std::vector<std::string>{"a/b"});
}

TEST_P(ObjectStoreContract, PutIfMatchReplacesOnlyWhatItKnows) {
  EXPECT_TRUE(FailsWith(Code::kConflict, store_->PutIfMatch("a/b", "x"sv, "no such etag")));
  EXPECT_TRUE(Keys("").empty());
  ASSERT_TRUE(IsOk(store_->Put("a/b", "one"sv)));
  const std::string etag = Value(store_->Head("a/b")).etag;
  EXPECT_TRUE(IsOk(store_->PutIfMatch("a/b", "two"sv, etag)));
  const Status stale = store_->PutIfMatch("a/b", "three"sv, etag);
  ASSERT_TRUE(FailsWith(Code::kConflict, stale));
  EXPECT_EQ(stale.error().message, "cannot replace object 'a/b': it has changed since it was read");
  EXPECT_EQ(Value(store_->Get("a/b")), "two");
  const std::string last = Value(store_->Head("a/b")).etag;
  ASSERT_TRUE(IsOk(store_->Delete("a/b")));
  EXPECT_TRUE(FailsWith(Code::kConflict, store_->PutIfMatch("a/b", "four"sv, last)));
}

TEST_P(ObjectStoreContract, OfManyCreatorsExactlyOneWins) {
  for (int round = 0; round < GetParam().races; ++round) {
    const std::string key = "race/" + std::to_string(round);
    std::atomic<int> winner = -1;
    const int winners = Race([&](int i) {
      const Status status = store_->PutIfAbsent(key, By(i));
      if (status.ok()) winner = i;
      return status;
    });
    ASSERT_EQ(winners, 1);
    ASSERT_EQ(Value(store_->Get(key)), By(winner));
  }
  EXPECT_EQ(Keys("race/").size(), static_cast<size_t>(GetParam().races));
}

TEST_P(ObjectStoreContract, OfManyReplacersOfOneStateExactlyOneWins) {
  ASSERT_TRUE(IsOk(store_->Put("lease", "0"sv)));
  for (int round = 0; round < GetParam().races / 2; ++round) {
    const std::string etag = Value(store_->Head("lease")).etag;
    const int winners = Race([&](int i) {
      const std::string bytes = "round " + std::to_string(round) + " " + std::string(By(i));
      return store_->PutIfMatch("lease", std::string_view(bytes), etag);
    });
    ASSERT_EQ(winners, 1);
  }
}

TEST_P(ObjectStoreContract, ReadersSeeAnObjectWholeOrNotAtAll) {
  const std::string a(1 << 20, 'a');
  const std::string b(1 << 20, 'b');
  ASSERT_TRUE(IsOk(store_->Put("big", std::string_view(a))));
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(IsOk(store_->Put("big", std::string_view(i % 2 == 0 ? b : a))));
    stop = true;
  });
  while (!stop) {
    const std::string got = Value(store_->Get("big"));
    const bool whole = got == a || got == b;
    ASSERT_TRUE(whole);
    std::vector<std::string> keys = Keys("");
    // versitygw lists for a moment the name under which it puts a new content in place.
    std::erase_if(keys, [](const std::string& key) { return key.find(".sgwtmp.") != std::string::npos; });
    ASSERT_EQ(keys, std::vector<std::string>{"big"});
  }
  writer.join();
}

TEST_P(ObjectStoreContract, AListingGoesOnWhileObjectsComeAndGo) {
  ASSERT_TRUE(IsOk(store_->Put("stays/z", "x"sv)));
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; i < 300; ++i) {
      const std::string key = "stays/" + std::to_string(i % 7);
      EXPECT_TRUE(IsOk(store_->Put(key, "x"sv)));
      EXPECT_TRUE(IsOk(store_->Delete(key)));
    }
    stop = true;
  });
  while (!stop) {
    const auto keys = Keys("stays/");
    ASSERT_TRUE(std::find(keys.begin(), keys.end(), "stays/z") != keys.end());
  }
  writer.join();
}

}  // namespace till::testing
