#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "lake/object_store.h"
#include "tests/support/expect.h"

namespace till::testing {

/// One kind of fault in front of a store.
class FaultBench {
 public:
  virtual ~FaultBench() = default;
  /// The objects, without the fault.
  virtual lake::ObjectStore& direct() = 0;

  struct Tried {
    bool struck = false;           ///< whether the fault's n-th chance came
    std::optional<Status> status;  ///< what `act` gave; nothing if the process died in it
  };
  /// Runs `act` on a store whose n-th chance of failing (0 is the first) is taken.
  virtual Tried Try(size_t n, const std::function<Status(lake::ObjectStore&)>& act) = 0;
};

struct StoreFault {
  std::string name;  ///< "folder_disk_full"
  size_t large;      ///< the bytes of what is large to the store
  std::function<std::unique_ptr<FaultBench>()> make;
};

/// What holds for every store, whatever befalls it and wherever: an object is what it was or what was written, nothing
/// between; what was said to be done is done; what fails says kUnavailable; what is read is right or an error; and
/// the next who tries gets on.
class ObjectStoreFaults : public ::testing::TestWithParam<StoreFault> {
 protected:
  using Act = std::function<Status(lake::ObjectStore&)>;

  /// Calls `round(n)` for each n until the fault has no chance left.
  template <typename Round>
  void ForEachChance(Round round) {
    constexpr size_t kMost = 200;
    size_t n = 0;
    while (n < kMost && round(n) && !HasFatalFailure()) ++n;
    EXPECT_LT(n, kMost);
  }

  FaultBench::Tried Try(size_t n, const Act& act) {
    auto tried = bench_->Try(n, act);
    if (tried.status && !tried.status->ok()) {
      EXPECT_TRUE(FailsWith(Code::kUnavailable, *tried.status)) << n;
      EXPECT_TRUE(tried.struck) << n;
    }
    return tried;
  }

  static bool Done(const FaultBench::Tried& tried) { return tried.status && tried.status->ok(); }

  /// The object's bytes, "" where it is absent.
  std::string Now(std::string_view key) {
    const auto got = direct().Get(key);
    if (got.ok()) return *got;
    EXPECT_TRUE(FailsWith(Code::kNotFound, got));
    return "";
  }

  lake::ObjectStore& direct() { return bench_->direct(); }

  std::unique_ptr<FaultBench> bench_ = GetParam().make();
};

TEST_P(ObjectStoreFaults, ACreationHappensOnceOrNotAtAll) {
  size_t made = 0;
  ForEachChance([&](size_t n) {
    const std::string key = "a/" + std::to_string(n);
    const auto tried = Try(n, [&](auto& store) { return store.PutIfAbsent(key, std::string_view("first")); });
    const std::string now = Now(key);
    EXPECT_TRUE(now == "first" || (now.empty() && !Done(tried))) << n << ": " << now;
    const Status again = direct().PutIfAbsent(key, std::string_view("again"));
    EXPECT_TRUE(now.empty() ? IsOk(again) : FailsWith(Code::kConflict, again)) << n;
    ++made;
    return tried.struck;
  });
  EXPECT_EQ(Value(direct().List("")).size(), made) << "nothing else may be seen";
}

TEST_P(ObjectStoreFaults, AReplacementIsWholeOrLeavesWhatWas) {
  ForEachChance([&](size_t n) {
    EXPECT_TRUE(IsOk(direct().Put("k", std::string_view("old"))));
    const std::string etag = Value(direct().Head("k")).etag;
    const auto tried = Try(n, [&](auto& store) { return store.PutIfMatch("k", std::string_view("new!"), etag); });
    const std::string now = Now("k");
    EXPECT_TRUE(now == "new!" || (now == "old" && !Done(tried))) << n << ": " << now;
    EXPECT_EQ(direct().PutIfMatch("k", std::string_view("last"), etag).ok(), now == "old") << n;
    return tried.struck;
  });
}

TEST_P(ObjectStoreFaults, ALargeFileIsStoredWholeOrLeavesWhatWas) {
  const auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(IsOk(folder));
  const auto file = folder->path() / "body";
  const std::string bytes(GetParam().large, 'y');
  ASSERT_TRUE(IsOk(WriteFile(file, bytes)));
  ForEachChance([&](size_t n) {
    EXPECT_TRUE(IsOk(direct().Put("large", std::string_view("old"))));
    const auto tried = Try(n, [&](auto& store) -> Status {
      TILL_TRY(store.Put("large", file));
      return store.Sync();
    });
    const std::string now = Now("large");
    EXPECT_TRUE(now == bytes || (now == "old" && !Done(tried))) << n << ": " << now.size();
    return tried.struck;
  });
}

TEST_P(ObjectStoreFaults, ADeletionHappensOrNot) {
  ForEachChance([&](size_t n) {
    EXPECT_TRUE(IsOk(direct().Put("k", std::string_view("old"))));
    const auto tried = Try(n, [](auto& store) { return store.Delete("k"); });
    const std::string now = Now("k");
    EXPECT_TRUE(now.empty() || (now == "old" && !Done(tried))) << n << ": " << now;
    EXPECT_TRUE(IsOk(direct().Delete("k")));
    return tried.struck;
  });
}

TEST_P(ObjectStoreFaults, WhatIsReadIsRight) {
  const std::string bytes(GetParam().large, 'z');
  ASSERT_TRUE(IsOk(direct().Put("d/large", std::string_view(bytes))));
  ASSERT_TRUE(IsOk(direct().Put("d/small", std::string_view("0123456789"))));
  const std::vector<Act> reads = {[](auto& store) -> Status {
                                    TILL_ASSIGN(const std::string got, store.Get("d/small", 2, 5));
                                    EXPECT_EQ(got, "23456");
                                    return Ok();
                                  },
                                  [](auto& store) -> Status {
                                    TILL_ASSIGN(const auto info, store.Head("d/small"));
                                    EXPECT_EQ(info.size, 10);
                                    return Ok();
                                  },
                                  [](auto& store) -> Status {
                                    const auto listed = store.List("d/");
                                    // One that was cut where nobody could see it is no listing, which is said.
                                    if (!listed.ok() && listed.error().code == Code::kCorrupt)
                                      return Unavailable(listed.error().message);
                                    TILL_TRY(listed.status());
                                    EXPECT_EQ(listed->size(), 2U);
                                    return Ok();
                                  },
                                  [&](auto& store) -> Status {
                                    TILL_ASSIGN(const auto path, store.Fetch("d/large"));
                                    TILL_ASSIGN(const std::string got, ReadFile(path));
                                    const bool equal = got == bytes;
                                    EXPECT_TRUE(equal);
                                    return Ok();
                                  }};
  for (const Act& read : reads) {
    ForEachChance([&](size_t n) { return Try(n, read).struck; });
  }
}

}  // namespace till::testing
