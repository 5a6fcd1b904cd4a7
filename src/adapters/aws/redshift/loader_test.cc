#include "adapters/aws/redshift/loader.h"

#include <gtest/gtest.h>

#include "adapters/aws/redshift/statements.h"
#include "adapters/memory/object_store.h"
#include "base/json.h"
#include "base/text.h"
#include "columns/parquet_reader.h"
#include "columns/parquet_writer.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Type;
using postgres::Answer;
using postgres::Statement;

Answer Number(int64_t number) {
  Batch rows = Batch::Of({{"n", Type::kBigint}});
  rows.columns[0].AppendNumber(number);
  return {std::move(rows), "SELECT 1"};
}

/// Numbers as rows.
Batch Rows(const std::vector<int64_t>& numbers) {
  Batch rows = Batch::Of({{"id", Type::kBigint}});
  for (const int64_t number : numbers) rows.columns[0].AppendNumber(number);
  return rows;
}

/// A server that notes what it is sent, and answers by what a case puts here.
class Loads : public testing::Test {
 protected:
  Result<Answer> Take(const Statement& statement) {
    sent_.push_back(statement.sql.substr(0, statement.sql.find(' ')));
    if (statement.sql == CopiedRows().sql) return Number(copied_);
    if (statement.sql == UnloadedRows().sql) return Number(unloaded_);
    if (statement.sql == LoadErrors().sql) return Answer{errors_, "SELECT"};
    if (statement.sql.starts_with("copy ")) {
      const std::string url = Split(statement.sql, '\'')[1];
      manifest_ = ParseJson(store_.Get(url.substr(std::string("s3://b/l/").size())).value(), "it").value();
    }
    const bool moves = statement.sql.starts_with("copy ") || statement.sql.starts_with("unload ");
    if (fails_ && moves) return Error{Code::kInternal, "cannot run statement: " + failure_, {}};
    if (statement.sql.starts_with("unload ")) Unload(Split(statement.sql, '\'')[3]);
    return Answer{};
  }

  /// Writes what UNLOAD would: two rows a file.
  void Unload(const std::string& url) {
    const std::string prefix = url.substr(std::string("s3://b/l/").size());
    Json entries = Json::array();
    for (int64_t file = 0; file * 2 < unloaded_; ++file) {
      const Batch rows = Rows({file * 2, file * 2 + 1});
      const std::string bytes = columns::EncodeParquet(rows, 0, 2).value();
      const std::string name = "00" + std::to_string(file);
      static_cast<void>(store_.Put(prefix + name, std::string_view(bytes)));
      entries.push_back(
          {{"url", url + name}, {"meta", {{"content_length", bytes.size() + more_}, {"record_count", 2}}}});
    }
    const std::string manifest = ToText({{"entries", entries}});
    static_cast<void>(store_.Put(prefix + "manifest", std::string_view(manifest)));
  }

  std::unique_ptr<Loader> Open() {
    const ParquetFiles files{[](const std::filesystem::path& file) -> Result<Batch> {
                               TILL_ASSIGN(const std::string bytes, ReadFile(file));
                               return columns::DecodeParquet(bytes);
                             },
                             [](const Batch& rows, const std::filesystem::path& file) -> Status {
                               TILL_ASSIGN(const std::string bytes, columns::EncodeParquet(rows, 0, rows.rows()));
                               return WriteFile(file, bytes);
                             }};
    return Loader::Open([this](const Statement& statement) { return Take(statement); },
                        {"till", "default", "s3://b/l", files}, store_)
        .value();
  }

  adapters::MemoryStore store_;
  std::vector<std::string> sent_;
  Json manifest_;
  Batch errors_ = Batch::Of({{"file_name", Type::kText},
                             {"line_number", Type::kBigint},
                             {"column_name", Type::kText},
                             {"error_message", Type::kText}});
  int64_t copied_ = 0;
  int64_t unloaded_ = 0;
  int64_t more_ = 0;  ///< bytes that a manifest says too many
  bool fails_ = false;
  std::string failure_ = "it failed";
};

TEST_F(Loads, BringAllThatWasAddedByOneCopyAndLeaveNothingBehind) {
  const auto loader = Open();
  copied_ = 3;
  ASSERT_TRUE(loader->Add(Rows({1, 2})).ok());
  ASSERT_TRUE(loader->Add(Rows({})).ok());
  ASSERT_TRUE(loader->Add(Rows({3})).ok());
  ASSERT_TRUE(loader->Copy("\"x\"", "x").ok());
  ASSERT_EQ(manifest_["entries"].size(), 2U);
  EXPECT_TRUE(manifest_["entries"][0]["url"].get<std::string>().starts_with("s3://b/l/_till/redshift/"));
  EXPECT_GT(manifest_["entries"][0]["meta"]["content_length"], 0);
  EXPECT_TRUE(store_.List("")->empty());
  ASSERT_TRUE(loader->CopyRows("\"x\"", "x", Rows({})).ok());
  EXPECT_EQ(Join(sent_, " "), "copy select") << "no rows, no COPY";
}

TEST_F(Loads, AreRefusedWhereRedshiftTookAnotherNumberOfRows) {
  const auto loader = Open();
  copied_ = 1;
  EXPECT_EQ(loader->CopyRows("\"x\"", "x", Rows({1, 2})).error().ToString(),
            "cannot load 'x' into Redshift: it took 1 row of 2");
}

TEST_F(Loads, SayRedshiftsReasonsWhenTheTransactionIsOver) {
  const auto loader = Open();
  fails_ = true;
  errors_.columns[0].AppendText("s3://b/l/_till/redshift/f/1.parquet");
  errors_.columns[1].AppendNumber(4);
  errors_.columns[2].AppendText("name");
  errors_.columns[3].AppendText("String length exceeds DDL length");
  const Status done = loader->InTransaction([&] { return loader->CopyRows("\"x\"", "x", Rows({1})); });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::kRejected);
  EXPECT_EQ(done.error().ToString(),
            "cannot load 'x' into Redshift: 1.parquet:4: column 'name': String length exceeds DDL length\n"
            "hint: a text may have 4,096 bytes there");
  EXPECT_EQ(Join(sent_, " "), "begin copy rollback select");
  EXPECT_TRUE(store_.List("")->empty());
}

TEST_F(Loads, KeepAFailureOfWhichRedshiftSaysNoMore) {
  const auto loader = Open();
  fails_ = true;
  EXPECT_EQ(loader->InTransaction([&] { return loader->CopyRows("\"x\"", "x", Rows({1})); }).error().ToString(),
            "cannot load 'x' into Redshift: cannot run statement: it failed");
}

TEST_F(Loads, SayWhatTheRoleAndTheBucketMustBeWhereRedshiftCannotReachThem) {
  const auto loader = Open();
  fails_ = true;
  const std::string hint =
      "Redshift must be allowed to use `iam_role` of [redshift], which must be allowed to read and write 's3://b/l';"
      " that bucket and Redshift must be in one region";
  for (const char* words : {"Not authorized to get credentials of role arn:aws:iam::1:role/r",
                            "S3ServiceException:Access Denied,Status 403",
                            "The bucket you are attempting to access must be addressed using the specified endpoint",
                            "COPY with MANIFEST parameter requires full path of an S3 object"}) {
    failure_ = words;
    const Status copied = loader->InTransaction([&] { return loader->CopyRows("\"x\"", "x", Rows({1})); });
    EXPECT_EQ(copied.error().ToString(),
              std::string("cannot load 'x' into Redshift: cannot run statement: ") + words + "\nhint: " + hint);
    EXPECT_EQ(loader->Unload("select 1 as id", Rows({}).schema, "t").error().hint, hint) << words;
  }
  failure_ = "it failed";
  EXPECT_EQ(loader->Unload("select 1 as id", Rows({}).schema, "t").error().ToString(),
            "cannot run statement: it failed");
}

TEST_F(Loads, ReadWhatWasUnloadedInItsOrderAndDeleteIt) {
  const auto loader = Open();
  unloaded_ = 4;
  const auto rows = loader->Unload("select id from t order by id", Rows({}).schema, "t");
  ASSERT_TRUE(rows.ok()) << rows.error().ToString();
  ASSERT_EQ(rows->rows(), 4U);
  EXPECT_EQ(rows->columns[0].Number(3), 3);
  EXPECT_TRUE(store_.List("")->empty());
}

TEST_F(Loads, ReadNothingWhereNothingWasUnloaded) {
  const auto loader = Open();
  const auto rows = loader->Unload("select id from t order by id", Rows({}).schema, "t");
  ASSERT_TRUE(rows.ok()) << rows.error().ToString();
  EXPECT_EQ(rows->rows(), 0U);
  EXPECT_EQ(rows->schema, Rows({}).schema);
  EXPECT_TRUE(store_.List("")->empty());
}

TEST_F(Loads, RefuseAFileThatIsNotAsItsManifestSays) {
  const auto loader = Open();
  unloaded_ = 2;
  more_ = 1;
  const auto rows = loader->Unload("select id from t order by id", Rows({}).schema, "t");
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, Code::kCorrupt);
  EXPECT_NE(rows.error().message.find("its manifest says"), std::string::npos) << rows.error().message;
  more_ = 0;
  const auto other = loader->Unload("select id from t order by id", {{"number", Type::kBigint}}, "t");
  EXPECT_EQ(other.error().ToString(),
            "cannot read what Redshift unloaded of 't': it has no column 'number' of type bigint");
  unloaded_ = 3;
  EXPECT_EQ(loader->Unload("select id from t order by id", Rows({}).schema, "t").error().ToString(),
            "cannot read what Redshift unloaded of 't': its files have 4 rows, and 3 were unloaded");
  EXPECT_TRUE(store_.List("")->empty());
}

}  // namespace
}  // namespace till::redshift
