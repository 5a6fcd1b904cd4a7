#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "generate/generate.h"
#include "generate/shop/assortment.h"
#include "generate/shop/population.h"
#include "generate/shop/trading_days.h"

namespace till::generate {

/// All that sales are made of. Immutable; any thread may use it.
struct Shop {
  explicit Shop(const Options& shop_options)
      : options(shop_options), days(options), population(options, days), assortment(options) {}

  Options options;
  TradingDays days;
  Population population;
  Assortment assortment;
};

enum class OrderStatus { kCompleted, kCancelled, kPending };

/// Amounts in hundredths.
struct OrderLine {
  int64_t product = 0;
  int64_t quantity = 0;
  int64_t unit_price = 0;
  int64_t discount = 0;
  int64_t tax = 0;
  int64_t shipping = 0;
  std::string_view promotion;
};

struct Order {
  int seconds = 0;  ///< after local midnight
  std::string_view channel;
  int store = -1;  ///< index into Stores(), -1 for none
  int64_t customer = kNobody;
  OrderStatus status = OrderStatus::kCompleted;
  std::array<OrderLine, 8> lines;
  size_t line_count = 0;
};

/// A return: which line of which sale comes back.
struct Return {
  Day sold_on;
  int64_t sale;  ///< number of the sale on that day, from 0
  size_t line;   ///< index into its lines
  Order order;   ///< the return itself: one line with negative quantity, discount and tax
};

/// The orders of one day, each made on its own from (shop, day, number). The shop must outlive it.
class OrdersOn {
 public:
  OrdersOn(const Shop& shop, Day day);

  int64_t sales() const { return sales_; }
  /// The sale with this number, in [0, sales()). Later numbers have later times.
  Order Sale(int64_t number) const;
  /// What is brought back on this day, by day of sale, then number.
  std::vector<Return> Returns() const;

 private:
  void ChooseBuyer(int64_t number, bool in_store, Random& random, Order& order) const;
  void FillBasket(Random& random, Order& order) const;
  OrderLine MakeLine(int64_t product, bool corporate, bool welcome, Random& random) const;
  void AppendReturnsOf(Day sold_on, uint64_t lag, std::vector<Return>& returns) const;

  const Shop& shop_;
  Day day_;
  int64_t sales_;
  Population::Range newcomers_;
  const Promotion* promotion_;
  AliasTable categories_;
};

}  // namespace till::generate
