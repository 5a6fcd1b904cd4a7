#include "catalog/crawl.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace till::catalog {
namespace {

constexpr std::string_view kToml = R"([project]
timezone = "UTC"
[feeds.sales]
path = "raw/{date}.csv"
[feeds.sales.orders.columns]
order_id   = "Order"
product_id = "Sku"
order_date = { from = "Date", format = "%d/%m/%Y" }
quantity   = "Qty"
unit_price = "Price"
channel    = "Channel"
[feeds.sales.customers.columns]
customer_id = "Customer"
email       = "Mail"
)";
constexpr std::string_view kFile =
    "Order,Sku,Date,Qty,Price,Channel,Customer,Mail\n"
    "1,a,25/12/2025,2,1.50,web,c1,x@example.org\n"
    "2,b,26/12/2025,1,2.25,shop,c2,y@example.org\n";

project::Feed FeedOf(std::string_view toml = kToml) {
  auto project = project::Parse(toml, "/shop");
  EXPECT_TRUE(project.ok()) << project.error().ToString();
  return project->feeds.front();
}

Crawl CrawlText(std::string_view text, const SchemaVersion* known = nullptr) {
  return CrawlHead(text, FeedOf(), known);
}

/// The verdict, and each finding with its line.
std::string Told(const Crawl& crawl) {
  std::string told(VerdictName(crawl.verdict));
  if (crawl.refused) told += ", refused";
  for (const Finding& finding : crawl.findings) {
    told += "\n" + finding.sentence + (finding.known ? " (known)" : "");
    if (!finding.line.empty()) told += " -> " + finding.section + " " + finding.line;
  }
  return told;
}

TEST(CrawlTest, TakesAFileAsTheMappingHasIt) {
  const Crawl crawl = CrawlText(kFile);
  EXPECT_EQ(Told(crawl), "as_known");
  EXPECT_EQ(crawl.schema.table, "sales");
  ASSERT_EQ(crawl.schema.columns.size(), 8u);
  EXPECT_EQ(crawl.schema.columns[0].type, columns::Type::kText);
  EXPECT_EQ(crawl.schema.columns[2].type, columns::Type::kDate);
  EXPECT_EQ(crawl.schema.columns[3].type, columns::Type::kDecimal);
  EXPECT_EQ(crawl.schema.columns[4].max, "2.25");
}

TEST(CrawlTest, KeepsNothingOfPersonalColumns) {
  const Json json = ToJson(CrawlText(kFile).schema);
  EXPECT_EQ(ToText(json["columns"][7]),
            R"({"name":"Mail","type":"text","nullable":false,"nulls":null,"distinct":null,"min":null,"max":null})");
}

TEST(CrawlTest, ReportsNewColumnsAsNewsOnceAndNamesTheLine) {
  const std::string text =
      Replace(Replace(kFile, "Mail\n", "Mail,Discount,Note\n"), "example.org\n", "example.org,0,z\n");
  const Crawl crawl = CrawlText(text);
  EXPECT_EQ(Told(crawl),
            "new_columns\n"
            "column 'Discount' is new and is not read -> [feeds.sales.orders.columns] discount = \"Discount\"\n"
            "column 'Note' is new and is not read");
  EXPECT_EQ(Told(CrawlText(text, &crawl.schema)),
            "as_known\n"
            "column 'Discount' is not read (known) -> [feeds.sales.orders.columns] discount = \"Discount\"\n"
            "column 'Note' is not read (known)");
}

TEST(CrawlTest, ReportsALostOptionalColumnAsNewsOnce) {
  const std::string text = Replace(kFile, "Channel", "Kanal");
  const Crawl crawl = CrawlText(text);
  EXPECT_EQ(
      Told(crawl),
      "lost_optional\ncolumn 'Channel' is absent, so 'channel' stays empty\ncolumn 'Kanal' is new and is not read");
  EXPECT_EQ(Told(CrawlText(text, &crawl.schema)),
            "as_known\n"
            "column 'Channel' is absent, so 'channel' stays empty (known)\n"
            "column 'Kanal' is not read (known)");
}

TEST(CrawlTest, RefusesALostRequiredColumnAndNamesTheNearest) {
  const SchemaVersion known = CrawlText(kFile).schema;
  const Crawl crawl = CrawlText(Replace(kFile, "Qty", "Units"), &known);
  EXPECT_EQ(Told(crawl),
            "lost_required, refused\n"
            "column 'Qty' is absent, which 'quantity' of table 'orders' needs; 'Units' looks like it -> "
            "[feeds.sales.orders.columns] quantity = [\"Qty\", \"Units\"]");
  EXPECT_EQ(RefusalOf(crawl, "2026-01-05.csv").ToString(),
            "cannot take file '2026-01-05.csv': column 'Qty' is absent, which 'quantity' of table 'orders' needs; "
            "'Units' looks like it\nhint: write in [feeds.sales.orders.columns]: quantity = [\"Qty\", \"Units\"]");
  const Crawl by_place = CrawlText(Replace(kFile, "Qty", "Anzahl"), &known);
  EXPECT_EQ(by_place.findings.front().line, "quantity = [\"Qty\", \"Anzahl\"]");
}

TEST(CrawlTest, RefusesAChangedDateOrNumberFormat) {
  const std::string dates = Replace(Replace(kFile, "25/12/2025", "2025-12-25"), "26/12/2025", "2025-12-26");
  EXPECT_EQ(Told(CrawlText(dates)),
            "changed_format, refused\n"
            "column 'Date' holds '2025-12-25', which is not a date in format '%d/%m/%Y' -> "
            "[feeds.sales.orders.columns] order_date = \"Date\"");
  const std::string numbers = Replace(Replace(Replace(kFile, ",", ";"), "1.50", "1,50"), "2.25", "2,25");
  EXPECT_EQ(Told(CrawlText(numbers)),
            "changed_format, refused\n"
            "column 'Price' holds '1,50', which is not a decimal -> "
            "[feeds.sales.orders.columns] unit_price = { from = \"Price\", decimal = \",\" }");
}

TEST(CrawlTest, ReportsAnotherOrderAndDelimiter) {
  const SchemaVersion known = CrawlText(kFile).schema;
  EXPECT_EQ(Told(CrawlText(Replace(kFile, ",", ";"), &known)), "reordered\nthe delimiter is \";\", it was \",\"");
  EXPECT_EQ(Told(CrawlText("Sku,Order,Date,Qty,Price,Channel,Customer,Mail\na,1,25/12/2025,2,1.50,web,c1,x\n", &known)),
            "reordered\nthe columns stand in another order");
}

TEST(CrawlTest, RefusesAnythingElseWhereTheFeedIsStrict) {
  const project::Feed feed =
      FeedOf(Replace(kToml, "[feeds.sales.orders", "on_drift = \"refuse\"\n[feeds.sales.orders"));
  EXPECT_FALSE(CrawlHead(kFile, feed, nullptr).refused);
  EXPECT_TRUE(CrawlHead(Replace(kFile, "Channel", "Kanal"), feed, nullptr).refused);
}

TEST(CrawlTest, RefusesAFileOfNoKnownHeader) {
  EXPECT_EQ(Told(CrawlText("a,b\n1,2\n")), "unknown, refused\nno column has a header that feed 'sales' knows");
  EXPECT_EQ(Told(CrawlText("")), "unknown, refused\nthe file is empty");
}

}  // namespace
}  // namespace till::catalog
