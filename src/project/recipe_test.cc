#include <gtest/gtest.h>

#include "base/text.h"
#include "project/project.h"

namespace till::project {
namespace {

constexpr std::string_view kToml = R"([project]
timezone = "Europe/London"
currency = "GBP"
[feeds.sales]
path = "raw/{store}/{date}.csv"
source = "pos"
[feeds.sales.orders.columns]
order_id   = "Order"
product_id = "Sku"
order_date = "Date"
quantity   = "Qty"
unit_price = "Price"
store_id   = { path = "store" }
is_return  = { from = "Returned", true_values = ["ja", "oui"] }
[feeds.sales.products.columns]
product_id = "Sku"
)";
using PathValues = std::map<std::string, std::string>;
const PathValues kValues{{"date", "2026-01-05"}, {"store", "7"}};

std::string RecipeOf(std::string_view toml, const PathValues& values = kValues, int reader_version = 1) {
  const auto project = Parse(toml, "/shop");
  EXPECT_TRUE(project.ok()) << project.error().ToString();
  return project.ok() ? Recipe(*project, project->feeds.front(), values, reader_version) : "";
}

std::string Changed(std::string_view from, std::string_view to) {
  const std::string changed = Replace(kToml, from, to);
  EXPECT_NE(changed, kToml) << from;
  return RecipeOf(changed);
}

TEST(RecipeTest, StaysForWhatStagingDoesNotDependOn) {
  const std::string recipe = RecipeOf(kToml);
  EXPECT_EQ(recipe.size(), 64u);
  EXPECT_EQ(Changed("raw/{store}", "drop/{store}"), recipe);
  EXPECT_EQ(Changed("source =", "due = \"daily\"\non_missing = \"publish\"\nsource ="), recipe);
  EXPECT_EQ(Changed("source =", "kind = \"append\"\nmax_rejects = 0.1\nsettle = \"1m\"\nsource ="), recipe);
  EXPECT_EQ(Changed("[feeds.sales]", "[schedule]\nretries = 1\n[feeds.sales]"), recipe);
  EXPECT_EQ(Changed("feeds.sales", "feeds.tills"), recipe);
  EXPECT_EQ(Changed("timezone =", "name = \"Other\"\ntimezone ="), recipe);
}

TEST(RecipeTest, StaysForAnotherWayToWriteTheSame) {
  const std::string recipe = RecipeOf(kToml);
  EXPECT_EQ(Changed("order_id   = \"Order\"\nproduct_id = \"Sku\"", "product_id = \"Sku\"\norder_id = [\"Order\"]"),
            recipe);
  EXPECT_EQ(Changed("\"Price\"", "{ from = \"Price\", decimal = \".\" }"), recipe);
  EXPECT_EQ(Changed("[\"ja\", \"oui\"]", "[\"oui\", \"ja\"]"), recipe);
  const size_t products = kToml.find("[feeds.sales.products");
  const size_t orders = kToml.find("[feeds.sales.orders");
  EXPECT_EQ(RecipeOf(std::string(kToml.substr(0, orders)) + std::string(kToml.substr(products)) +
                     std::string(kToml.substr(orders, products - orders))),
            recipe);
}

TEST(RecipeTest, ChangesWithWhatStagingDependsOn) {
  const std::string recipe = RecipeOf(kToml);
  EXPECT_NE(Changed("Europe/London", "Europe/Paris"), recipe);
  EXPECT_NE(Changed("GBP", "EUR"), recipe);
  EXPECT_NE(Changed("currency", "day_starts_at = \"04:00\"\ncurrency"), recipe);
  EXPECT_NE(Changed("\"pos\"", "\"web\""), recipe);
  EXPECT_NE(Changed("\"Price\"", "\"Net\""), recipe);
  EXPECT_NE(Changed("\"Price\"", "[\"Price\", \"Net\"]"), recipe);
  EXPECT_NE(Changed("\"Price\"", "{ from = \"Price\", decimal = \",\" }"), recipe);
  EXPECT_NE(Changed("source =", "prices_include_tax = true\nsource ="), recipe);
  EXPECT_NE(Changed("source =", "delimiter = \";\"\nsource ="), recipe);
  EXPECT_NE(Changed("source =", "encoding = \"windows-1252\"\nsource ="), recipe);
  EXPECT_NE(RecipeOf(kToml, kValues, 2), recipe);
}

TEST(RecipeTest, HoldsOnlyThePathValuesThatTheMappingUses) {
  const std::string recipe = RecipeOf(kToml);
  EXPECT_EQ(RecipeOf(kToml, {{"date", "2026-01-06"}, {"store", "7"}}), recipe);
  EXPECT_NE(RecipeOf(kToml, {{"date", "2026-01-05"}, {"store", "8"}}), recipe);
}

}  // namespace
}  // namespace till::project
