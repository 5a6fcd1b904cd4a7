#include "adapters/sqlite/run_store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "adapters/sqlite/database.h"
#include "base/files.h"
#include "tests/support/expect.h"

namespace till::adapters {
namespace {

using till::testing::FailsWith;
using till::testing::IsOk;
using till::testing::Value;

class SqliteRunStoreFile : public ::testing::Test {
 protected:
  static dag::Run MakeRun(const std::string& id) {
    dag::Run run;
    run.id = id;
    run.started_at = {1'000'000};
    run.pid = 12;
    return run;
  }

  TemporaryFolder folder_ = TemporaryFolder::Make().value();
  std::filesystem::path path_ = folder_.path() / ".till" / "runs.sqlite";
};

TEST_F(SqliteRunStoreFile, KeepsRunsOverAReopening) {
  ASSERT_TRUE(IsOk(Value(OpenSqliteRunStore(path_))->CreateRun(MakeRun("a"))));
  EXPECT_EQ(Value(Value(OpenSqliteRunStore(path_))->ListRuns(9)).size(), 1U);
}

TEST_F(SqliteRunStoreFile, ManyMayOpenANewOneAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto store = OpenSqliteRunStore(path_);
      ASSERT_TRUE(IsOk(store));
      EXPECT_TRUE(IsOk((*store)->CreateRun(MakeRun(std::to_string(i)))));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Value(Value(OpenSqliteRunStore(path_))->ListRuns(9)).size(), 8U);
}

TEST_F(SqliteRunStoreFile, ARunWhoseProcessDiedIsReadAsFailed) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = OpenSqliteRunStore(path_);
    dag::Run run = MakeRun("a");
    run.pid = ::getpid();
    run.started_at = SystemClock()->Now();
    ::_exit(store.ok() && (*store)->CreateRun(run).ok() ? 0 : 1);  // without a word
  }
  int status = 1;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
  const auto history = Value(Value(OpenSqliteRunStore(path_))->GetRun("a"));
  EXPECT_EQ(history.run.status, dag::RunStatus::kRunning);
  EXPECT_EQ(dag::Settled(history, dag::IsProcessAlive).run.reason, "the process ended without a word");
}

TEST_F(SqliteRunStoreFile, RefusesWhatIsNoHistory) {
  ASSERT_TRUE(IsOk(WriteFile(path_, std::string(4096, 'x'))));
  const auto store = OpenSqliteRunStore(path_);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Code::kCorrupt);
  EXPECT_EQ(store.error().ToString(), "cannot use run history '" + path_.string() +
                                          "': file is not a database\n"
                                          "hint: move the file away; only the history of runs is lost");
}

TEST_F(SqliteRunStoreFile, RefusesWhatANewerProgramWrote) {
  ASSERT_TRUE(IsOk(OpenSqliteRunStore(path_)));
  ASSERT_TRUE(IsOk(SqliteDatabase::Open(path_)->Execute("pragma user_version = 2")));
  const auto store = OpenSqliteRunStore(path_);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Code::kUnsupported);
  EXPECT_EQ(store.error().ToString(),
            "cannot open run history: it has version 2, known is 1\n"
            "hint: a newer till has written it; use that one");
}

TEST_F(SqliteRunStoreFile, IsOpenedByTheFirstCallThatNeedsIt) {
  const auto store = LazySqliteRunStore(path_);
  EXPECT_TRUE(Value(store->ListRuns(9)).empty());
  EXPECT_FALSE(Value(store->GetSchedule("etl")).paused);
  EXPECT_TRUE(FailsWith(Code::kNotFound, store->GetRun("a")));
  EXPECT_FALSE(std::filesystem::exists(path_.parent_path()));
  ASSERT_TRUE(IsOk(store->CreateRun(MakeRun("a"))));
  EXPECT_EQ(Value(store->ListRuns(9)).size(), 1U);
}

TEST_F(SqliteRunStoreFile, OpeningWhatIsNoHistoryFailsWhenItIsNeeded) {
  ASSERT_TRUE(IsOk(WriteFile(path_, std::string(4096, 'x'))));
  const auto store = LazySqliteRunStore(path_);
  EXPECT_TRUE(FailsWith(Code::kCorrupt, store->ListRuns(9)));
  EXPECT_TRUE(FailsWith(Code::kCorrupt, store->CreateRun(MakeRun("a"))));
}

TEST_F(SqliteRunStoreFile, IsReadWithoutWritingBesideIt) {
  ASSERT_TRUE(IsOk(Value(OpenSqliteRunStore(path_))->CreateRun(MakeRun("a"))));
  auto database = SqliteDatabase::OpenToRead(path_);
  ASSERT_TRUE(IsOk(database));
  auto select = database->Prepare("select count(*) from run");
  ASSERT_TRUE(IsOk(select));
  ASSERT_TRUE(Value(select->Step()));
  EXPECT_EQ(select->Int(0), 1);
  EXPECT_FALSE(std::filesystem::exists(path_.string() + "-wal"));
}

TEST_F(SqliteRunStoreFile, SaysThatTheFolderRefuses) {
  ASSERT_TRUE(IsOk(WriteFile(folder_.path() / ".till", "a file where a folder should be")));
  EXPECT_FALSE(OpenSqliteRunStore(path_).ok());
}

}  // namespace
}  // namespace till::adapters
