#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

const std::vector<std::string> kSmall = {"--orders", "1200",       "--customers", "300",        "--products", "60",
                                         "--from",   "2026-01-01", "--to",        "2026-02-10", "--seed",     "3"};

/// The truth's money has two places; answers have no closing zeros.
std::string Short(std::string money) {
  while (money.ends_with('0')) money.pop_back();
  if (money.ends_with('.')) money.pop_back();
  return money;
}

std::string TrueSums(const Json& truth) {
  Json row = Json::array();
  for (const char* money : {"gross_sales", "discounts", "returns", "revenue", "taxes", "shipping"}) {
    row.push_back(Short(truth.value(money, "")));
  }
  row.push_back(truth["orders"]);
  row.push_back(std::to_string(truth.value("units", 0)));
  row.push_back(truth["customers"]);
  return ToText(Json::array({row}));
}

std::string TrueMonths(const Json& truth) {
  Json rows = Json::array();
  for (const auto& [month, revenue] : truth["revenue_by_month"].items()) {
    rows.push_back({month + "-01", Short(revenue.get<std::string>())});
  }
  return ToText(rows);
}

void ExpectTheTruth(const Shop& shop, const Json& truth) {
  EXPECT_EQ(shop.Metrics({"gross_sales", "discounts", "returns", "revenue", "taxes", "shipping", "orders", "units",
                          "customers"}),
            TrueSums(truth));
  EXPECT_EQ(shop.Metrics({"revenue", "--by", "month"}), TrueMonths(truth));
  EXPECT_EQ(shop.Query("select count(*) as lines from fact_orders"), "[[" + ToText(truth["lines"]) + "]]");
}

TEST(Demo, MakesAShopPublishesItAndAddsNothingTheSecondTime) {
  const Shop place;
  const std::string folder = (place / "demo").string();
  const Ended first = RunTill({"demo", folder, "--no-serve", "--to", "2026-01-31"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_NE(first.out.find("publication 1: "), std::string::npos) << first.out;
  const Ended second = RunTill({"demo", folder, "--no-serve", "--json"});
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.Object()["rows"]["read"], 0);
  EXPECT_EQ(second.Object()["files"]["new"], 0);
  EXPECT_EQ(second.Object()["publication"], 1);
}

TEST(Demo, AGeneratedShopIsCountedToTheCent) {
  const Shop shop;
  const Json truth = GenerateShop(shop, kSmall);
  const Json run = shop.Run();
  EXPECT_EQ(run["rows"]["rejected"], 0);
  ExpectTheTruth(shop, truth);
}

TEST(Demo, ASpoiltShopIsCountedToTheCentAndEverySpoiltLineIsNamed) {
  const Shop shop;
  std::vector<std::string> options = kSmall;
  options.insert(options.end(), {"--dirt", "0.02"});
  const Json truth = GenerateShop(shop, options, "20%");
  const Json run = shop.Run();
  std::set<std::string> spoilt;
  for (const Json& line : truth["spoilt"]) {
    spoilt.insert(line.value("file", "").substr(std::string("raw/").size()) + ":" + ToText(line["line"]));
  }
  std::set<std::string> refused;
  for (const Json& line : shop.Lines({"rejects", "list"})) {
    refused.insert(line.value("file", "") + ":" + ToText(line["line"]));
  }
  EXPECT_FALSE(spoilt.empty());
  EXPECT_EQ(refused, spoilt);
  EXPECT_EQ(run["rows"]["rejected"].get<size_t>(), spoilt.size());
  ExpectTheTruth(shop, truth);
}

}  // namespace
}  // namespace till::tests
