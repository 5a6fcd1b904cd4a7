#include "tests/faults/object_store_faults.h"

#include <sys/wait.h>
#include <unistd.h>

#include "adapters/local/object_store.h"
#include "adapters/memory/object_store.h"
#include "tests/support/faulty_store.h"
#include "tests/support/faulty_system_calls.h"

namespace till::testing {
namespace {

constexpr size_t kLarge = 300'000;

/// A store whose system calls fail.
class CallBench : public FaultBench {
 public:
  CallBench(CallFault fault, std::unique_ptr<lake::ObjectStore> store) : fault_(fault), store_(std::move(store)) {}
  CallBench(CallFault fault, TemporaryFolder folder) : fault_(fault), folder_(std::move(folder)) {
    store_ = std::make_unique<adapters::LocalStore>(folder_->path() / "lake");
  }

  lake::ObjectStore& direct() override { return *store_; }
  Tried Try(size_t n, const std::function<Status(lake::ObjectStore&)>& act) override {
    if (fault_ == CallFault::kKill) return TryInAProcess(n, act);
    const FaultyCalls calls(fault_, n);
    Status status = act(*store_);
    return {calls.struck(), std::move(status)};
  }

 private:
  Tried TryInAProcess(size_t n, const std::function<Status(lake::ObjectStore&)>& act) {
    const pid_t child = ::fork();
    if (child == 0) {
      const FaultyCalls calls(fault_, n);
      ::_exit(act(*store_).ok() ? 0 : 1);
    }
    int ended = 0;
    ::waitpid(child, &ended, 0);
    if (WIFSIGNALED(ended)) return {true, std::nullopt};
    return {false, WEXITSTATUS(ended) == 0 ? Ok() : Status(Internal("cannot do it though nothing fails"))};
  }

  const CallFault fault_;
  std::optional<TemporaryFolder> folder_;
  std::unique_ptr<lake::ObjectStore> store_;
};

std::unique_ptr<FaultBench> MakeFolderBench(CallFault fault) {
  auto folder = TemporaryFolder::Make();
  if (!folder.ok()) return nullptr;
  return std::make_unique<CallBench>(fault, std::move(folder).value());
}

/// A store that is out of reach: before a call, or after it has done what it was asked.
class ReachBench : public FaultBench {
 public:
  enum class When { kBefore, kAfter };
  explicit ReachBench(When when) : when_(when) {}

  lake::ObjectStore& direct() override { return store_; }
  Tried Try(size_t n, const std::function<Status(lake::ObjectStore&)>& act) override {
    FaultyStore faulty(store_);
    const auto nth = static_cast<int64_t>(n) + 1;
    if (when_ == When::kBefore) {
      faulty.FailAt(nth);
    } else {
      faulty.LoseAnswerAt(nth);
    }
    Status status = act(faulty);
    return {when_ == When::kBefore ? faulty.calls() >= nth : faulty.writes() >= nth, std::move(status)};
  }

 private:
  const When when_;
  adapters::MemoryStore store_;
};

std::vector<StoreFault> Faults() {
  std::vector<StoreFault> faults;
  const std::vector<std::pair<std::string, CallFault>> calls = {
      {"disk_full", CallFault::kDiskFull},     {"cut_write", CallFault::kCutWrite}, {"device", CallFault::kDevice},
      {"device_late", CallFault::kDeviceLate}, {"half", CallFault::kHalf},          {"kill", CallFault::kKill}};
  for (const auto& [name, fault] : calls) {
    faults.push_back({"folder_" + name, kLarge, [fault = fault] { return MakeFolderBench(fault); }});
    // What is in memory dies with the process.
    if (fault == CallFault::kKill) continue;
    faults.push_back({"memory_" + name, kLarge, [fault = fault]() -> std::unique_ptr<FaultBench> {
                        return std::make_unique<CallBench>(fault, std::make_unique<adapters::MemoryStore>());
                      }});
  }
  faults.push_back(
      {"memory_never_sent", kLarge, [] { return std::make_unique<ReachBench>(ReachBench::When::kBefore); }});
  faults.push_back(
      {"memory_answer_lost", kLarge, [] { return std::make_unique<ReachBench>(ReachBench::When::kAfter); }});
  return faults;
}

INSTANTIATE_TEST_SUITE_P(Stores, ObjectStoreFaults, ::testing::ValuesIn(Faults()),
                         [](const auto& test) { return test.param.name; });

TEST(FaultyCalls, StrikeEachCallOfTheFolder) {
  const auto bench = MakeFolderBench(CallFault::kDevice);
  ASSERT_NE(bench, nullptr);
  size_t chances = 0;
  const auto create = [&](lake::ObjectStore& store) {
    return store.PutIfAbsent("k/" + std::to_string(chances), std::string_view("x"));
  };
  while (bench->Try(chances, create).struck) ++chances;
  // Of a file that is made, written, synced and linked in a folder that is opened and synced.
  EXPECT_GE(chances, 6U);
}

}  // namespace
}  // namespace till::testing
