#include "adapters/local/object_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <set>

#include "base/files.h"
#include "tests/support/expect.h"

namespace till::adapters {
namespace {

namespace fs = std::filesystem;
using std::literals::operator""sv;
using testing::FailsWith;
using testing::IsOk;
using testing::Value;

class LocalStoreTest : public ::testing::Test {
 protected:
  LocalStoreTest() : folder_(TemporaryFolder::Make()), root_(folder_->path() / "lake"), store_(root_) {}

  std::vector<std::string> Keys(std::string_view prefix) {
    std::vector<std::string> keys;
    for (const auto& object : Value(store_.List(prefix))) keys.push_back(object.key);
    return keys;
  }

  Result<TemporaryFolder> folder_;
  fs::path root_;
  LocalStore store_;
};

TEST_F(LocalStoreTest, ReadingMakesNoFolder) {
  EXPECT_TRUE(Keys("").empty());
  EXPECT_TRUE(FailsWith(Code::kNotFound, store_.Head("a/b")));
  EXPECT_FALSE(fs::exists(root_));
}

TEST_F(LocalStoreTest, AnObjectIsAFileOfItsName) {
  ASSERT_TRUE(IsOk(store_.Put("raw/sales/2026-01-05.csv", "a,b\n"sv)));
  EXPECT_EQ(Value(ReadFile(root_ / "raw/sales/2026-01-05.csv")), "a,b\n");
  EXPECT_EQ(Value(store_.Fetch("raw/sales/2026-01-05.csv")), root_ / "raw/sales/2026-01-05.csv");
}

TEST_F(LocalStoreTest, EveryWriteChangesTheEtag) {
  std::set<std::string> etags;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(IsOk(store_.Put("k", i % 2 == 0 ? "aa"sv : "bb"sv)));
    EXPECT_TRUE(etags.insert(Value(store_.Head("k")).etag).second);
  }
}

TEST_F(LocalStoreTest, AFileReplacedWithTheSameSizeAndTimeHasAnotherEtag) {
  ASSERT_TRUE(IsOk(store_.Put("k", "aa"sv)));
  const std::string etag = Value(store_.Head("k")).etag;
  const auto modified = fs::last_write_time(root_ / "k");
  usleep(20'000);  // the kernel stamps files by its tick
  const int file = ::open((root_ / "k").c_str(), O_WRONLY);
  ASSERT_EQ(::write(file, "bb", 2), 2);
  ::close(file);
  fs::last_write_time(root_ / "k", modified);
  EXPECT_EQ(fs::last_write_time(root_ / "k"), modified);
  EXPECT_NE(Value(store_.Head("k")).etag, etag);
}

TEST_F(LocalStoreTest, ANameThatIsTooLongIsAMistakeAndNotTriedAgain) {
  const Status status = store_.Put("a/" + std::string(300, 'x'), "x"sv);
  ASSERT_TRUE(FailsWith(Code::kInvalid, status));
  EXPECT_EQ(status.error().hint, "shorten the name");
}

TEST_F(LocalStoreTest, ALinkToAFileIsReadAsTheFile) {
  const fs::path outside = folder_->path() / "outside.csv";
  ASSERT_TRUE(IsOk(WriteFile(outside, "12345")));
  ASSERT_TRUE(IsOk(MakeFolder(root_ / "raw")));
  fs::create_symlink(outside, root_ / "raw/a.csv");
  fs::create_symlink(folder_->path() / "nowhere", root_ / "raw/b.csv");
  EXPECT_EQ(Keys("raw/"), std::vector<std::string>{"raw/a.csv"});
  EXPECT_EQ(Value(store_.Head("raw/a.csv")).size, 5);
  EXPECT_EQ(Value(store_.Get("raw/a.csv")), "12345");
  ASSERT_TRUE(IsOk(store_.Put("raw/a.csv", "new"sv)));
  EXPECT_EQ(Value(ReadFile(outside)), "12345");
}

TEST_F(LocalStoreTest, ALinkToAFolderIsNoPartOfTheStore) {
  const fs::path outside = folder_->path() / "outside";
  ASSERT_TRUE(IsOk(WriteFile(outside / "x.csv", "1")));
  ASSERT_TRUE(IsOk(store_.Put("raw/a.csv", "1"sv)));
  fs::create_symlink(outside, root_ / "raw/latest");
  EXPECT_EQ(Keys(""), std::vector<std::string>{"raw/a.csv"});
  const Status written = store_.Put("raw/latest/y.csv", "1"sv);
  ASSERT_TRUE(FailsWith(Code::kDenied, written));
  EXPECT_EQ(written.error().message,
            "cannot use '" + (root_ / "raw/latest").string() + "': it is a link to another folder");
  EXPECT_TRUE(FailsWith(Code::kDenied, store_.Get("raw/latest/x.csv")));
  EXPECT_TRUE(FailsWith(Code::kDenied, store_.Delete("raw/latest/x.csv")));
  EXPECT_TRUE(FailsWith(Code::kDenied, store_.List("raw/latest/")));
  EXPECT_FALSE(fs::exists(outside / "y.csv"));
}

TEST_F(LocalStoreTest, WhatAKilledWriterLeftIsNotListed) {
  ASSERT_TRUE(IsOk(store_.Put("a/b", "x"sv)));
  ASSERT_TRUE(IsOk(WriteFile(root_ / "a/.tmp-Xy12ab", "half")));
  EXPECT_EQ(Keys(""), std::vector<std::string>{"a/b"});
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_.Put("a/.tmp-Xy12ab", "x"sv)));
}

TEST_F(LocalStoreTest, NothingIsLeftOfAWriteThatFailed) {
  ASSERT_TRUE(IsOk(store_.Put("a/b", "x"sv)));
  EXPECT_TRUE(FailsWith(Code::kConflict, store_.PutIfAbsent("a/b", "y"sv)));
  EXPECT_TRUE(FailsWith(Code::kConflict, store_.PutIfMatch("a/b", "y"sv, "other")));
  EXPECT_TRUE(FailsWith(Code::kNotFound, store_.Put("a/c", folder_->path() / "absent")));
  int files = 0;
  for (const auto& entry : fs::directory_iterator(root_ / "a")) files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 1);
}

TEST_F(LocalStoreTest, AnObjectCannotTakeAFoldersName) {
  ASSERT_TRUE(IsOk(store_.Put("a/b", "x"sv)));
  const Status status = store_.Put("a", "x"sv);
  ASSERT_TRUE(FailsWith(Code::kInvalid, status));
  EXPECT_EQ(status.error().message, "cannot write object 'a': it is a folder of other objects");
  EXPECT_FALSE(store_.Put("a/b/c", "x"sv).ok());
}

TEST_F(LocalStoreTest, AFolderThatMayNotBeReadIsDenied) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every folder";
  ASSERT_TRUE(IsOk(store_.Put("a/b", "x"sv)));
  fs::permissions(root_ / "a", fs::perms::none);
  EXPECT_TRUE(FailsWith(Code::kDenied, store_.List("")));
  fs::permissions(root_ / "a", fs::perms::owner_all);
}

}  // namespace
}  // namespace till::adapters
