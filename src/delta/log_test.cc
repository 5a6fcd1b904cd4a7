#include "delta/log.h"

#include <gtest/gtest.h>

#include <thread>

#include "adapters/memory/object_store.h"
#include "base/files.h"
#include "base/text.h"
#include "delta/actions.h"
#include "tests/support/expect.h"
#include "tests/support/faulty_store.h"

namespace till::delta {
namespace {

using std::literals::operator""sv;
using testing::FailsWith;
using testing::FaultyStore;
using testing::IsOk;
using testing::Value;

constexpr std::string_view kFolder = "processed/fact_orders";

AddFile File(const std::string& month, const std::string& name, int64_t rows = 10) {
  return {.path = "order_month=" + month + "/" + name + ".parquet",
          .size = 100 + rows,
          .partition_value = month,
          .rows = rows,
          .stats = {{"order_id", "A1", "Z9", 0}, {"total_amount", "-0.5", "12345678901234.5678", 1}}};
}

Version Publication(int64_t number, std::vector<AddFile> files) {
  return {.publication = number,
          .published_at = *Instant::Parse("2026-01-0" + std::to_string(number % 9 + 1) + "T06:00:00Z"),
          .table = {.name = "fact_orders",
                    .columns = {{"order_id", "text"}, {"total_amount", "decimal"}, {"order_month", "date"}},
                    .partition_column = "order_month",
                    .files = std::move(files)}};
}

std::vector<Version> ThreePublications() {
  return {Publication(1, {File("2026-01-01", "a"), File("2026-02-01", "b")}),
          Publication(2, {File("2026-01-01", "a"), File("2026-02-01", "c")}),
          Publication(3, {File("2026-01-01", "a"), File("2026-02-01", "b"), File("2026-02-01", "c")})};
}

std::vector<std::string> Paths(const LogState& state) {
  std::vector<std::string> paths;
  for (const auto& [path, file] : state.files) paths.push_back(path);
  return paths;
}

std::string Commit(lake::ObjectStore& store, int version) {
  return Value(store.Get(std::string(kFolder) + "/_delta_log/0000000000000000000" + std::to_string(version) + ".json"));
}

/// The actions of one kind in a commit.
std::vector<Json> Actions(lake::ObjectStore& store, int version, const std::string& kind) {
  std::vector<Json> actions;
  for (const std::string& line : Split(Commit(store, version), '\n')) {
    if (line.empty()) continue;
    const Json action = Value(ParseJson(line, "line"));
    if (action.contains(kind)) actions.push_back(action[kind]);
  }
  return actions;
}

TEST(RollForward, AnAbsentLogIsEmpty) {
  adapters::MemoryStore store;
  const LogState state = Value(ReadState(store, kFolder));
  EXPECT_EQ(state.version, -1);
  EXPECT_EQ(state.publication, 0);
  EXPECT_TRUE(state.files.empty());
}

TEST(RollForward, TheFirstCommitSaysWhatTheTableIs) {
  adapters::MemoryStore store;
  EXPECT_EQ(Value(RollForward(store, nullptr, kFolder, {Publication(1, {File("2026-01-01", "a")})})), 1);
  EXPECT_EQ(
      Commit(store, 0),
      R"({"commitInfo":{"timestamp":1767333600000,"operation":"WRITE","operationParameters":{"mode":"Overwrite","publication":"1"},"isBlindAppend":false,"engineInfo":"till/)" TILL_VERSION
      R"("}})"
      "\n"
      R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2}})"
      "\n"
      R"({"metaData":{"id":")" +
          UuidOf(kFolder) +
          R"(","name":"fact_orders","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"order_id\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},{\"name\":\"total_amount\",\"type\":\"decimal(18,4)\",\"nullable\":true,\"metadata\":{}},{\"name\":\"order_month\",\"type\":\"date\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":["order_month"],"configuration":{},"createdTime":1767333600000}})"
          "\n"
          R"({"txn":{"appId":"till","version":1,"lastUpdated":1767333600000}})"
          "\n"
          R"({"add":{"path":"order_month=2026-01-01/a.parquet","partitionValues":{"order_month":"2026-01-01"},"size":110,"modificationTime":1767333600000,"dataChange":true,"stats":"{\"numRecords\":10,\"minValues\":{\"order_id\":\"A1\",\"total_amount\":-0.5},\"maxValues\":{\"order_id\":\"Z9\",\"total_amount\":12345678901234.5678},\"nullCount\":{\"order_id\":0,\"total_amount\":1}}"}})"
          "\n");
}

TEST(RollForward, EachPublicationIsOneCommit) {
  adapters::MemoryStore store;
  EXPECT_EQ(Value(RollForward(store, nullptr, kFolder, ThreePublications())), 3);
  const LogState state = Value(ReadState(store, kFolder));
  EXPECT_EQ(state.version, 2);
  EXPECT_EQ(state.publication, 3);
  EXPECT_EQ(Paths(state),
            (std::vector<std::string>{"order_month=2026-01-01/a.parquet", "order_month=2026-02-01/b.parquet",
                                      "order_month=2026-02-01/c.parquet"}));
  EXPECT_EQ(Value(NewestPublication(store, kFolder)), 3);
  EXPECT_EQ(Value(NewestPublication(store, "processed/other")), 0);
}

TEST(RollForward, APathThatStaysIsNeitherRemovedNorAdded) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, ThreePublications())));
  const auto added = Actions(store, 1, "add");
  const auto removed = Actions(store, 1, "remove");
  ASSERT_EQ(added.size(), 1U);
  ASSERT_EQ(removed.size(), 1U);
  EXPECT_EQ(added[0]["path"], "order_month=2026-02-01/c.parquet");
  EXPECT_EQ(removed[0]["path"], "order_month=2026-02-01/b.parquet");
  EXPECT_EQ(removed[0]["deletionTimestamp"], Millis(Publication(2, {}).published_at));
  EXPECT_EQ(removed[0]["size"], 110);
  EXPECT_EQ(removed[0]["partitionValues"]["order_month"], "2026-02-01");
}

TEST(RollForward, TwiceIsOnce) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, ThreePublications())));
  FaultyStore counted(store);
  EXPECT_EQ(Value(RollForward(counted, nullptr, kFolder, ThreePublications())), 0);
  EXPECT_EQ(counted.writes(), 0);
}

TEST(RollForward, APublicationWithTheSameFilesIsACommitWithoutFiles) {
  adapters::MemoryStore store;
  const auto file = File("2026-01-01", "a");
  EXPECT_EQ(Value(RollForward(store, nullptr, kFolder, {Publication(1, {file}), Publication(2, {file})})), 2);
  EXPECT_TRUE(Actions(store, 1, "add").empty());
  EXPECT_TRUE(Actions(store, 1, "remove").empty());
  EXPECT_TRUE(Actions(store, 1, "metaData").empty());
  EXPECT_EQ(Actions(store, 1, "txn").size(), 1U);
}

TEST(RollForward, OtherColumnsKeepTheTablesId) {
  adapters::MemoryStore store;
  Version wider = Publication(2, {File("2026-01-01", "a")});
  wider.table.columns.insert(wider.table.columns.begin() + 1, {"colour", "text"});
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, {Publication(1, {File("2026-01-01", "a")}), wider})));
  const auto before = Actions(store, 0, "metaData");
  const auto after = Actions(store, 1, "metaData");
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0]["id"], before[0]["id"]);
  EXPECT_EQ(after[0]["createdTime"], before[0]["createdTime"]);
  EXPECT_NE(after[0]["schemaString"], before[0]["schemaString"]);
}

TEST(RollForward, AFailureAtAnyCallLeavesALogThatGoesOn) {
  adapters::MemoryStore whole;
  FaultyStore counted(whole);
  ASSERT_TRUE(IsOk(RollForward(counted, nullptr, kFolder, ThreePublications())));
  for (int64_t n = 1; n <= counted.calls(); ++n) {
    adapters::MemoryStore store;
    FaultyStore faulty(store);
    faulty.FailAt(n);
    EXPECT_TRUE(FailsWith(Code::kUnavailable, RollForward(faulty, nullptr, kFolder, ThreePublications())));
    ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, ThreePublications())));
    for (int version = 0; version < 3; ++version) EXPECT_EQ(Commit(store, version), Commit(whole, version));
    EXPECT_EQ(Value(store.List("")).size(), 3U);
  }
}

TEST(RollForward, ManyAtOnceWriteEachCommitOnce) {
  adapters::MemoryStore store;
  std::vector<Version> pending;
  for (int i = 1; i <= 40; ++i) pending.push_back(Publication(i, {File("2026-01-01", "f" + std::to_string(i))}));
  std::atomic<int64_t> commits = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { commits += Value(RollForward(store, nullptr, kFolder, pending)); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(commits, 40);
  const LogState state = Value(ReadState(store, kFolder));
  EXPECT_EQ(state.version, 39);
  EXPECT_EQ(Paths(state), std::vector<std::string>{"order_month=2026-01-01/f40.parquet"});
}

class KeptCheckpoints : public CheckpointWriter {
 public:
  Status Write(const std::filesystem::path& path, std::string_view actions) override {
    texts.emplace_back(actions);
    return WriteFile(path, "parquet");
  }
  std::vector<std::string> texts;
};

TEST(RollForward, EveryFiftiethCommitHasACheckpointWhereThereIsAWriter) {
  adapters::MemoryStore store;
  KeptCheckpoints checkpoints;
  std::vector<Version> pending;
  for (int i = 1; i <= 101; ++i) pending.push_back(Publication(i, {File("2026-01-01", "f" + std::to_string(i))}));
  ASSERT_TRUE(IsOk(RollForward(store, &checkpoints, kFolder, pending)));
  ASSERT_EQ(checkpoints.texts.size(), 2U);
  EXPECT_NE(checkpoints.texts[0].find("f51.parquet"), std::string::npos);
  EXPECT_EQ(checkpoints.texts[0].find("f50.parquet"), std::string::npos);
  const std::string folder = std::string(kFolder) + "/_delta_log/";
  EXPECT_EQ(Value(store.Get(folder + "_last_checkpoint")), R"({"version":100,"size":4})");
  EXPECT_TRUE(IsOk(store.Head(folder + "00000000000000000050.checkpoint.parquet")));
  EXPECT_TRUE(IsOk(store.Head(folder + "00000000000000000050.json")));
}

TEST(ReadState, TakesUpWhatAnotherEngineWrote) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, {Publication(1, {File("2026-01-01", "a")})})));
  ASSERT_TRUE(IsOk(store.Put("processed/fact_orders/_delta_log/00000000000000000001.json",
                             R"({"commitInfo":{"operation":"OPTIMIZE"}}
{"remove":{"path":"order_month=2026-01-01/a.parquet","dataChange":false}}
{"add":{"path":"order_month=2026-01-01/part%20one.parquet","partitionValues":{"order_month":"2026-01-01"},"size":9}}
)"sv)));
  EXPECT_EQ(Paths(Value(ReadState(store, kFolder))),
            std::vector<std::string>{"order_month=2026-01-01/part one.parquet"});
  EXPECT_EQ(Value(NewestPublication(store, kFolder)), 1);
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, {Publication(2, {File("2026-01-01", "a")})})));
  const auto removed = Actions(store, 2, "remove");
  ASSERT_EQ(removed.size(), 1U);
  EXPECT_EQ(removed[0]["path"], "order_month=2026-01-01/part%20one.parquet");
  EXPECT_EQ(Actions(store, 2, "add").size(), 1U);
}

TEST(ReadState, RefusesFeaturesItDoesNotKnow) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"protocol":{"minReaderVersion":2,"minWriterVersion":5}})", "reader version 2"},
      {R"({"protocol":{"minReaderVersion":1,"minWriterVersion":4}})", "writer version 4"},
      {R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"]}})",
       "feature 'deletionVectors'"},
      {R"({"add":{"path":"a","partitionValues":{},"size":1,"deletionVector":{"storageType":"u"}}})",
       "deletion vectors"}};
  for (const auto& [action, fact] : cases) {
    adapters::MemoryStore store;
    ASSERT_TRUE(
        IsOk(store.Put("processed/fact_orders/_delta_log/00000000000000000000.json", std::string_view(action))));
    const auto state = ReadState(store, kFolder);
    ASSERT_TRUE(FailsWith(Code::kUnsupported, state));
    EXPECT_EQ(state.error().message,
              "cannot go on with Delta log 'processed/fact_orders/_delta_log/': it uses " + fact);
  }
}

TEST(ReadState, RefusesAGapAndATornCommit) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, ThreePublications())));
  ASSERT_TRUE(IsOk(store.Put("processed/fact_orders/_delta_log/00000000000000000002.json", R"({"add":{"path)"sv)));
  EXPECT_TRUE(FailsWith(Code::kCorrupt, ReadState(store, kFolder)));
  ASSERT_TRUE(IsOk(store.Put("processed/fact_orders/_delta_log/00000000000000000002.json", R"({"add":{"size":1}})"sv)));
  EXPECT_TRUE(FailsWith(Code::kCorrupt, ReadState(store, kFolder)));
  ASSERT_TRUE(IsOk(store.Delete("processed/fact_orders/_delta_log/00000000000000000001.json")));
  const auto state = ReadState(store, kFolder);
  ASSERT_TRUE(FailsWith(Code::kCorrupt, state));
  EXPECT_EQ(state.error().message, "cannot read Delta log 'processed/fact_orders/_delta_log/': commit 1 is missing");
}

TEST(Actions, PathsArePercentEncoded) {
  EXPECT_EQ(EncodePath("order_month=2026-01-01/a b%c+é.parquet"), "order_month=2026-01-01/a%20b%25c%2B%C3%A9.parquet");
  EXPECT_EQ(Value(DecodePath("a%20b%25c%2B%C3%A9")), "a b%c+é");
  EXPECT_TRUE(FailsWith(Code::kCorrupt, DecodePath("a%2")));
}

TEST(Actions, ANullPartitionIsNull) {
  const TableState table{"t", {{"a", "bigint"}, {"m", "date"}}, "m", {}};
  const Json add = AddAction(table, {.path = "m=__HIVE_DEFAULT_PARTITION__/x.parquet"}, 0);
  EXPECT_TRUE(add["add"]["partitionValues"]["m"].is_null());
  const TableState plain{"t", {{"a", "bigint"}}, "", {}};
  EXPECT_EQ(ToText(AddAction(plain, {.path = "x.parquet"}, 0)["add"]["partitionValues"]), "{}");
}

TEST(Actions, StatisticsKeepExactDigitsAndTypes) {
  const TableState table{
      "t",
      {{"k", "bigint"}, {"d", "date"}, {"b", "boolean"}, {"n", "decimal"}, {"t", "timestamp"}, {"quote\"", "text"}},
      "",
      {}};
  const AddFile file{.path = "x",
                     .rows = 3,
                     .stats = {{"k", "1152921504606846975", 1152921504606846975, 0},
                               {"d", "2026-01-01", "2026-01-31", 0},
                               {"b", false, true, 1},
                               {"n", "0.1", "100", 0},
                               {"t", "2026-01-01T00:00:00Z", nullptr, 2},
                               {"quote\"", "a", "b", 0},
                               {"unknown", 1, 2, 0}}};
  EXPECT_EQ(
      StatsText(table, file),
      R"({"numRecords":3,"minValues":{"k":1152921504606846975,"d":"2026-01-01","n":0.1,"t":"2026-01-01T00:00:00Z",)"
      R"("quote\"":"a"},"maxValues":{"k":1152921504606846975,"d":"2026-01-31","n":100,"quote\"":"b"},)"
      R"("nullCount":{"k":0,"d":0,"b":1,"n":0,"t":2,"quote\"":0}})");
}

TEST(NewestPublication, NamesACommitThatIsTorn) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, ThreePublications())));
  const std::string key = std::string(kFolder) + "/_delta_log/00000000000000000002.json";
  const std::string whole = Value(store.Get(key));
  const std::string hint =
      "\nhint: remove the folder 'processed/fact_orders/_delta_log/', and the next run makes it anew";
  for (const auto& [torn, fact] : std::map<std::string, std::string>{
           {whole.substr(0, 22), "line 1 is no JSON"}, {"", "it is empty"}, {"[]\n", "a line is not one action"}}) {
    ASSERT_TRUE(IsOk(store.Put(key, std::string_view(torn))));
    EXPECT_EQ(NewestPublication(store, kFolder).error().ToString(), "cannot read '" + key + "': " + fact + hint);
  }
}

TEST(RemoveLog, LeavesNothingOfIt) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(RollForward(store, nullptr, kFolder, ThreePublications())));
  ASSERT_TRUE(IsOk(RemoveLog(store, kFolder)));
  EXPECT_EQ(Value(ReadState(store, kFolder)).version, -1);
}

TEST(Actions, ATypeWithoutAnEqualIsRefused) {
  const auto text = SchemaText({"t", {{"a", "double"}}, "", {}});
  ASSERT_TRUE(FailsWith(Code::kUnsupported, text));
  EXPECT_EQ(text.error().message, "cannot write the Delta log of 't': column 'a' has the type 'double'");
}

}  // namespace
}  // namespace till::delta
