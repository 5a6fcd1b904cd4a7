#include "serve/api.h"

#include <gtest/gtest.h>

#include "adapters/duckdb/warehouse.h"
#include "base/assets.h"
#include "serve/target.h"
#include "tests/golden/api/shop.h"
#include "tests/support/expect.h"

namespace till::serve {
namespace {

using testing::IsOk;

Json Fixture(const std::string& name) {
  const Result<std::string> text = ReadFile(std::string(TILL_SOURCE_DIR) + "/tests/golden/api/" + name + ".json");
  EXPECT_TRUE(IsOk(text));
  return ParseJson(*text, name).value();
}

/// Where `json` differs from `fixture` in members or types, as "path: fact"; empty if it does not. What is null in
/// either, and what an empty list would hold, may be anything.
std::string Difference(const Json& json, const Json& fixture, const std::string& path) {
  if (json.is_null() || fixture.is_null()) return "";
  if (json.is_number() && fixture.is_number()) return "";
  if (json.type() != fixture.type()) return path + ": " + json.type_name() + " instead of " + fixture.type_name();
  if (json.is_array()) return json.empty() || fixture.empty() ? "" : Difference(json[0], fixture[0], path + "[0]");
  if (!json.is_object()) return "";
  for (const auto& [key, value] : fixture.items()) {
    if (!json.contains(key)) return path + ": no member " + key;
    if (std::string difference = Difference(json[key], value, path + "." + key); !difference.empty()) return difference;
  }
  for (const auto& [key, value] : json.items()) {
    if (!fixture.contains(key)) return path + ": unexpected member " + key;
  }
  return "";
}

/// One shop, published once, for all tests that only ask.
class ApiTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto shop = golden::OpenShop();
    ASSERT_TRUE(IsOk(shop));
    shop_ = std::move(shop).value();
    ASSERT_TRUE(IsOk(shop_->Publish()));
    api_ = std::make_unique<Api>(shop_->Sources());
    ASSERT_TRUE(IsOk(api_->Refresh()));
  }
  static void TearDownTestSuite() {
    api_.reset();
    shop_.reset();
  }

  static Result<std::string> Get(const std::string& target) { return api_->Answer(ParseTarget(target).value()); }
  static Json GetJson(const std::string& target) {
    const Result<std::string> text = Get(target);
    EXPECT_TRUE(IsOk(text)) << target;
    return text.ok() ? ParseJson(*text, target).value() : Json();
  }
  static std::string ErrorOf(const std::string& target) {
    const Result<std::string> text = Get(target);
    return text.ok() ? "none" : text.error().ToString();
  }

  static std::unique_ptr<golden::Shop> shop_;
  static std::unique_ptr<Api> api_;
};
std::unique_ptr<golden::Shop> ApiTest::shop_;
std::unique_ptr<Api> ApiTest::api_;

TEST_F(ApiTest, EveryAnswerHasTheShapeOfItsGoldenExample) {
  const std::vector<std::pair<std::string, std::string>> answers{
      {"/api/meta", "meta"},
      {"/api/metrics?measures=revenue,orders,average_order_value,units,return_rate,customers&compare=previous_period",
       "metrics_tiles"},
      {"/api/metrics?measures=revenue&by=month,category", "metrics_by_month_category"},
      {"/api/metrics?measures=revenue&by=product&order=-revenue&limit=10&compare=previous_period",
       "metrics_top_products"},
      {"/api/metrics?measures=revenue&by=weekday,hour", "metrics_heatmap"},
      {"/api/analyses/rfm_segments", "analysis_rfm_segments"},
      {"/api/analyses/cohorts", "analysis_cohorts"},
      {"/api/analyses/product_pairs", "analysis_product_pairs"},
      {"/api/runs", "runs"},
      {"/api/runs/20260302T040000Z-3fa9c1", "run"},
      {"/api/status", "status"},
      {"/api/catalog", "catalog"},
      {"/api/quality", "quality"},
  };
  for (const auto& [target, name] : answers) {
    EXPECT_EQ(Difference(GetJson(target), Fixture(name), name), "") << target;
  }
}

TEST_F(ApiTest, TablesHaveTheColumnsOfTheirGoldenExamples) {
  const auto columns = [](const std::string& target) { return ToText(GetJson(target)["columns"]); };
  EXPECT_EQ(columns("/api/metrics?measures=revenue&by=month,category"),
            ToText(Fixture("metrics_by_month_category")["columns"]));
  EXPECT_EQ(columns("/api/metrics?measures=revenue&by=weekday,hour"), ToText(Fixture("metrics_heatmap")["columns"]));
  for (const std::string name : {"rfm_segments", "cohorts", "product_pairs"}) {
    EXPECT_EQ(columns("/api/analyses/" + name), ToText(Fixture("analysis_" + name)["columns"]));
  }
}

TEST_F(ApiTest, MetaStatesTheDefinitionsOfTheGoldenExample) {
  const Json meta = GetJson("/api/meta");
  const Json fixture = Fixture("meta");
  for (const char* member : {"measures", "dimensions", "analyses", "pages"}) {
    EXPECT_EQ(ToText(meta[member]), ToText(fixture[member])) << member;
  }
  EXPECT_EQ(ToText(meta["data"]), R"({"first_day":"2025-02-10","last_day":"2026-03-02","as_of":"2026-03-01"})");
  EXPECT_EQ(meta["publication"]["number"], 1);
  EXPECT_EQ(
      ToText(meta["attention"]),
      R"([{"severity":"warn","message":"sales 2026-03-02 is incomplete: a due file was missing",)"
      R"("hint":"till run takes it when it comes; a closed day is for calendar.csv"},{"severity":"warn","message":"check 'prices_sane' found 1 row against its rule: No )"
      R"(price is far off.","hint":"see the Quality page"}])");
}

TEST_F(ApiTest, MetricsAnswerWhatTheUrlAsks) {
  const Json table =
      GetJson("/api/metrics?measures=revenue&where=category%3AToys%7CHome&from=2026-01-01&to=2026-03-31");
  EXPECT_EQ(ToText(table["rows"]), R"([["84.25"]])");
  EXPECT_EQ(ToText(GetJson("/api/metrics?measures=revenue&where=category:Toys&where=category:Home&from=2026-01-01&"
                           "to=2026-03-31")["rows"]),
            ToText(table["rows"]));
  EXPECT_EQ(table["from"], "2026-01-01");
  EXPECT_EQ(ToText(table["incomplete_days"]), R"(["2026-03-02"])");
  EXPECT_EQ(ToText(GetJson("/api/members?dimension=category&search=o&limit=2")["rows"]), R"([["Home"],["Toys"]])");
}

TEST_F(ApiTest, TheSameQuestionHasTheSameAnswer) {
  const std::string target = "/api/metrics?measures=revenue,orders&by=category";
  EXPECT_EQ(*Get(target), *Get(target));
}

TEST_F(ApiTest, AFailedRunAndARefusedRowAreShown) {
  const Json status = GetJson("/api/status");
  EXPECT_EQ(ToText(status["feeds"]), R"([{"feed":"sales","day":"2026-03-02","state":"incomplete","rows":10}])");
  EXPECT_EQ(ToText(status["attention"][2]),
            R"({"severity":"warn","message":"2 of 12 rows refused in 'sales'","hint":"see till rejects list"})");
  EXPECT_EQ(ToText(status).find("till status"), std::string::npos);
  EXPECT_EQ(status["attention"].back()["message"], "run 20260303T040000Z-77b0aa failed: sales 2026-03-03 is missing");
  EXPECT_EQ(ToText(GetJson("/api/quality")["rejects"]),
            R"([{"file":"sales/2026-03-02.csv","reason":"not a decimal","rows":2,)"
            R"("example":{"line":7,"column":"Quantity","value":"two"}}])");
  EXPECT_EQ(GetJson("/api/catalog")["tables"][0]["verdict"], "new: Brand");
}

TEST_F(ApiTest, MistakesAreNamed) {
  EXPECT_EQ(ErrorOf("/api/nothing"), "cannot find '/api/nothing': there is no such address");
  EXPECT_EQ(ErrorOf("/api/metrics"),
            "cannot answer: no measure is asked for\nhint: known: gross_sales, discounts, returns, revenue, taxes, "
            "shipping, total_sales, orders, units, average_order_value, items_per_order, customers, new_customers, "
            "returning_customers, repeat_rate, return_rate, discount_rate, gross_margin, revenue_per_customer, "
            "trading_days, revenue_per_trading_day");
  EXPECT_EQ(ErrorOf("/api/analyses/cohort"), "cannot find analysis 'cohort'\nhint: did you mean 'cohorts'?");
  EXPECT_EQ(ErrorOf("/api/analyses/cohorts?limit=3"),
            "cannot answer: unknown parameter 'limit'\nhint: known: from, to, where");
  EXPECT_EQ(ErrorOf("/api/metrics?measure=revenue"),
            "cannot answer: unknown parameter 'measure'\nhint: did you mean 'measures'?");
  for (const std::string path : {"meta", "status", "runs", "runs/20260302T040000Z-3fa9c1", "catalog", "quality"}) {
    EXPECT_EQ(ErrorOf("/api/" + path + "?day=2026-01-05"),
              "cannot answer: unknown parameter 'day'\nhint: this address takes none");
  }
  EXPECT_EQ(Get("/api/members").error().code, Code::kInvalid);
  EXPECT_EQ(Get("/api/members?dimension=nothing").error().code, Code::kNotFound);
  EXPECT_EQ(ErrorOf("/api/members?dimension=category&limit=0"),
            "cannot list members: limit is not a number from 1 to 1,000");
  EXPECT_EQ(Get("/api/runs/none").error().code, Code::kNotFound);
}

TEST(Api, SaysThatNothingIsPublishedAndTakesUpWhatIs) {
  auto shop = golden::OpenShop();
  ASSERT_TRUE(IsOk(shop));
  Api api((*shop)->Sources());
  ASSERT_TRUE(IsOk(api.Refresh()));
  EXPECT_EQ(api.publication(), 0);
  EXPECT_EQ(api.Answer({"/api/metrics", {{"measures", "revenue"}}}).error().ToString(),
            "cannot answer: nothing is published yet\nhint: till run loads the feeds and publishes them");
  EXPECT_TRUE(IsOk(api.Answer({"/api/meta", {}})));
  EXPECT_TRUE(IsOk(api.Answer({"/api/status", {}})));
  EXPECT_TRUE(IsOk(api.Answer({"/api/quality", {}})));
  ASSERT_TRUE(IsOk((*shop)->Publish()));
  EXPECT_TRUE(*api.Refresh());
  EXPECT_FALSE(*api.Refresh());
  EXPECT_EQ(api.publication(), 1);
  EXPECT_TRUE(IsOk(api.Answer({"/api/metrics", {{"measures", "revenue"}}})));
}

/// An engine whose server goes away when it is told.
class MortalWarehouse final : public warehouse::Warehouse {
 public:
  MortalWarehouse(std::unique_ptr<Warehouse> engine, std::shared_ptr<bool> gone)
      : engine_(std::move(engine)), gone_(std::move(gone)) {}
  std::string_view name() const override { return engine_->name(); }
  Status Stage(lake::ObjectStore& store, std::span<const warehouse::StagedInput> inputs) override {
    return engine_->Stage(store, inputs);
  }
  Status Attach(std::string_view schema, std::span<const AttachedTable> tables) override {
    return engine_->Attach(schema, tables);
  }
  Status Make(std::string_view name, std::string_view select, const warehouse::Parameters& parameters) override {
    return *gone_ ? Gone() : engine_->Make(name, select, parameters);
  }
  Status Load(std::string_view name, const columns::Batch& rows) override { return engine_->Load(name, rows); }
  Result<std::vector<warehouse::BuiltFile>> Build(std::string_view table, std::string_view select,
                                                  std::span<const warehouse::Unit> units, std::string_view day_column,
                                                  std::string_view without,
                                                  const std::filesystem::path& folder) override {
    return engine_->Build(table, select, units, day_column, without, folder);
  }
  Result<columns::Batch> Query(std::string_view select, const warehouse::Parameters& parameters) override {
    if (*gone_) return Gone();
    return engine_->Query(select, parameters);
  }
  Status RestrictToReading() override { return engine_->RestrictToReading(); }
  void Interrupt() override { engine_->Interrupt(); }

 private:
  static Error Gone() { return Unavailable("cannot run statement: the server closed the connection"); }
  std::unique_ptr<Warehouse> engine_;
  std::shared_ptr<bool> gone_;
};

TEST(Api, AnEngineThatIsGoneIsOpenedAnew) {
  auto shop = golden::OpenShop();
  ASSERT_TRUE(IsOk(shop));
  ASSERT_TRUE(IsOk((*shop)->Publish()));
  std::vector<std::shared_ptr<bool>> engines;
  Sources sources = (*shop)->Sources();
  sources.open_engine = [&](const publish::Record& record) -> Result<std::unique_ptr<metrics::Engine>> {
    TILL_ASSIGN(metrics::Definitions definitions, sources.load_definitions());
    TILL_ASSIGN(auto duckdb, duckdb::OpenWarehouse({}));
    engines.push_back(std::make_shared<bool>(false));
    return metrics::Engine::Open(
        record, (*shop)->Sources().store, std::make_unique<MortalWarehouse>(std::move(duckdb), engines.back()),
        std::make_shared<const metrics::Definitions>(std::move(definitions)), Assets(), metrics::Hold::kMemory);
  };
  Api api(sources);
  ASSERT_TRUE(IsOk(api.Refresh()));
  *engines.back() = true;
  const Request revenue{"/api/metrics", {{"measures", "revenue"}, {"from", "2026-01-01"}}};
  const auto answer = api.Answer(revenue);
  ASSERT_TRUE(IsOk(answer));
  EXPECT_NE(answer->find(R"([["87.25"]])"), std::string::npos);
  EXPECT_EQ(engines.size(), 2u);
  EXPECT_EQ(api.publication(), 1);
}

TEST(Api, AMistakeInAProjectsDefinitionsIsShownAndMendedWithoutARestart) {
  auto shop = golden::OpenShop();
  ASSERT_TRUE(IsOk(shop));
  ASSERT_TRUE(IsOk((*shop)->Publish()));
  Api api((*shop)->Sources());
  ASSERT_TRUE(IsOk(api.Refresh()));
  const Request revenue{"/api/metrics", {{"measures", "revenue"}, {"from", "2026-01-01"}}};
  const auto file = (*shop)->project.folder / "metrics" / "own.toml";
  ASSERT_TRUE(IsOk(WriteFile(file, "[measures.revenue]\nsqll = \"sum(tax)\"\n")));
  ASSERT_TRUE(IsOk(api.ReloadDefinitions()));
  EXPECT_NE(api.Answer({"/api/meta", {}})->find("cannot read metrics/own.toml:2:1: unknown key 'sqll'"),
            std::string::npos);
  EXPECT_NE(api.Answer(revenue)->find(R"([["87.25"]])"), std::string::npos);
  ASSERT_TRUE(IsOk(WriteFile(file, "[measures.revenue]\nunit = \"money\"\nsql = \"sum(tax)\"\n")));
  ASSERT_TRUE(IsOk(api.ReloadDefinitions()));
  EXPECT_NE(api.Answer(revenue)->find(R"([["17.35"]])"), std::string::npos);
}

}  // namespace
}  // namespace till::serve
