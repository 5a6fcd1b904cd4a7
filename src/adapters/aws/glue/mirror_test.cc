#include "adapters/aws/glue/mirror.h"

#include <gtest/gtest.h>

#include "adapters/memory/object_store.h"
#include "base/text.h"
#include "tests/support/expect.h"
#include "tests/support/glue_server.h"

namespace till::aws {
namespace {

using catalog::Layer;
using catalog::MirrorTable;
using columns::Type;
using testing::Answer;
using testing::FailsWith;
using testing::GlueServer;
using testing::IsOk;
using testing::Silence;
using testing::Value;
using Texts = std::vector<std::string>;

/// Keeps what is logged.
class Lines : public Log {
 public:
  void Info(std::string_view line) override { lines.emplace_back(line); }
  void Warn(std::string_view line) override { lines.push_back("warn: " + std::string(line)); }
  Texts lines;
};

MirrorTable Sales(int days = 2) {
  MirrorTable table;
  table.name = "sales";
  table.description = "files of feed 'sales' as they came";
  table.delimiter = ';';
  table.folder = "raw/sales/";
  table.columns = {{"order_id", Type::kText, "text under the header 'A'"}, {"amount", Type::kDecimal, ""}};
  table.partition_columns = {{"dt", Type::kDate, "business date"}};
  for (int i = 0; i < days; ++i) {
    const std::string day = (Day::Of(2026, 1, 1) + i).ToString();
    table.partitions.push_back({{day}, "raw/sales/dt=" + day + "/"});
  }
  table.notes = {{"schema_version", "1"}};
  return table;
}

MirrorTable Fact(const std::string& publication = "1") {
  MirrorTable table;
  table.name = "fact_orders";
  table.format = MirrorTable::Format::kDelta;
  table.folder = "processed/fact_orders/";
  table.columns = {{"order_key", Type::kBigint, "key"}, {"total", Type::kDecimal, ""}, {"month", Type::kDate, ""}};
  table.notes = {{"publication", publication}};
  return table;
}

class GlueMirrorTest : public ::testing::Test {
 protected:
  GlueMirrorTest() { Open(); }

  void Open(const std::string& update = "UPDATE_IN_DATABASE", const std::string& remove = "DEPRECATE_IN_DATABASE") {
    GlueOptions options;
    options.settings = {.database = "shop", .crawler = "eye", .update_behavior = update, .delete_behavior = remove};
    options.project = "shop";
    options.lake_root = "s3://bucket/lake/";
    options.region = "eu-west-1";
    options.endpoint = *Endpoint::Parse(server_.url());
    options.patience = {.look_micros = 10'000'000, .most_micros = 120'000'000};
    mirror_ = Value(GlueMirror::Make(options, lake_, http_, credentials_, clock_, {.attempts = 3, .seed = 1}));
  }
  Status SyncRaw(const std::vector<MirrorTable>& tables) { return mirror_->Sync(Layer::kRaw, tables, log_); }
  Texts Logged() { return std::exchange(log_.lines, {}); }
  const Json& Newest(const std::string& table) { return server_.tables.at(table).versions.back(); }
  /// The next time `operation` comes it is answered thus.
  void Once(const std::string& operation, testing::LoopbackAnswer answer, std::function<void()> besides = {}) {
    server_.Inject(
        [=, done = false](const std::string& name, const Json&) mutable -> std::optional<testing::LoopbackAnswer> {
          if (done || name != operation) return std::nullopt;
          done = true;
          if (besides) besides();
          return answer;
        });
  }

  GlueServer server_;
  ManualClock clock_{*Instant::Parse("2026-01-05T08:26:00Z")};
  adapters::MemoryStore lake_;
  HttpClient http_;
  CredentialsCache credentials_{[] { return Credentials{"key", "secret"}; }, clock_};
  std::unique_ptr<GlueMirror> mirror_;
  Lines log_;
};

TEST(CheckGlueLake, RefusesALakeThatIsAFolder) {
  EXPECT_TRUE(IsOk(CheckGlueLake("s3://bucket/shop")));
  const Status refused = CheckGlueLake("lake");
  ASSERT_TRUE(FailsWith(Code::kInvalid, refused));
  EXPECT_EQ(refused.error().ToString(),
            "cannot keep the catalog in Glue: the lake 'lake' is a folder, and Glue's tables lie in S3\n"
            "hint: set root = \"s3://bucket/prefix\" or catalog = \"embedded\" in [lake]");
}

TEST_F(GlueMirrorTest, ACsvFeedIsReadByTheSerdeThatKnowsQuotes) {
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  const Json expected = *ParseJson(R"({
    "Name": "sales", "Description": "files of feed 'sales' as they came", "TableType": "EXTERNAL_TABLE",
    "Parameters": {"EXTERNAL": "TRUE", "classification": "csv", "skip.header.line.count": "1", "delimiter": ";",
                   "till.project": "shop", "till.layer": "raw", "till.schema_version": "1"},
    "StorageDescriptor": {
      "Columns": [{"Name": "order_id", "Type": "string", "Comment": "text under the header 'A'"},
                  {"Name": "amount", "Type": "string"}],
      "Location": "s3://bucket/lake/raw/sales/",
      "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
      "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                    "Parameters": {"separatorChar": ";", "quoteChar": "\"", "escapeChar": "\\"}}},
    "PartitionKeys": [{"Name": "dt", "Type": "date", "Comment": "business date"}]})",
                                   "the table");
  EXPECT_EQ(Newest("sales"), expected);
  const auto& partitions = server_.tables["sales"].partitions;
  ASSERT_EQ(partitions.size(), 2U);
  EXPECT_EQ(partitions.at({"2026-01-02"})["StorageDescriptor"]["Location"],
            "s3://bucket/lake/raw/sales/dt=2026-01-02/");
  EXPECT_EQ(partitions.at({"2026-01-02"})["StorageDescriptor"]["Columns"], expected["StorageDescriptor"]["Columns"]);
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "CreateDatabase", "CreateTable", "BatchCreatePartition"}));
}

TEST_F(GlueMirrorTest, ATableThatListsItsFilesReadsTheListsInTheLake) {
  MirrorTable sales = Sales();
  sales.format = MirrorTable::Format::kListed;
  for (auto& partition : sales.partitions) partition.files = {partition.folder + "a.csv", partition.folder + "b.csv"};
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  const Json& storage = Newest("sales")["StorageDescriptor"];
  EXPECT_EQ(storage["InputFormat"], "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat");
  EXPECT_EQ(storage["SerdeInfo"]["SerializationLibrary"], "org.apache.hadoop.hive.serde2.OpenCSVSerde");
  EXPECT_EQ(storage["Location"], "s3://bucket/lake/listings/sales/");
  const Json& first = server_.tables["sales"].partitions.at({"2026-01-01"});
  EXPECT_EQ(first["StorageDescriptor"]["Location"], "s3://bucket/lake/listings/sales/dt=2026-01-01/");
  EXPECT_EQ(Value(lake_.Get("listings/sales/dt=2026-01-01/files.txt")),
            "s3://bucket/lake/raw/sales/dt=2026-01-01/a.csv\ns3://bucket/lake/raw/sales/dt=2026-01-01/b.csv\n");
}

TEST_F(GlueMirrorTest, AListThatChangesIsTheOnlyThingSent) {
  MirrorTable sales = Sales();
  sales.format = MirrorTable::Format::kListed;
  for (auto& partition : sales.partitions) partition.files = {partition.folder + "a.csv~1~x"};
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  ASSERT_TRUE(IsOk(lake_.Delete("listings/sales/dt=2026-01-01/files.txt")));
  server_.TakeOperations();
  sales.partitions[1].files = {"raw/sales/dt=2026-01-02/a.csv~2~y"};
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "GetPartitions", "GetPartitions", "BatchUpdatePartition"}));
  EXPECT_EQ(Value(lake_.Get("listings/sales/dt=2026-01-02/files.txt")),
            "s3://bucket/lake/raw/sales/dt=2026-01-02/a.csv~2~y\n");
  EXPECT_TRUE(FailsWith(Code::kNotFound, lake_.Get("listings/sales/dt=2026-01-01/files.txt"))) << "it was not touched";
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "GetPartitions", "GetPartitions"}));
}

TEST_F(GlueMirrorTest, ATableWithoutPartitionsHasOneList) {
  MirrorTable sales = Sales(0);
  sales.partition_columns.clear();
  sales.format = MirrorTable::Format::kListed;
  sales.files = {"raw/sales-1.csv"};
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  sales.files.emplace_back("raw/sales-2.csv");
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  EXPECT_EQ(Value(lake_.Get("listings/sales/files.txt")),
            "s3://bucket/lake/raw/sales-1.csv\ns3://bucket/lake/raw/sales-2.csv\n");
  EXPECT_EQ(server_.tables["sales"].versions.size(), 2U);
  server_.TakeOperations();
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  EXPECT_EQ(server_.TakeOperations(), Texts{"GetTables"});
}

TEST_F(GlueMirrorTest, AListIsNotChangedWhereNothingMayBe) {
  MirrorTable sales = Sales(1);
  sales.format = MirrorTable::Format::kListed;
  sales.partitions[0].files = {"raw/a.csv"};
  Open("LOG");
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  sales.partitions[0].files = {"raw/b.csv"};
  ASSERT_TRUE(IsOk(SyncRaw({sales})));
  EXPECT_EQ(Value(lake_.Get("listings/sales/dt=2026-01-01/files.txt")), "s3://bucket/lake/raw/a.csv\n");
}

TEST_F(GlueMirrorTest, ADeltaTableSaysSo) {
  ASSERT_TRUE(IsOk(mirror_->Sync(Layer::kProcessed, {Fact()}, log_)));
  const Json& table = Newest("fact_orders");
  const Json parameters{{"EXTERNAL", "TRUE"},     {"table_type", "DELTA"},     {"spark.sql.sources.provider", "delta"},
                        {"till.project", "shop"}, {"till.layer", "processed"}, {"till.publication", "1"}};
  EXPECT_EQ(table["Parameters"], parameters);
  EXPECT_EQ(table["PartitionKeys"], Json::array());
  const Json& storage = table["StorageDescriptor"];
  const Json columns{{{"Name", "order_key"}, {"Type", "bigint"}, {"Comment", "key"}},
                     {{"Name", "total"}, {"Type", "decimal(18,4)"}},
                     {{"Name", "month"}, {"Type", "date"}}};
  EXPECT_EQ(storage["Columns"], columns);
  EXPECT_EQ(storage["Location"], "s3://bucket/lake/processed/fact_orders/");
  EXPECT_EQ(storage["SerdeInfo"]["Parameters"]["path"], "s3://bucket/lake/processed/fact_orders/");
}

TEST_F(GlueMirrorTest, ASecondSyncOnlyReads) {
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  ASSERT_TRUE(IsOk(mirror_->Sync(Layer::kProcessed, {Fact()}, log_)));
  server_.TakeOperations();
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "GetTables", "GetPartitions", "GetPartitions"}));
  ASSERT_TRUE(IsOk(mirror_->Sync(Layer::kProcessed, {Fact()}, log_)));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "GetTables"}));
}

TEST_F(GlueMirrorTest, AChangeMakesAVersionAndKeepsWhatOthersAdded) {
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  Json& stored = server_.tables["sales"].versions.back();
  stored["Parameters"]["owner_team"] = "tills";
  stored["StorageDescriptor"]["Compressed"] = false;
  Logged();
  MirrorTable changed = Sales();
  changed.columns.push_back({"note", Type::kText, ""});
  changed.notes = {{"schema_version", "2"}};
  ASSERT_TRUE(IsOk(SyncRaw({changed})));
  EXPECT_EQ(Logged(), (Texts{"Glue, sales: changed in Parameters, StorageDescriptor.Columns",
                             "Glue, sales: change 2 partitions"}));
  ASSERT_EQ(server_.tables["sales"].versions.size(), 2U);
  EXPECT_EQ(Newest("sales")["Parameters"]["owner_team"], "tills");
  EXPECT_EQ(Newest("sales")["Parameters"]["till.schema_version"], "2");
  EXPECT_EQ(Newest("sales")["StorageDescriptor"]["Columns"].size(), 3U);
  EXPECT_EQ(server_.tables["sales"].partitions.at({"2026-01-01"})["StorageDescriptor"]["Columns"].size(), 3U);
  server_.TakeOperations();
  ASSERT_TRUE(IsOk(SyncRaw({changed})));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "GetPartitions", "GetPartitions"}));
}

TEST_F(GlueMirrorTest, UnderLogAChangeIsSaidAndOnlyNewPartitionsAreAdded) {
  Open("LOG", "LOG");
  ASSERT_TRUE(IsOk(SyncRaw({Sales(2)})));
  Logged();
  MirrorTable changed = Sales(3);
  changed.partitions.erase(changed.partitions.begin());
  changed.columns.pop_back();
  ASSERT_TRUE(IsOk(SyncRaw({changed})));
  EXPECT_EQ(
      Logged(),
      (Texts{"warn: Glue, sales: would be changed in StorageDescriptor.Columns, but for update_behavior",
             "Glue, sales: add 1 partition", "warn: Glue, sales: 1 partition would be changed, but for update_behavior",
             "warn: Glue, sales: 1 partition would be deleted, but for delete_behavior"}));
  EXPECT_EQ(server_.tables["sales"].versions.size(), 1U);
  EXPECT_EQ(server_.tables["sales"].partitions.size(), 3U);
  ASSERT_TRUE(IsOk(SyncRaw({})));
  EXPECT_EQ(Logged(), Texts{"warn: Glue, sales: would be deleted, but for delete_behavior"});
  EXPECT_TRUE(server_.tables.contains("sales"));
}

TEST_F(GlueMirrorTest, ATableThatIsGoneIsDeprecatedOnceAndComesBack) {
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  ASSERT_TRUE(IsOk(SyncRaw({})));
  EXPECT_EQ(Newest("sales")["Parameters"]["DEPRECATED_BY_CRAWLER"], "1767601560000");
  EXPECT_EQ(Newest("sales")["Parameters"]["till.layer"], "raw");
  server_.TakeOperations();
  ASSERT_TRUE(IsOk(SyncRaw({})));
  EXPECT_EQ(server_.TakeOperations(), Texts{"GetTables"});
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  EXPECT_FALSE(Newest("sales")["Parameters"].contains("DEPRECATED_BY_CRAWLER"));
  EXPECT_EQ(server_.tables["sales"].versions.size(), 3U);
}

TEST_F(GlueMirrorTest, WhatIsGoneIsDeletedWherePolicySaysSo) {
  Open("UPDATE_IN_DATABASE", "DELETE_FROM_DATABASE");
  ASSERT_TRUE(IsOk(SyncRaw({Sales(30)})));
  server_.TakeOperations();
  ASSERT_TRUE(IsOk(SyncRaw({Sales(1)})));
  Texts writes = server_.TakeOperations();
  std::erase(writes, "GetPartitions");
  EXPECT_EQ(writes, (Texts{"GetTables", "BatchDeletePartition", "BatchDeletePartition"}));
  EXPECT_EQ(server_.tables["sales"].partitions.size(), 1U);
  ASSERT_TRUE(IsOk(SyncRaw({})));
  EXPECT_TRUE(server_.tables.empty());
}

TEST_F(GlueMirrorTest, TablesOfOthersAndOfTheOtherLayerStay) {
  ASSERT_TRUE(IsOk(mirror_->Sync(Layer::kProcessed, {Fact()}, log_)));
  server_.tables["theirs"].versions = {{{"Name", "theirs"}}};
  Open("UPDATE_IN_DATABASE", "DELETE_FROM_DATABASE");
  ASSERT_TRUE(IsOk(SyncRaw({})));
  EXPECT_EQ(server_.tables.size(), 2U);
}

TEST_F(GlueMirrorTest, ATableOfOthersIsNeverTakenOver) {
  server_.database = "shop";
  server_.tables["sales"].versions = {{{"Name", "sales"}, {"Parameters", {{"classification", "csv"}}}}};
  const Status refused = SyncRaw({Sales()});
  ASSERT_TRUE(FailsWith(Code::kInvalid, refused));
  EXPECT_EQ(refused.error().ToString(),
            "cannot keep table 'sales' in Glue's database 'shop': a table of that name is there that is not of the raw "
            "layer of 'shop'\nhint: drop it, or name another database in [glue]");
  EXPECT_EQ(server_.TakeOperations(), Texts{"GetTables"});
}

TEST_F(GlueMirrorTest, OtherPartitionKeysMakeTheTableAnew) {
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  MirrorTable flat = Sales(0);
  flat.partition_columns.clear();
  ASSERT_TRUE(IsOk(SyncRaw({flat})));
  EXPECT_EQ(Newest("sales")["PartitionKeys"], Json::array());
  EXPECT_TRUE(server_.tables["sales"].partitions.empty());
}

TEST_F(GlueMirrorTest, ManyPartitionsGoInRequestsOfAHundred) {
  ASSERT_TRUE(IsOk(SyncRaw({Sales(250)})));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetTables", "CreateDatabase", "CreateTable", "BatchCreatePartition",
                                             "BatchCreatePartition", "BatchCreatePartition"}));
  EXPECT_EQ(server_.tables["sales"].partitions.size(), 250U);
}

TEST_F(GlueMirrorTest, WhoeverLosesARaceReadsAgain) {
  const Json ours = [] { return TableInputOf(Sales(0), {"shop", "s3://bucket/lake", Layer::kRaw}); }();
  Once("CreateTable", GlueServer::Refusal("AlreadyExistsException"),
       [&] { server_.tables["sales"].versions = {ours}; });
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  EXPECT_EQ(server_.tables["sales"].versions.size(), 1U);
  EXPECT_EQ(server_.tables["sales"].partitions.size(), 2U);

  Once("UpdateTable", GlueServer::Refusal("ConcurrentModificationException"));
  MirrorTable changed = Sales();
  changed.notes = {{"schema_version", "2"}};
  ASSERT_TRUE(IsOk(SyncRaw({changed})));
  EXPECT_EQ(Newest("sales")["Parameters"]["till.schema_version"], "2");

  Once("BatchCreatePartition", Answer(200, R"({"Errors": [{"PartitionValues": ["2026-01-03"],
       "ErrorDetail": {"ErrorCode": "AlreadyExistsException", "ErrorMessage": "it exists"}}]})"));
  changed.partitions = Sales(3).partitions;
  ASSERT_TRUE(IsOk(SyncRaw({changed})));
  EXPECT_EQ(server_.tables["sales"].partitions.size(), 3U);
}

TEST_F(GlueMirrorTest, ARaceThatNeverEndsIsUnavailable) {
  server_.Inject([](const std::string& operation, const Json&) -> std::optional<testing::LoopbackAnswer> {
    if (operation != "CreateTable") return std::nullopt;
    return GlueServer::Refusal("AlreadyExistsException");
  });
  const Status lost = SyncRaw({Sales()});
  ASSERT_TRUE(FailsWith(Code::kUnavailable, lost));
  EXPECT_EQ(lost.error().message,
            "cannot make Glue's table 'sales': the service answers 400 AlreadyExistsException: said "
            "AlreadyExistsException, after 5 tries");
}

TEST_F(GlueMirrorTest, ALostAnswerAndAThrottleDoNoHarm) {
  Once("CreateTable", Silence());
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  Once("GetTables", GlueServer::Refusal("ThrottlingException"));
  ASSERT_TRUE(IsOk(SyncRaw({Sales()})));
  EXPECT_EQ(server_.tables["sales"].versions.size(), 1U);
}

TEST_F(GlueMirrorTest, WhatGlueRefusesForAPartitionIsSaid) {
  Once("BatchCreatePartition", Answer(200, R"({"Errors": [{"PartitionValues": ["2026-01-01"],
       "ErrorDetail": {"ErrorCode": "ResourceNumberLimitExceededException", "ErrorMessage": "too many"}}]})"));
  const Status refused = SyncRaw({Sales()});
  ASSERT_TRUE(FailsWith(Code::kUnavailable, refused));
  EXPECT_EQ(
      refused.error().message,
      "cannot add partitions of Glue's table 'sales': Glue answers ResourceNumberLimitExceededException: too many "
      "for 1 of them");
}

TEST_F(GlueMirrorTest, CommentsAreCutToWhatGlueTakes) {
  MirrorTable table = Sales(0);
  table.columns[0].comment = "a\nb" + std::string(251, 'x') + "éé";
  ASSERT_TRUE(IsOk(SyncRaw({table})));
  const auto comment = Newest("sales")["StorageDescriptor"]["Columns"][0]["Comment"].get<std::string>();
  EXPECT_EQ(comment, "a b" + std::string(251, 'x'));
}

Json CrawlerIn(const std::string& state, const Json& last_crawl = {}) {
  Json crawler{{"Name", "eye"}, {"State", state}};
  if (!last_crawl.is_null()) crawler["LastCrawl"] = last_crawl;
  return crawler;
}
const auto kGoesOn = [] { return false; };

TEST_F(GlueMirrorTest, ACrawlerIsStartedAndAwaited) {
  const Json old{{"Status", "FAILED"}, {"StartTime", 1.0}};
  const Json done{{"Status", "SUCCEEDED"}, {"StartTime", 2.0}};
  server_.looks = {CrawlerIn("READY", old),   CrawlerIn("READY", old),    CrawlerIn("RUNNING", old),
                   CrawlerIn("RUNNING", old), CrawlerIn("STOPPING", old), CrawlerIn("READY", done)};
  const Instant began = clock_.Now();
  ASSERT_TRUE(IsOk(mirror_->Crawl(kGoesOn)));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetCrawler", "StartCrawler", "GetCrawler", "GetCrawler", "GetCrawler",
                                             "GetCrawler", "GetCrawler"}));
  EXPECT_EQ(clock_.Now().micros - began.micros, 40'000'000);
}

TEST_F(GlueMirrorTest, ACrawlThatBeganBeforeIsNotOurs) {
  const Json old{{"Status", "SUCCEEDED"}, {"StartTime", 1.0}};
  const Json theirs{{"Status", "FAILED"}, {"StartTime", 2.0}};
  const Json ours{{"Status", "SUCCEEDED"}, {"StartTime", 3.0}};
  server_.looks = {CrawlerIn("RUNNING", old),  CrawlerIn("STOPPING", old),   CrawlerIn("READY", theirs),
                   CrawlerIn("READY", theirs), CrawlerIn("RUNNING", theirs), CrawlerIn("READY", ours)};
  EXPECT_TRUE(IsOk(mirror_->Crawl(kGoesOn)));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetCrawler", "GetCrawler", "GetCrawler", "StartCrawler", "GetCrawler",
                                             "GetCrawler", "GetCrawler"}));
}

TEST_F(GlueMirrorTest, AStartThatIsRefusedBecauseOneRunsIsTriedOnceMoreAfterIt) {
  Once("StartCrawler", GlueServer::Refusal("CrawlerRunningException"));
  const Json theirs{{"Status", "SUCCEEDED"}, {"StartTime", 1.0}};
  const Json ours{{"Status", "CANCELLED"}, {"StartTime", 2.0}};
  server_.looks = {CrawlerIn("READY"),         CrawlerIn("READY"),           CrawlerIn("RUNNING"),
                   CrawlerIn("READY", theirs), CrawlerIn("RUNNING", theirs), CrawlerIn("READY", ours)};
  const Status stopped = mirror_->Crawl(kGoesOn);
  ASSERT_TRUE(FailsWith(Code::kUnavailable, stopped));
  EXPECT_EQ(stopped.error().message, "cannot crawl with Glue's crawler 'eye': the crawl was stopped");
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetCrawler", "StartCrawler", "GetCrawler", "GetCrawler", "GetCrawler",
                                             "StartCrawler", "GetCrawler", "GetCrawler"}));
}

TEST_F(GlueMirrorTest, ACrawlThatBeganAfterTheOneBeforeServesAsOurs) {
  server_.Inject([](const std::string& operation, const Json&) -> std::optional<testing::LoopbackAnswer> {
    if (operation != "StartCrawler") return std::nullopt;
    return GlueServer::Refusal("CrawlerRunningException");
  });
  server_.looks = {CrawlerIn("RUNNING"), CrawlerIn("READY", {{"StartTime", 1.0}}),
                   CrawlerIn("RUNNING", {{"StartTime", 1.0}}),
                   CrawlerIn("READY", {{"Status", "SUCCEEDED"}, {"StartTime", 2.0}})};
  EXPECT_TRUE(IsOk(mirror_->Crawl(kGoesOn)));
  EXPECT_EQ(server_.TakeOperations(), (Texts{"GetCrawler", "GetCrawler", "StartCrawler", "GetCrawler", "GetCrawler"}));
}

TEST_F(GlueMirrorTest, ACrawlThatFailsIsAnErrorWithItsMessage) {
  server_.looks = {CrawlerIn("READY"), CrawlerIn("READY", {{"Status", "FAILED"},
                                                           {"ErrorMessage", "the role may not read the bucket"},
                                                           {"LogGroup", "/aws-glue/crawlers"},
                                                           {"LogStream", "eye"}})};
  const Status failed = mirror_->Crawl(kGoesOn);
  ASSERT_TRUE(FailsWith(Code::kRejected, failed));
  EXPECT_EQ(failed.error().ToString(),
            "cannot crawl with Glue's crawler 'eye': the crawl ended as FAILED: the role may not read the bucket\n"
            "hint: see 'eye' in the log group '/aws-glue/crawlers'");
}

TEST_F(GlueMirrorTest, ACrawlerIsNotAwaitedForEver) {
  server_.looks = {CrawlerIn("RUNNING")};
  const Status late = mirror_->Crawl(kGoesOn);
  ASSERT_TRUE(FailsWith(Code::kUnavailable, late));
  EXPECT_EQ(late.error().message, "cannot crawl with Glue's crawler 'eye': it is RUNNING after 2 minutes");
  const Status stopped = mirror_->Crawl([] { return true; });
  EXPECT_TRUE(FailsWith(Code::kCancelled, stopped));
}

TEST_F(GlueMirrorTest, ACrawlerThatDoesNotExistIsNotFound) {
  Once("GetCrawler", GlueServer::Refusal("EntityNotFoundException"));
  EXPECT_TRUE(FailsWith(Code::kNotFound, mirror_->Crawl(kGoesOn)));
}

}  // namespace
}  // namespace till::aws
