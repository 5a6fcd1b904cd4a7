#include "ingest/mapping.h"

#include <gtest/gtest.h>

#include "tests/support/expect.h"

namespace till::ingest {
namespace {

constexpr std::string_view kToml = R"(
[project]
name = "Corner Shop"
timezone = "UTC"
currency = "GBP"
[feeds.orders]
path = "raw/orders/{date}.csv"
[feeds.orders.orders.columns]
order_id   = ["OrderNo", "Order"]
product_id = "SKU"
quantity   = "Qty"
order_date = { path = "date" }
unit_price = "UnitPrice"
register   = "Till"
)";

project::Feed Feed() { return testing::Value(project::Parse(kToml, "/shop")).feeds.at(0); }

Result<BoundMapping> Bind(const std::vector<std::string>& header, const project::Feed& feed = Feed()) {
  return BindMapping(feed, header, {{"date", "2026-01-05"}}, "2026-01-05.csv");
}

TEST(MappingTest, TakesTheFirstHeaderThatIsPresent) {
  const BoundMapping bound = testing::Value(Bind({"Qty", "Order", "SKU", "UnitPrice", "Note"}));
  ASSERT_EQ(bound.tables.size(), 1U);
  const BoundTable& orders = bound.tables[0];
  EXPECT_EQ(orders.Find("order_id").cell, 1U);
  EXPECT_EQ(orders.Find("order_id").header, "Order");
  EXPECT_EQ(orders.Find("order_date").constant, "2026-01-05");
  EXPECT_FALSE(orders.Find("register").bound()) << "an optional column may be absent";
  EXPECT_EQ(bound.unmapped, std::vector<std::string>{"Note"});
}

TEST(MappingTest, ALostRequiredColumnNamesItsLikelyNewHeader) {
  EXPECT_EQ(
      Bind({"Qty", "Order", "SKU", "Unit Price"}).error().ToString(),
      "cannot load '2026-01-05.csv': column 'unit_price' maps to header 'UnitPrice', which the file does not have\n"
      "hint: if it is 'Unit Price' now, list both below [feeds.orders.orders.columns]: "
      "unit_price = [\"UnitPrice\", \"Unit Price\"]");
  EXPECT_EQ(Bind({"Qty", "invoice no", "SKU", "UnitPrice"}).error().hint,
            "if it is 'invoice no' now, list both below [feeds.orders.orders.columns]: "
            "order_id = [\"OrderNo\", \"invoice no\"]");
  EXPECT_EQ(
      Bind({"Qty", "x", "SKU", "UnitPrice"}).error().ToString(),
      "cannot load '2026-01-05.csv': column 'order_id' maps to headers 'OrderNo' or 'Order', which the file does not "
      "have\nhint: headers of the file: Qty, x, SKU, UnitPrice");
}

TEST(MappingTest, AFeedThatCannotFillItsTableIsInvalid) {
  project::Feed feed = Feed();
  std::erase_if(feed.tables[0].columns, [](const auto& rule) { return rule.column == "quantity"; });
  EXPECT_EQ(Bind({"Qty", "Order", "SKU", "UnitPrice"}, feed).error().ToString(),
            "cannot load '2026-01-05.csv': no rule fills column 'quantity' of table 'orders'\n"
            "hint: add it below [feeds.orders.orders.columns] in till.toml");
  feed = Feed();
  feed.tables[0].columns[2].format = "%Q";
  EXPECT_TRUE(testing::FailsWith(Code::kInvalid, Bind({"Qty", "Order", "SKU", "UnitPrice"}, feed)));
}

}  // namespace
}  // namespace till::ingest
