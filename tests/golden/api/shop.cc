#include "tests/golden/api/shop.h"

#include "adapters/duckdb/warehouse.h"
#include "adapters/memory/run_store.h"
#include "catalog/catalog.h"
#include "ingest/receipt.h"
#include "ingest/staging.h"

namespace till::golden {
namespace {

const publish::Input kInput{"sales", "2026-03-02.csv", Day::Of(2026, 3, 2), std::string(64, 'c'), std::string(64, 'd')};

constexpr std::string_view kToml = R"toml(
[project]
name = "Corner Shop"
currency = "GBP"
timezone = "Europe/London"
[feeds.sales]
path = "raw/sales/{date}.csv"
[feeds.sales.orders.columns]
order_id = "InvoiceNo"
product_id = "StockCode"
ordered_at = "InvoiceDate"
quantity = "Quantity"
unit_price = "UnitPrice"
)toml";

Status PutReceipt(lake::ObjectStore& lake) {
  ingest::Receipt receipt;
  receipt.content = kInput.content;
  receipt.recipe = kInput.recipe;
  receipt.read = 12;
  receipt.loaded = 10;
  receipt.rejected = 2;
  receipt.rejects = {{"not_a_decimal", 2, {7, 210, "Quantity", "two", "'two' is not a decimal"}}};
  const std::string text = ToText(ingest::ToJson(receipt));
  return lake.Put(ingest::StagingPrefix(kInput.content, kInput.recipe) + "/receipt.json", std::string_view(text));
}

Status RecordSchemas(lake::ObjectStore& lake) {
  catalog::SchemaVersion schema;
  schema.table = "sales";
  schema.files = 1;
  schema.columns = {{"InvoiceNo", columns::Type::kText, false, false, 0, 9, "O1", "R1"},
                    {"Quantity", columns::Type::kDecimal, false, false, 0, 5, "-1", "4"}};
  TILL_TRY(catalog::Record(lake, schema).status());
  schema.columns.push_back({"Brand", columns::Type::kText, false, false, 1, 2, "Kick", "Lux"});
  return catalog::Record(lake, schema).status();
}

Status RecordRuns(dag::RunStore& runs) {
  dag::Run run;
  run.dag = "retail_etl";
  run.id = "20260302T040000Z-3fa9c1";
  run.trigger = dag::Trigger::kSchedule;
  run.business_date = Day::Of(2026, 3, 2);
  run.status = dag::RunStatus::kSucceeded;
  run.started_at = Instant::Parse("2026-03-03T04:00:00Z").value();
  run.ended_at = Instant::Parse("2026-03-03T04:02:11Z").value();
  run.publication = 1;
  run.detail = {{"files", {{"new", 1}, {"skipped", 0}, {"corrected", 0}, {"refused", 0}}},
                {"rows", {{"read", 12}, {"loaded", 10}, {"rejected", 2}, {"superseded", 0}}}};
  TILL_TRY(runs.CreateRun(run));
  dag::Attempt attempt;
  attempt.run = run.id;
  attempt.task = "check_s3_files";
  attempt.attempt = 1;
  attempt.status = dag::TaskStatus::kSucceeded;
  attempt.started_at = run.started_at;
  attempt.ended_at = run.ended_at;
  attempt.reason = "1 new file of 1";
  TILL_TRY(runs.PutAttempt(attempt));
  run.id = "20260303T040000Z-77b0aa";
  run.started_at = Instant::Parse("2026-03-04T04:00:00Z").value();
  run.ended_at = Instant::Parse("2026-03-04T04:00:41Z").value();
  run.publication.reset();
  run.status = dag::RunStatus::kFailed;
  run.reason = "sales 2026-03-03 is missing";
  return runs.CreateRun(run);
}

}  // namespace

Status Shop::Publish() {
  publish::Record record = star->record;
  TILL_ASSIGN(record.previous, publications->LatestNumber());
  record.content.inputs = {kInput};
  record.content.checks = {
      {"unique_keys", "Every key occurs once.", "error", 0, Json::array()},
      {"prices_sane", "No price is far off.", "warn", 1, Json::array({{{"order_id", "O9"}, {"unit_price", "899"}}})}};
  record.incomplete = {"sales 2026-03-02"};
  return publications->Create(std::move(record)).status();
}

serve::Sources Shop::Sources() {
  return {project,
          zone,
          *star->lake,
          *publications,
          *runs,
          {{"check_s3_files", "Files complete", {}}, {"run_glue_crawler", "Schemas", {"check_s3_files"}}},
          *clock,
          [this](const publish::Record& record) -> Result<std::unique_ptr<metrics::Engine>> {
            TILL_ASSIGN(metrics::Definitions definitions, metrics::LoadDefinitions(Assets(), project.folder));
            TILL_ASSIGN(std::unique_ptr<warehouse::Warehouse> warehouse, duckdb::OpenWarehouse({}));
            return metrics::Engine::Open(record, *star->lake, std::move(warehouse),
                                         std::make_shared<const metrics::Definitions>(std::move(definitions)), Assets(),
                                         metrics::Hold::kMemory);
          },
          [this]() { return metrics::LoadDefinitions(Assets(), project.folder); }};
}

Result<std::unique_ptr<Shop>> OpenShop() {
  auto shop = std::make_unique<Shop>();
  TILL_ASSIGN(shop->star, PublishStar());
  TILL_ASSIGN(shop->project, project::Parse(kToml, shop->star->folder->path()));
  TILL_ASSIGN(shop->zone, TimeZone::Find("Europe/London"));
  shop->publications = std::make_unique<publish::Publications>(*shop->star->lake);
  shop->runs = adapters::MakeMemoryRunStore();
  shop->clock = std::make_unique<ManualClock>(Instant::Parse("2026-03-04T09:00:00Z").value());
  TILL_TRY(PutReceipt(*shop->star->lake));
  TILL_TRY(RecordSchemas(*shop->star->lake));
  TILL_TRY(RecordRuns(*shop->runs));
  return shop;
}

}  // namespace till::golden
