// Facts that a believable shop shows, over two years of the demo at a quarter of its size.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "generate/order_rows.h"
#include "generate/shop/catalogue.h"
#include "generate/shop/season.h"

namespace till::generate {
namespace {

/// What the sales of two years come to.
class Shape : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Options options;
    options.customers = 1500;
    options.orders = 25000;
    options.from = Day::Of(2024, 1, 1);
    options.to = Day::Of(2025, 12, 31);
    shop_ = new Shop(options);
    facts_ = new Facts;
    for (const Day day : shop_->days.days()) AddDay(day);
  }
  static void TearDownTestSuite() {
    delete shop_;
    delete facts_;
  }

  struct Facts {
    std::array<int64_t, 8> by_weekday{};
    std::array<int64_t, 13> by_month{};
    std::array<int64_t, 24> store_by_hour{}, web_by_hour{};
    std::map<int64_t, int64_t> revenue;            // by product
    std::map<int64_t, std::set<Day>> buying_days;  // by customer
    std::map<int64_t, int64_t> with_product;       // orders
    std::map<std::pair<int64_t, int64_t>, int64_t> with_pair;
    int64_t orders = 0, lines = 0, walk_ins = 0, by_new = 0;
    std::map<int, int64_t> by_year;
  };

  static void AddDay(Day day) {
    const OrdersOn orders(*shop_, day);
    for (int64_t i = 0; i < orders.sales(); ++i) AddOrder(day, orders.Sale(i));
  }
  static void AddOrder(Day day, const Order& order) {
    Facts& f = *facts_;
    ++f.orders;
    ++f.by_weekday[static_cast<size_t>(day.Weekday())];
    ++f.by_month[static_cast<size_t>(day.ToCivil().month)];
    ++f.by_year[day.ToCivil().year];
    ++(order.store >= 0 ? f.store_by_hour : f.web_by_hour)[static_cast<size_t>(order.seconds / 3600)];
    if (order.customer == kNobody) ++f.walk_ins;
    if (order.customer != kNobody) f.buying_days[order.customer].insert(day);
    for (size_t i = 0; i < order.line_count; ++i) {
      const OrderLine& line = order.lines[i];
      ++f.lines;
      ++f.with_product[line.product];
      f.revenue[line.product] += line.quantity * line.unit_price - line.discount;
      for (size_t j = 0; j < order.line_count; ++j) {
        if (line.product < order.lines[j].product) ++f.with_pair[{line.product, order.lines[j].product}];
      }
    }
  }

  static Shop* shop_;
  static Facts* facts_;
};

Shop* Shape::shop_ = nullptr;
Shape::Facts* Shape::facts_ = nullptr;

TEST_F(Shape, SaturdaysSellMoreThanTuesdays) { EXPECT_GT(facts_->by_weekday[6] * 2, facts_->by_weekday[2] * 3); }

TEST_F(Shape, DecemberSellsMoreThanFebruary) { EXPECT_GT(facts_->by_month[12] * 2, facts_->by_month[2] * 3); }

TEST_F(Shape, TheSecondYearSellsMore) {
  const double growth = static_cast<double>(facts_->by_year[2025]) / static_cast<double>(facts_->by_year[2024]);
  EXPECT_GT(growth, 1.05);
  EXPECT_LT(growth, 1.11);
}

TEST_F(Shape, AFifthOfTheProductsMakesMoreThanHalfOfTheRevenue) {
  std::vector<int64_t> revenue;
  for (const auto& [product, cents] : facts_->revenue) revenue.push_back(cents);
  std::sort(revenue.rbegin(), revenue.rend());
  const int64_t top = std::accumulate(revenue.begin(), revenue.begin() + shop_->assortment.size() / 5, int64_t{0});
  EXPECT_GT(top * 2, std::accumulate(revenue.begin(), revenue.end(), int64_t{0}));
}

TEST_F(Shape, ManyCustomersComeAgain) {
  int64_t again = 0;
  size_t most = 0;
  for (const auto& [customer, days] : facts_->buying_days) {
    if (days.size() > 1) ++again;
    most = std::max(most, days.size());
  }
  EXPECT_GT(again * 2, static_cast<int64_t>(facts_->buying_days.size()));
  EXPECT_GT(most, 60U);
}

TEST_F(Shape, AFewPercentOfTheSalesAreToWalkIns) {
  EXPECT_GT(facts_->walk_ins * 100, facts_->orders * 5);
  EXPECT_LT(facts_->walk_ins * 100, facts_->orders * 12);
}

TEST_F(Shape, OrdersHaveAboutTwoAndAHalfLines) {
  EXPECT_GT(facts_->lines * 10, facts_->orders * 22);
  EXPECT_LT(facts_->lines * 10, facts_->orders * 27);
}

TEST_F(Shape, SomeProductsAreBoughtTogether) {
  int64_t pairs = 0;
  for (const auto& [pair, orders] : facts_->with_pair) {
    const double expected = static_cast<double>(facts_->with_product[pair.first]) *
                            static_cast<double>(facts_->with_product[pair.second]) /
                            static_cast<double>(facts_->orders);
    if (orders >= 30 && static_cast<double>(orders) > 2 * expected) ++pairs;
  }
  EXPECT_GT(pairs, 20);
}

TEST_F(Shape, StoresKeepTheirHoursAndTheWebDoesNot) {
  EXPECT_EQ(facts_->store_by_hour[3], 0);
  EXPECT_EQ(facts_->store_by_hour[22], 0);
  EXPECT_GT(facts_->store_by_hour[12], 0);
  for (const int64_t orders : facts_->web_by_hour) EXPECT_GT(orders, 0);
}

TEST_F(Shape, ToysPeakBeforeChristmasAndGardensInSpring) {
  const Category& garden = Categories()[2];
  const Category& toys = Categories()[5];
  EXPECT_GT(CategoryWeight(garden, Day::Of(2025, 5, 15)), 3 * CategoryWeight(garden, Day::Of(2025, 12, 15)));
  EXPECT_GT(CategoryWeight(toys, Day::Of(2025, 12, 15)), 3 * CategoryWeight(toys, Day::Of(2025, 5, 15)));
}

TEST(Season, KnowsItsPromotions) {
  EXPECT_EQ(PromotionOn(Day::Of(2025, 11, 28))->name, "BLACK-FRIDAY");
  EXPECT_EQ(PromotionOn(Day::Of(2025, 12, 1))->name, "BLACK-FRIDAY");
  EXPECT_EQ(PromotionOn(Day::Of(2025, 12, 2)), nullptr);
  EXPECT_EQ(PromotionOn(Day::Of(2025, 7, 1))->name, "SUMMER-SALE");
  EXPECT_EQ(PromotionOn(Day::Of(2026, 1, 2))->name, "JANUARY-SALE");
}

TEST(Catalogue, GivesEachProductOfASubCategoryItsOwnName) {
  for (const SubCategory& sub : SubCategories()) {
    std::set<std::string> names;
    for (int64_t n = 0; n < 2000; ++n) EXPECT_TRUE(names.insert(ProductName(sub, n)).second);
  }
}

}  // namespace
}  // namespace till::generate
