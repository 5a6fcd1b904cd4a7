#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "adapters/aws/glue/mirror.h"
#include "adapters/memory/object_store.h"
#include "base/text.h"
#include "tests/support/expect.h"
#include "tests/support/faulty_proxy.h"
#include "tests/support/glue_server.h"

namespace till::testing {
namespace {

using catalog::Layer;
using catalog::MirrorTable;
using columns::Type;
using Texts = std::vector<std::string>;

MirrorTable Sales(int days) {
  MirrorTable table;
  table.name = "sales";
  table.description = "files of feed 'sales' as they came";
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

MirrorTable Fact(const std::string& publication) {
  MirrorTable table;
  table.name = "fact_orders";
  table.description = "one row per order line";
  table.format = MirrorTable::Format::kDelta;
  table.folder = "processed/fact_orders/";
  table.columns = {{"order_key", Type::kBigint, "key"},
                   {"is_return", Type::kBoolean, ""},
                   {"line", Type::kInteger, ""},
                   {"total", Type::kDecimal, ""},
                   {"ordered_at", Type::kTimestamp, ""},
                   {"order_id", Type::kText, "of orders.order_id"},
                   {"order_month", Type::kDate, "partition"}};
  table.notes = {{"publication", publication}};
  return table;
}

/// A mirror of a database of its own on the server that tests/external/glue/run.sh has started.
class GlueMoto : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* url = std::getenv("TILL_GLUE_SERVER");
    if (url == nullptr) GTEST_SKIP() << "the Glue group needs its server: tests/external/glue/run.sh";
    const std::string port = std::string(url).substr(std::string(url).rfind(':') + 1);
    proxy_.emplace(static_cast<int>(*ParseInt(port)), [this](size_t, const LoopbackRequest& request) {
      operations_.push_back(GlueOperation(request));
      KeepGlueRequest(request);
      return Mishap::kNone;
    });
    std::random_device device;
    database_ = "shop_" + std::to_string(device());
    api_.emplace(http_, credentials_, *clock_, "us-east-1", *aws::Endpoint::Parse(proxy_->url()), aws::RetryPolicy{});
    Open("UPDATE_IN_DATABASE", "DEPRECATE_IN_DATABASE");
  }
  void Open(const std::string& update, const std::string& remove) {
    aws::GlueOptions options;
    options.settings = {.database = database_, .crawler = "eye", .update_behavior = update, .delete_behavior = remove};
    options.project = "shop";
    options.lake_root = "s3://bucket/lake";
    options.region = "us-east-1";
    options.endpoint = *aws::Endpoint::Parse(proxy_->url());
    options.patience = {.look_micros = 1'000, .most_micros = 5'000};
    mirror_ = Value(aws::GlueMirror::Make(options, lake_, http_, credentials_, *clock_));
  }
  Status Sync(Layer layer, const std::vector<MirrorTable>& tables) { return mirror_->Sync(layer, tables, NoLog()); }
  Json Call(const char* operation, Json input) {
    input["DatabaseName"] = database_;
    return Value(api_->Call("look", operation, input));
  }
  Json Stored(const std::string& table) { return Call("GetTable", {{"Name", table}})["Table"]; }
  Texts Operations() { return std::exchange(operations_, {}); }
  Texts Writes() {
    Texts writes = Operations();
    std::erase_if(writes, [](const std::string& operation) { return operation.starts_with("Get"); });
    return writes;
  }

  std::unique_ptr<Clock> clock_ = SystemClock();
  adapters::MemoryStore lake_;
  aws::HttpClient http_;
  aws::CredentialsCache credentials_{
      [] { return aws::Credentials{.access_key = "tilltest", .secret_key = "tillsecret"}; }, *clock_};
  Texts operations_;
  std::optional<FaultyProxy> proxy_;
  std::string database_;
  std::optional<aws::GlueApi> api_;
  std::unique_ptr<aws::GlueMirror> mirror_;
};

TEST_F(GlueMoto, WhatIsReadBackIsWhatWasMeantAndASecondSyncWritesNothing) {
  const std::vector<MirrorTable> raw{Sales(250)};
  const std::vector<MirrorTable> star{Fact("1")};
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, raw)));
  ASSERT_TRUE(IsOk(Sync(Layer::kProcessed, star)));
  EXPECT_EQ(Writes(), (Texts{"CreateDatabase", "CreateTable", "BatchCreatePartition", "BatchCreatePartition",
                             "BatchCreatePartition", "CreateTable"}));
  const Json sales = aws::TableInputOf(raw[0], {"shop", "s3://bucket/lake", Layer::kRaw});
  EXPECT_EQ(aws::Differences(Stored("sales"), sales), Texts{});
  const Json fact = aws::TableInputOf(star[0], {"shop", "s3://bucket/lake", Layer::kProcessed});
  EXPECT_EQ(aws::Differences(Stored("fact_orders"), fact), Texts{});
  const Json partitions = Call("GetPartitions", {{"TableName", "sales"}})["Partitions"];
  ASSERT_EQ(partitions.size(), 250U);
  for (size_t i = 0; i < partitions.size(); ++i) {
    const Json wanted = aws::PartitionInputOf(raw[0], raw[0].partitions[i], {"shop", "s3://bucket/lake", Layer::kRaw});
    EXPECT_EQ(aws::Differences(partitions[i], wanted), Texts{});
  }
  Operations();
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, raw)));
  ASSERT_TRUE(IsOk(Sync(Layer::kProcessed, star)));
  EXPECT_EQ(Operations(), (Texts{"GetTables", "GetPartitions", "GetTables"}));
}

TEST_F(GlueMoto, AChangeOfSchemaIsANewVersionAndTheOldOneIsKept) {
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {Sales(2)})));
  MirrorTable changed = Sales(3);
  changed.columns.push_back({"note", Type::kText, ""});
  changed.notes = {{"schema_version", "2"}};
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {changed})));
  const Json versions = Call("GetTableVersions", {{"TableName", "sales"}})["TableVersions"];
  ASSERT_EQ(versions.size(), 2U);
  std::map<std::string, size_t> columns;
  for (const Json& version : versions) {
    columns[version["VersionId"].get<std::string>()] = version["Table"]["StorageDescriptor"]["Columns"].size();
  }
  EXPECT_EQ(columns, (std::map<std::string, size_t>{{"1", 2}, {"2", 3}}));
  for (const Json& partition : Call("GetPartitions", {{"TableName", "sales"}})["Partitions"]) {
    EXPECT_EQ(partition["StorageDescriptor"]["Columns"].size(), 3U);
  }
  Operations();
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {changed})));
  EXPECT_EQ(Writes(), Texts{});
}

TEST_F(GlueMoto, UnderLogNothingThatIsThereChanges) {
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {Sales(2)})));
  Open("LOG", "LOG");
  MirrorTable changed = Sales(3);
  changed.columns.pop_back();
  Operations();
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {changed})));
  EXPECT_EQ(Writes(), Texts{"BatchCreatePartition"});
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {})));
  EXPECT_EQ(Writes(), Texts{});
}

TEST_F(GlueMoto, WhatIsGoneIsDeprecatedOrDeleted) {
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {Sales(60)})));
  ASSERT_TRUE(IsOk(Sync(Layer::kProcessed, {Fact("1")})));
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {})));
  EXPECT_TRUE(Stored("sales")["Parameters"].contains("DEPRECATED_BY_CRAWLER"));
  Open("UPDATE_IN_DATABASE", "DELETE_FROM_DATABASE");
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {Sales(1)})));
  EXPECT_FALSE(Stored("sales")["Parameters"].contains("DEPRECATED_BY_CRAWLER"));
  EXPECT_EQ(Call("GetPartitions", {{"TableName", "sales"}})["Partitions"].size(), 1U);
  ASSERT_TRUE(IsOk(Sync(Layer::kRaw, {})));
  const Json left = Call("GetTables", Json::object())["TableList"];
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0]["Name"], "fact_orders");
}

TEST_F(GlueMoto, ACrawlerThatStaysRunningIsGivenUp) {
  ASSERT_TRUE(IsOk(mirror_->Sync(Layer::kRaw, {}, NoLog())));
  ASSERT_TRUE(IsOk(api_->Call("make a crawler", "CreateCrawler",
                              {{"Name", "eye"},
                               {"Role", "arn:aws:iam::123456789012:role/crawler"},
                               {"DatabaseName", database_},
                               {"Targets", {{"S3Targets", {{{"Path", "s3://bucket/lake/raw"}}}}}}})));
  const Status late = mirror_->Crawl([] { return false; });
  EXPECT_TRUE(FailsWith(Code::kUnavailable, late));
}

}  // namespace
}  // namespace till::testing
