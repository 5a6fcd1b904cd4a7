#include <gtest/gtest.h>

#include "adapters/memory/object_store.h"
#include "adapters/memory/run_store.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "pipeline/input_record.h"
#include "pipeline/run_glue_crawler.h"
#include "pipeline/unload_to_processed.h"
#include "publish/publications.h"
#include "retail/tables.h"
#include "tests/support/expect.h"
#include "tests/support/sample_record.h"

namespace till::pipeline {
namespace {

using catalog::Layer;
using catalog::MirrorTable;
using testing::FailsWith;
using testing::IsOk;
using testing::SampleRecord;
using testing::Value;
using Texts = std::vector<std::string>;

/// Keeps the warnings.
class Warnings : public Log {
 public:
  void Info(std::string_view) override {}
  void Warn(std::string_view line) override { lines.emplace_back(line); }
  Texts lines;
};

/// Another catalog, which notes what is asked of it and answers as told.
class NotedMirror : public catalog::Mirror {
 public:
  Status Sync(Layer layer, const std::vector<MirrorTable>& tables, Log&) override {
    asked.push_back("sync " + std::string(catalog::LayerName(layer)));
    synced = tables;
    return sync_answer;
  }
  Status Crawl(const std::function<bool()>& cancelled) override {
    asked.emplace_back(cancelled() ? "crawl, cancelled" : "crawl");
    return crawl_answer;
  }

  Texts asked;
  std::vector<MirrorTable> synced;
  Status sync_answer = Ok();
  Status crawl_answer = Ok();
};

/// A run whose lake is in memory, with another catalog and dashboards beside it.
class InStep : public ::testing::Test {
 protected:
  InStep() {
    project_.name = "shop";
    project_.timezone = "UTC";
    project_.lake_root = "s3://bucket/lake";
    project::Feed& sales = project_.feeds.emplace_back();
    sales.name = "sales";
    sales.path = "raw/sales/dt={date}/sales.csv";
    project::ColumnRule id;
    id.column = "order_id";
    id.from = {"id"};
    sales.tables = {{retail::FindSourceTable("orders"), {id}}};
  }

  /// The listing of check_s3_files with one file of each day.
  void List(const Texts& days) {
    Json arrivals = Json::array();
    for (const std::string& day : days) {
      const std::string object = "raw/sales/dt=" + day + "/sales.csv";
      EXPECT_TRUE(IsOk(store_.Put(object, std::string_view("id,amount\n1,2\n"))));
      arrivals.push_back({{"feed", "sales"},
                          {"key", "dt=" + day + "/sales.csv"},
                          {"business_date", day},
                          {"store", ""},
                          {"object", object},
                          {"size", 14},
                          {"modified", "2026-01-05T22:15:00Z"},
                          {"etag", "1"},
                          {"path_values", {{"date", day}}}});
    }
    ASSERT_TRUE(IsOk(HandOver(context_, "check_s3_files",
                              {{"options", ToJson(RunOptions{})},
                               {"arrivals", arrivals},
                               {"landed", 0},
                               {"withheld", Json::array()},
                               {"unmatched", Json::array()},
                               {"incomplete", Json::array()}})));
  }
  /// What transform_to_dim_fact leaves of a sample star.
  void ComputeStar() {
    Json star = ContentJson(SampleRecord().content);
    star["superseded"] = 0;
    ASSERT_TRUE(IsOk(HandOver(context_, "transform_to_dim_fact", std::move(star))));
  }
  Texts Published() {
    Texts numbers;
    publish::Publications publications(store_);
    const auto latest = Value(publications.Latest());
    if (latest) numbers.push_back(std::to_string(latest->number));
    return numbers;
  }

  adapters::MemoryStore store_;
  project::Project project_;
  std::unique_ptr<dag::RunStore> runs_ = adapters::MakeMemoryRunStore();
  WorkerPool pool_{1};
  ManualClock clock_{*Instant::Parse("2026-01-06T06:00:00Z")};
  NotedMirror mirror_;
  Warnings log_;
  Services services_{.store = store_,
                     .open_warehouse = {},
                     .checkpoints = nullptr,
                     .runs = *runs_,
                     .pool = pool_,
                     .clock = clock_,
                     .scratch = {},
                     .logs = {},
                     .lock = {},
                     .mirror = &mirror_};
  TaskContext context_{project_, services_, "20260106T060000Z-3fa9c1", {}, log_};
};

TEST_F(InStep, NewFilesAreCrawledThereBeforeTheFeedsAreMadeEqual) {
  List({"2026-01-04", "2026-01-05"});
  const dag::Outcome outcome = Value(RunGlueCrawler(context_));
  EXPECT_EQ(outcome.status, dag::Outcome::Status::kSucceeded) << outcome.reason;
  EXPECT_EQ(mirror_.asked, (Texts{"crawl", "sync raw"}));
  ASSERT_EQ(mirror_.synced.size(), 1U);
  const MirrorTable& sales = mirror_.synced[0];
  EXPECT_EQ(sales.name, "sales");
  EXPECT_EQ(sales.format, MirrorTable::Format::kCsv);
  ASSERT_EQ(sales.partitions.size(), 2U);
  EXPECT_EQ(sales.partitions[1].folder, "raw/sales/dt=2026-01-05/");
}

TEST_F(InStep, WithoutANewFileNothingIsCrawledThere) {
  List({});
  ASSERT_TRUE(IsOk(RunGlueCrawler(context_)));
  EXPECT_EQ(mirror_.asked, (Texts{"sync raw"}));
}

TEST_F(InStep, ACrawlThatFailsEndsTheTaskBeforeAnythingIsSent) {
  List({"2026-01-05"});
  mirror_.crawl_answer = Rejected("cannot crawl");
  EXPECT_TRUE(FailsWith(Code::kRejected, RunGlueCrawler(context_)));
  EXPECT_EQ(mirror_.asked, (Texts{"crawl"}));
}

TEST_F(InStep, TheStarIsMadeEqualWithItsSentencesCommentsAndPublication) {
  List({});
  ComputeStar();
  ASSERT_TRUE(IsOk(UnloadToProcessed(context_)));
  EXPECT_EQ(mirror_.asked, (Texts{"sync processed"}));
  ASSERT_EQ(mirror_.synced.size(), 2U);
  const MirrorTable& products = mirror_.synced[0];
  EXPECT_EQ(products.name, "dim_products");
  EXPECT_EQ(products.format, MirrorTable::Format::kDelta);
  EXPECT_EQ(products.folder, "processed/dim_products/");
  EXPECT_FALSE(products.description.empty());
  EXPECT_EQ(products.notes, (std::map<std::string, std::string>{{"publication", "1"}}));
  ASSERT_EQ(products.columns.size(), 2U);
  EXPECT_EQ(products.columns[1].comment, "of products.product_name, its history is kept");
  EXPECT_EQ(mirror_.synced[1].columns[1].type, columns::Type::kDecimal);
}

TEST_F(InStep, APublicationStandsWhereTheOtherCatalogIsOutOfReachAndTheNextTryMakesItEqual) {
  List({});
  ComputeStar();
  mirror_.sync_answer = Denied("cannot read Glue");
  const auto failed = UnloadToProcessed(context_);
  ASSERT_TRUE(FailsWith(Code::kUnavailable, failed));
  EXPECT_EQ(failed.error().message, "publication 1 stands: cannot read Glue");
  EXPECT_EQ(Published(), (Texts{"1"}));

  mirror_.sync_answer = Ok();
  const dag::Outcome again = Value(UnloadToProcessed(context_));
  EXPECT_EQ(again.status, dag::Outcome::Status::kSkipped);
  EXPECT_EQ(mirror_.asked, (Texts{"sync processed", "sync processed"}));
  EXPECT_EQ(Published(), (Texts{"1"}));
}

TEST_F(InStep, DashboardsLoadAPublicationAfterTheCatalogHasIt) {
  List({});
  ComputeStar();
  services_.refresh_dashboards = [this](const publish::Record& record) {
    mirror_.asked.push_back("refresh " + std::to_string(record.number));
    return Ok();
  };
  EXPECT_EQ(Value(UnloadToProcessed(context_)).reason, "publication 1");
  EXPECT_EQ(mirror_.asked, (Texts{"sync processed", "refresh 1"}));
}

TEST_F(InStep, DashboardsThatCannotLoadFailNoRunAndAreAskedAgainByTheNext) {
  List({});
  ComputeStar();
  Status answer = NotFound("cannot load data set 'lines'", "make it");
  services_.refresh_dashboards = [&](const publish::Record&) { return answer; };
  const dag::Outcome outcome = Value(UnloadToProcessed(context_));
  EXPECT_EQ(outcome.status, dag::Outcome::Status::kSucceeded);
  EXPECT_EQ(outcome.reason, "publication 1; cannot load data set 'lines'; make it");
  EXPECT_EQ(log_.lines, (Texts{"the dashboards are behind: cannot load data set 'lines'; make it"}));

  answer = Ok();
  EXPECT_EQ(Value(UnloadToProcessed(context_)).reason, "publication 1 has this very content");
}

}  // namespace
}  // namespace till::pipeline
