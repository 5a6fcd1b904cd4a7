#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/random.h"
#include "tests/external/s3/servers.h"
#include "tests/faults/object_store_faults.h"
#include "tests/support/expect.h"
#include "tests/support/faulty_proxy.h"

namespace till::testing {
namespace {

using std::literals::operator""sv;

constexpr aws::RetryPolicy kQuick{.attempts = 6, .first_micros = 1'000, .most_micros = 10'000, .seed = 1};
constexpr Mishap kMishaps[] = {Mishap::kNeverSent,   Mishap::kSentInPart, Mishap::kAnswerLost, Mishap::kAnswerInPart,
                               Mishap::kWrongLength, Mishap::kBusy,       Mishap::kSlow};

/// Whether a client could know: a HEAD's answer is its headers.
bool IsTold(Mishap mishap, const LoopbackRequest& request) {
  return mishap != Mishap::kWrongLength || request.method != "HEAD";
}

/// The server that verifies what it gets.
std::string ServerUrl() {
  for (const S3Server& server : S3Servers()) {
    if (server.name == "versitygw") return server.url;
  }
  return "";
}

int PortOf(const std::string& url) { return static_cast<int>(*ParseInt(url.substr(url.rfind(':') + 1))); }

class S3Faults : public ::testing::Test {
 protected:
  void SetUp() override {
    if (ServerUrl().empty()) GTEST_SKIP() << "the S3 group needs its servers: tests/external/s3/run.sh";
    direct_.emplace(ServerUrl(), kQuick, prefix_);
  }
  /// The n-th request from now on meets with `mishap`.
  void Strike(Mishap mishap, size_t n = 0) {
    // The order matters: the store's connections end before the proxy.
    broken_.reset();
    proxy_.emplace(PortOf(ServerUrl()), [mishap, n](size_t i, const LoopbackRequest& request) {
      return i == n && IsTold(mishap, request) ? mishap : Mishap::kNone;
    });
    broken_.emplace(proxy_->url(), kQuick, prefix_);
  }

  const std::string prefix_ = NewName();
  std::optional<S3Prefix> direct_;
  std::optional<FaultyProxy> proxy_;
  std::optional<S3Prefix> broken_;
};

/// A server behind a proxy that spoils the n-th request.
class ProxyBench : public FaultBench {
 public:
  ProxyBench(S3Server server, Mishap mishap)
      : server_(std::move(server)), mishap_(mishap), direct_(server_.url, kQuick, prefix_) {}

  lake::ObjectStore& direct() override { return *direct_.store; }
  Tried Try(size_t n, const std::function<Status(lake::ObjectStore&)>& act) override {
    std::atomic<bool> struck = false;
    FaultyProxy proxy(PortOf(server_.url), [&](size_t i, const LoopbackRequest& request) {
      struck = struck || i >= n;
      return i == n && IsTold(mishap_, request) ? mishap_ : Mishap::kNone;
    });
    S3Prefix broken(proxy.url(), kQuick, prefix_);
    Status status = act(*broken.store);
    // An answer whose length is wrong and whose words are cut is said to be broken.
    if (!status.ok() && mishap_ == Mishap::kWrongLength && status.error().code == Code::kCorrupt) {
      status = Unavailable(status.error().message);
    }
    return {struck, std::move(status)};
  }

 private:
  const S3Server server_;
  const Mishap mishap_;
  const std::string prefix_ = NewName();
  S3Prefix direct_;
};

std::vector<StoreFault> Faults() {
  const char* const names[] = {"never_sent", "sent_in_part", "answer_lost", "answer_in_part", "wrong_length", "busy"};
  std::vector<StoreFault> faults;
  for (const S3Server& server : S3Servers()) {
    if (server.url.starts_with("https://")) continue;  // the proxy could not look in
    for (size_t i = 0; i < std::size(names); ++i) {
      faults.push_back({server.name + "_" + names[i], size_t{11} << 20,
                        [server, mishap = kMishaps[i]] { return std::make_unique<ProxyBench>(server, mishap); }});
    }
  }
  return faults;
}

INSTANTIATE_TEST_SUITE_P(Servers, ObjectStoreFaults, ::testing::ValuesIn(Faults()),
                         [](const auto& test) { return test.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ObjectStoreFaults);

TEST_F(S3Faults, NoMishapSpoilsAWriteOrDoesItTwice) {
  for (const Mishap mishap : kMishaps) {
    SCOPED_TRACE(static_cast<int>(mishap));
    const std::string key = "k" + std::to_string(static_cast<int>(mishap));
    Strike(mishap);
    ASSERT_TRUE(IsOk(broken_->store->PutIfAbsent(key, "first"sv)));
    EXPECT_EQ(Value(direct_->store->Get(key)), "first");
    Strike(mishap);
    EXPECT_TRUE(FailsWith(Code::kConflict, broken_->store->PutIfAbsent(key, "first"sv)));
    const std::string etag = Value(direct_->store->Head(key)).etag;
    Strike(mishap);
    ASSERT_TRUE(IsOk(broken_->store->PutIfMatch(key, "second"sv, etag)));
    Strike(mishap);
    EXPECT_TRUE(FailsWith(Code::kConflict, broken_->store->PutIfMatch(key, "third"sv, etag)));
    EXPECT_EQ(Value(direct_->store->Get(key)), "second");
    Strike(mishap);
    ASSERT_TRUE(IsOk(broken_->store->Put(key, "fourth"sv)));
    EXPECT_EQ(Value(direct_->store->Get(key)), "fourth");
    Strike(mishap);
    ASSERT_TRUE(IsOk(broken_->store->Delete(key)));
    EXPECT_TRUE(FailsWith(Code::kNotFound, direct_->store->Head(key)));
  }
}

TEST_F(S3Faults, NoMishapSpoilsWhatIsRead) {
  std::string bytes(size_t{11} << 20, 'x');
  Random random(1, 1);
  for (char& c : bytes) c = static_cast<char>(random.Next());
  ASSERT_TRUE(IsOk(direct_->store->Put("large", std::string_view(bytes))));
  ASSERT_TRUE(IsOk(direct_->store->Put("small", "0123456789"sv)));
  for (const Mishap mishap : kMishaps) {
    SCOPED_TRACE(static_cast<int>(mishap));
    Strike(mishap);
    EXPECT_EQ(Value(broken_->store->Get("small")), "0123456789");
    Strike(mishap);
    EXPECT_EQ(Value(broken_->store->Get("small", 2, 5)), "23456");
    Strike(mishap);
    EXPECT_EQ(Value(broken_->store->Head("small")).size, 10);
    Strike(mishap);
    const auto listed = broken_->store->List("");
    // A listing under a wrong length cannot be read, which is said.
    EXPECT_TRUE(listed.ok() ? listed->size() == 2 : FailsWith(Code::kCorrupt, listed));
    EXPECT_TRUE(listed.ok() || mishap == Mishap::kWrongLength);
    for (size_t n = 0; n < 3 && mishap != Mishap::kSlow; ++n) {
      Strike(mishap, n);
      const auto path = broken_->store->Fetch("large");
      ASSERT_TRUE(IsOk(path));
      const bool equal = Value(ReadFile(*path)) == bytes;
      EXPECT_TRUE(equal);
    }
  }
}

TEST_F(S3Faults, NoMishapSpoilsALargeWrite) {
  const std::string bytes(size_t{11} << 20, 'y');
  for (const Mishap mishap : kMishaps) {
    // HEAD, begin, three parts, complete; the answer to a beginning that is lost or cut is asked for again.
    for (size_t n = 0; n < 6 && mishap != Mishap::kSlow; ++n) {
      SCOPED_TRACE(std::to_string(static_cast<int>(mishap)) + " at " + std::to_string(n));
      const std::string key = "l" + std::to_string(static_cast<int>(mishap)) + std::to_string(n);
      Strike(mishap, n);
      const Status written = broken_->store->PutIfAbsent(key, std::string_view(bytes));
      if (!written.ok() && mishap == Mishap::kWrongLength) {
        EXPECT_TRUE(FailsWith(Code::kCorrupt, written));
        EXPECT_TRUE(FailsWith(Code::kNotFound, direct_->store->Head(key)));
        continue;
      }
      ASSERT_TRUE(IsOk(written));
      const bool equal = Value(direct_->store->Get(key)) == bytes;
      EXPECT_TRUE(equal);
    }
  }
}

TEST_F(S3Faults, AServerThatStaysBusyIsSaidToBeUnavailable) {
  FaultyProxy proxy(PortOf(ServerUrl()), [](size_t, const LoopbackRequest&) { return Mishap::kBusy; });
  S3Prefix broken(proxy.url(), kQuick, prefix_);
  const Status status = broken.store->PutIfAbsent("k", "x"sv);
  ASSERT_TRUE(FailsWith(Code::kUnavailable, status));
  EXPECT_EQ(status.error().message, "cannot write object 'k': the service answers 503 SlowDown: busy, after 6 tries");
  EXPECT_TRUE(FailsWith(Code::kNotFound, direct_->store->Head("k")));
}

// Equal bytes, so that only the token tells one writer from another.
TEST_F(S3Faults, OfPublishersOfEqualBytesThroughAStormAtMostOneWins) {
  std::vector<std::unique_ptr<FaultyProxy>> proxies;
  std::vector<std::unique_ptr<S3Prefix>> publishers;
  for (size_t writer = 0; writer < 8; ++writer) {
    proxies.push_back(std::make_unique<FaultyProxy>(
        PortOf(ServerUrl()), [random = Random(7, writer)](size_t, const LoopbackRequest& request) mutable {
          const Mishap mishap = kMishaps[random.Below(std::size(kMishaps))];
          return random.Uniform() < 0.3 && IsTold(mishap, request) ? mishap : Mishap::kNone;
        }));
    publishers.push_back(std::make_unique<S3Prefix>(proxies.back()->url(), kQuick, prefix_));
  }
  int unknown = 0;
  for (int round = 0; round < 200; ++round) {
    const std::string key = "record/" + std::to_string(round);
    std::atomic<int> winners = 0;
    std::atomic<int> lost_contact = 0;
    std::vector<std::thread> threads;
    for (auto& publisher : publishers) {
      threads.emplace_back([&, store = publisher->store.get()] {
        const Status status = store->PutIfAbsent(key, "the same"sv);
        if (status.ok()) ++winners;
        if (!status.ok() && status.error().code == Code::kUnavailable) ++lost_contact;
        EXPECT_TRUE(status.ok() || status.error().code == Code::kUnavailable || FailsWith(Code::kConflict, status));
      });
    }
    for (auto& thread : threads) thread.join();
    // A writer that lost contact may have been the one.
    ASSERT_LE(winners, 1);
    ASSERT_TRUE(winners == 1 || lost_contact > 0);
    unknown += lost_contact > 0 ? 1 : 0;
    ASSERT_EQ(Value(direct_->store->Get(key)), "the same");
  }
  EXPECT_LT(unknown, 100);
}

TEST_F(S3Faults, OfEightPublishersExactlyOneWins) {
  std::vector<std::unique_ptr<S3Prefix>> publishers;
  for (int i = 0; i < 8; ++i) publishers.push_back(std::make_unique<S3Prefix>(ServerUrl(), kQuick, prefix_));
  for (int round = 0; round < 1000; ++round) {
    const std::string key = "race/" + std::to_string(round);
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (auto& publisher : publishers) {
      threads.emplace_back([&, store = publisher->store.get()] {
        const Status status = store->PutIfAbsent(key, "the same"sv);
        if (status.ok()) ++winners;
        EXPECT_TRUE(status.ok() || FailsWith(Code::kConflict, status));
      });
    }
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(winners, 1);
  }
}

}  // namespace
}  // namespace till::testing
