#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/memory/object_store.h"
#include "adapters/memory/run_store.h"
#include "base/files.h"
#include "ingest/landing.h"
#include "pipeline/content_index.h"
#include "pipeline/context.h"
#include "pipeline/input_record.h"
#include "pipeline/listing_record.h"
#include "tests/support/expect.h"
#include "tests/support/sample_record.h"

namespace till::pipeline {
namespace {

using testing::IsOk;
using testing::SampleRecord;
using testing::Value;

constexpr std::string_view kRun = "20260106T063000Z-3fa9c1";

std::string Golden(const std::string& name) {
  std::string text = Value(ReadFile(TILL_SOURCE_DIR "/tests/golden/formats/" + name));
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

/// A run whose lake is in memory.
class Surroundings {
 public:
  /// What `task` left is its golden record.
  Json TakeGolden(const std::string& task) {
    const std::string text = Golden(task + ".json");
    EXPECT_TRUE(IsOk(store.Put(KeyOf(task), std::string_view(text))));
    return Value(TakeOver(context, task));
  }
  /// What the lake holds after `task` has left `record`.
  std::string TextLeft(const std::string& task, const Json& record) {
    EXPECT_TRUE(IsOk(HandOver(context, task, record)));
    return Value(store.Get(KeyOf(task)));
  }

  adapters::MemoryStore store;
  project::Project project;
  std::unique_ptr<dag::RunStore> runs = adapters::MakeMemoryRunStore();
  WorkerPool pool{1};
  ManualClock clock{Instant{}};
  Services services{.store = store,
                    .open_warehouse = {},
                    .checkpoints = nullptr,
                    .runs = *runs,
                    .pool = pool,
                    .clock = clock,
                    .scratch = {},
                    .logs = {},
                    .lock = {}};
  TaskContext context{project, services, std::string(kRun), {}, NoLog()};

 private:
  static std::string KeyOf(const std::string& task) { return "_till/runs/" + std::string(kRun) + "/" + task + ".json"; }
};

TEST(Records, TheListingOfCheckS3FilesIsReadAndWrittenAlike) {
  Surroundings around;
  Json record = around.TakeGolden("check_s3_files");
  const std::vector<ListedFile> files = Value(ListedFiles(record));
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].arrival.path_values.at("date"), "2026-01-05");
  EXPECT_EQ(files[0].content, "");
  EXPECT_EQ(files[1].arrival.store, "leeds");
  EXPECT_EQ(files[1].content.size(), 64U);
  const RunOptions options = Value(RunOptionsFromJson(record["options"]));
  EXPECT_EQ(options.date, Day::Of(2026, 1, 5));
  EXPECT_TRUE(options.allow_missing);

  record["options"] = ToJson(options);
  record["arrivals"] = Json::array({ToJson(files[0]), ToJson(files[1])});
  EXPECT_EQ(around.TextLeft("check_s3_files", record), Golden("check_s3_files.json"));
}

TEST(Records, OptionsWithoutADateComeBack) {
  const RunOptions options{.date = std::nullopt, .due_to = {}, .full = true, .allow_missing = false};
  const RunOptions read = Value(RunOptionsFromJson(ToJson(options)));
  EXPECT_EQ(read.date, std::nullopt);
  EXPECT_TRUE(read.full);
}

TEST(Records, WhatTheCrawlerLeavesIsReadAndWrittenAlike) {
  Surroundings around;
  const Json record = around.TakeGolden("run_glue_crawler");
  EXPECT_EQ(record["drift"][0]["verdict"], "new_columns");
  EXPECT_EQ(around.TextLeft("run_glue_crawler", record), Golden("run_glue_crawler.json"));
}

TEST(Records, TheInputsOfLoadToStagingAreReadAndWrittenAlike) {
  Surroundings around;
  Json record = around.TakeGolden("load_to_staging");
  for (const char* member : {"inputs", "repeats", "changed", "gone"}) {
    const auto inputs = Value(InputsFromJson(record, member));
    EXPECT_FALSE(inputs.empty()) << member;
    record[member] = ToJson(inputs);
  }
  EXPECT_EQ(around.TextLeft("load_to_staging", record), Golden("load_to_staging.json"));
}

TEST(Records, TheContentOfTransformToDimFactIsReadAndWrittenAlike) {
  Surroundings around;
  Json record = around.TakeGolden("transform_to_dim_fact");
  const publish::Content content = Value(ContentFromJson(record));
  EXPECT_EQ(content.inputs, SampleRecord().content.inputs);
  EXPECT_EQ(content.repeats, SampleRecord().content.repeats);
  record.update(ContentJson(content));
  EXPECT_EQ(around.TextLeft("transform_to_dim_fact", record), Golden("transform_to_dim_fact.json"));
}

TEST(Records, WhatUnloadToProcessedLeavesIsReadAndWrittenAlike) {
  Surroundings around;
  const Json record = around.TakeGolden("unload_to_processed");
  EXPECT_EQ(record["publication"], 42);
  EXPECT_EQ(around.TextLeft("unload_to_processed", record), Golden("unload_to_processed.json"));
}

TEST(Records, ATaskThatHasLeftNothingIsNamed) {
  Surroundings around;
  const auto record = TakeOver(around.context, "check_s3_files");
  ASSERT_TRUE(testing::FailsWith(Code::kNotFound, record));
  EXPECT_EQ(record.error().message,
            "cannot go on with run '20260106T063000Z-3fa9c1': task 'check_s3_files' has left nothing");
  EXPECT_EQ(record.error().hint, "till task check_s3_files --run 20260106T063000Z-3fa9c1");
}

TEST(Records, RefusedFilesAreReadAndWrittenAlike) {
  adapters::MemoryStore store;
  const std::string golden = Golden("refused.json");
  ASSERT_TRUE(IsOk(store.Put("_till/refused.json", std::string_view(golden))));
  const auto files = Value(LoadRefused(store));
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].error.code, Code::kRejected);
  ASSERT_TRUE(IsOk(SaveRefused(store, files)));
  EXPECT_EQ(Value(store.Get("_till/refused.json")), golden);
}

TEST(Records, TheIndexOfContentsIsReadAndWrittenAlike) {
  adapters::MemoryStore store;
  const std::string golden = Golden("contents.json");
  ASSERT_TRUE(IsOk(store.Put("_till/contents.json", std::string_view(golden))));
  ContentIndex index = Value(ContentIndex::Load(store));
  ingest::Arrival arrival;
  arrival.object = "raw/sales/2026-01-05.csv";
  arrival.size = 2048;
  arrival.etag = "2048-1";
  const auto content = index.Find(arrival);
  ASSERT_TRUE(content.has_value());
  index.Put(arrival, *content);
  ASSERT_TRUE(IsOk(index.Save(store)));
  EXPECT_EQ(Value(store.Get("_till/contents.json")), golden);
  arrival.size = 2049;
  EXPECT_FALSE(index.Find(arrival).has_value());
}

TEST(Records, AnIndexOfContentsThatIsNoneKnowsNothing) {
  for (const std::string_view text :
       {"", "[]", "null", "garbage", "{\"format\":\"1\"}", "{\"format\":1}", "{\"format\":1,\"objects\":[]}",
        "{\"format\":1,\"objects\":{\"a\":[1,2,3]}}", "{\"format\":1,\"objects\":{\"a\":7}}"}) {
    adapters::MemoryStore store;
    ASSERT_TRUE(IsOk(store.Put("_till/contents.json", text)));
    ingest::Arrival arrival;
    arrival.object = "a";
    EXPECT_FALSE(Value(ContentIndex::Load(store)).Find(arrival).has_value()) << text;
  }
}

TEST(Records, ADamagedRecordIsCorruptWhateverItHolds) {
  Surroundings around;
  for (const std::string_view text : {"", "[]", "null", "7", "{}", "{\"format\":\"1\"}"}) {
    ASSERT_TRUE(IsOk(around.store.Put("_till/refused.json", text)));
    EXPECT_TRUE(testing::FailsWith(Code::kCorrupt, LoadRefused(around.store))) << text;
    ASSERT_TRUE(IsOk(around.store.Put("_till/runs/" + std::string(kRun) + "/check_s3_files.json", text)));
    EXPECT_TRUE(testing::FailsWith(Code::kCorrupt, TakeOver(around.context, "check_s3_files"))) << text;
  }
  for (const Json& record :
       {Json::object(), Json{{"arrivals", 7}}, Json{{"arrivals", {7}}}, Json{{"inputs", {{"a", 1}}}}}) {
    EXPECT_TRUE(testing::FailsWith(Code::kCorrupt, ListedFiles(record)));
    EXPECT_TRUE(testing::FailsWith(Code::kCorrupt, InputsFromJson(record, "inputs")));
  }
}

TEST(Records, AnUnknownCheckIsNamedWithItsLine) {
  project::Project project;
  project.checks["no_orphan"] = project::Severity::kWarn;
  project.check_lines["no_orphan"] = 12;
  EXPECT_EQ(CheckSettings(project).error().ToString(),
            "cannot read till.toml:12:1: unknown check 'no_orphan' in [checks]\nhint: did you mean 'no_orphans'?");
  EXPECT_TRUE(IsOk(CheckSettings(project::Project())));
}

TEST(Records, TheIndexOfLandedFilesIsWrittenAndSparesReading) {
  const TemporaryFolder folder = TemporaryFolder::Make().value();
  ingest::FoundFile file;
  file.path = (folder.path() / "2026-01-05.csv").string();
  file.name = "2026-01-05.csv";
  file.size = 5;
  file.modified = *Instant::Parse("2026-01-05T22:00:00Z");
  file.match.date = Day::Of(2026, 1, 5);
  ASSERT_TRUE(IsOk(WriteFile(file.path, "id\n1\n")));
  const timespec modified{file.modified.micros / 1'000'000, 0};
  const timespec times[] = {modified, modified};
  ASSERT_EQ(::utimensat(AT_FDCWD, file.path.c_str(), times, 0), 0);

  Surroundings around;
  project::Feed feed;
  feed.name = "sales";
  const ingest::ListContext list{around.project, around.store, around.pool, *Instant::Parse("2026-01-06T06:30:00Z"),
                                 NoLog()};
  EXPECT_EQ(Value(ingest::Land(list, feed, TimeZone::Utc(), {file})).copied, 1);
  EXPECT_EQ(Value(around.store.Get("_till/landed/sales.json")), Golden("landed.json"));

  // Equal size and time: it is not looked at, so that it does not matter that it is gone.
  ASSERT_EQ(::unlink(file.path.c_str()), 0);
  EXPECT_EQ(Value(ingest::Land(list, feed, TimeZone::Utc(), {file})).copied, 0);
  EXPECT_EQ(Value(around.store.Get("_till/landed/sales.json")), Golden("landed.json"));
}

}  // namespace
}  // namespace till::pipeline
