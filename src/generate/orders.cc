#include "generate/orders.h"

#include <algorithm>

#include "generate/shop/people.h"
#include "generate/shop/season.h"
#include "generate/shop/streams.h"

namespace till::generate {
namespace {

constexpr int kWalkInPercent = 15;       ///< of sales over the counter
constexpr int kReturnPercent = 10;       ///< of sales, one line each: 4 % of the lines
constexpr int64_t kFreeShipping = 5000;  ///< order value in hundredths
constexpr int64_t kShipping = 395;
constexpr std::string_view kWelcome = "WELCOME10";
constexpr std::array kReturnLags{3, 5, 6, 8, 10, 12, 14, 17, 21, 28};  ///< days

int64_t DivideRounded(int64_t value, int64_t by) { return (value + by / 2) / by; }

/// 1 to 8 lines; 2.5 are left on average when what is there already, or not on sale, has been passed over.
size_t LineCount(uint64_t per_mille) {
  constexpr std::array kUpTo{270, 540, 730, 860, 935, 972, 990, 1000};
  size_t count = 0;
  while (per_mille >= static_cast<uint64_t>(kUpTo[count])) ++count;
  return count + 1;
}

int64_t Quantity(bool corporate, Random& random) {
  constexpr std::array kOne{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 6};
  const int64_t quantity = kOne[random.Below(kOne.size())];
  return corporate ? quantity * static_cast<int64_t>(1 + random.Below(4)) : quantity;
}

/// Orders of the web are cancelled now and then, and those of the last three days may still be on their way.
OrderStatus StatusOf(bool in_store, int days_left, uint64_t per_mille) {
  if (in_store) return OrderStatus::kCompleted;
  if (per_mille < 30) return OrderStatus::kCancelled;
  return days_left < 3 && per_mille < 430 ? OrderStatus::kPending : OrderStatus::kCompleted;
}

}  // namespace

OrdersOn::OrdersOn(const Shop& shop, Day day)
    : shop_(shop),
      day_(day),
      sales_(shop.days.Sales(day)),
      newcomers_(shop.population.Newcomers(day)),
      promotion_(PromotionOn(day)),
      categories_(shop.assortment.CategoriesOn(day)) {}

Order OrdersOn::Sale(int64_t number) const {
  Random random = Draw(shop_.options.seed, Stream::kSale, day_, static_cast<uint64_t>(number));
  const uint64_t time = random.Next();
  const auto rank = ((static_cast<uint64_t>(number) << 32) + (time >> 32)) / static_cast<uint64_t>(sales_);
  const TimeOfSale at = TimeAt(day_.Weekday(), static_cast<uint32_t>(rank), static_cast<uint32_t>(time));
  Order order;
  order.seconds = at.seconds;
  order.channel = at.store ? "store" : random.Below(100) < 65 ? "web" : "app";
  order.status = StatusOf(at.store, shop_.options.to - day_, random.Below(1000));
  ChooseBuyer(number, at.store, random, order);
  FillBasket(random, order);
  return order;
}

/// Most newcomers buy on the day they register; their sales are spread evenly over the day's.
void OrdersOn::ChooseBuyer(int64_t number, bool in_store, Random& random, Order& order) const {
  const int64_t newcomers = newcomers_.last - newcomers_.first;
  const int64_t next = number * newcomers / sales_;
  const bool first_of_it = number == 0 || (number - 1) * newcomers / sales_ != next;
  const uint64_t chance = random.Below(100);
  if (newcomers > 0 && newcomers <= sales_ && first_of_it && chance < 80) {
    order.customer = newcomers_.first + next;
  } else if (!in_store || chance >= kWalkInPercent) {
    order.customer = shop_.population.Pick(random, day_);
  }
  if (!in_store) return;
  const bool at_home = order.customer != kNobody && random.Below(100) < 85;
  const size_t store = at_home ? shop_.population.HomeStore(order.customer) : PickWeighted(Stores(), random.Next());
  order.store = static_cast<int>(store);
}

/// What is bought together with the first thing makes half of the rest.
void OrdersOn::FillBasket(Random& random, Order& order) const {
  const Assortment& assortment = shop_.assortment;
  const bool corporate = order.customer != kNobody && shop_.population.IsCorporate(order.customer);
  const bool welcome = newcomers_.first <= order.customer && order.customer < newcomers_.last;
  const size_t wanted = LineCount(random.Below(1000));
  const int64_t first = assortment.Pick(random, categories_, day_);
  int64_t value = 0;
  for (size_t i = 0; i < wanted; ++i) {
    int64_t product = first;
    if (i > 0) {
      const bool companion = random.Below(100) < 50;
      product = companion ? assortment.Companion(first, random) : assortment.Pick(random, categories_, day_);
      const auto same = [product](const OrderLine& line) { return line.product == product; };
      const auto end = order.lines.begin() + static_cast<std::ptrdiff_t>(order.line_count);
      if (!assortment.OnSale(product, day_) || std::any_of(order.lines.begin(), end, same)) continue;
    }
    const OrderLine line = MakeLine(product, corporate, welcome, random);
    value += line.quantity * line.unit_price - line.discount;
    order.lines[order.line_count++] = line;
  }
  if (order.store < 0 && value < kFreeShipping) order.lines[0].shipping = kShipping;
}

OrderLine OrdersOn::MakeLine(int64_t product, bool corporate, bool welcome, Random& random) const {
  const Assortment& assortment = shop_.assortment;
  OrderLine line;
  line.product = product;
  line.quantity = Quantity(corporate, random);
  line.unit_price = assortment.PriceCents(product, day_);
  const int64_t gross = line.quantity * line.unit_price;
  int percent = promotion_ != nullptr ? assortment.PromotionPercent(product, *promotion_) : 0;
  if (percent > 0) line.promotion = promotion_->name;
  if (percent == 0 && welcome) {
    percent = 10;
    line.promotion = kWelcome;
  }
  line.discount = DivideRounded(gross * percent, 100);
  line.tax = DivideRounded((gross - line.discount) * assortment.TaxPerMille(product), 1000);
  return line;
}

std::vector<Return> OrdersOn::Returns() const {
  std::vector<Return> returns;
  if (!IsOpen(day_)) return returns;
  // What falls due on a closed day is brought back on the next open one.
  Day due = day_;
  while (!IsOpen(due - 1)) due = due - 1;
  for (; due <= day_; due = due + 1) {
    for (size_t lag = kReturnLags.size(); lag-- > 0;) AppendReturnsOf(due - kReturnLags[lag], lag, returns);
  }
  return returns;
}

void OrdersOn::AppendReturnsOf(Day sold_on, uint64_t lag, std::vector<Return>& returns) const {
  if (shop_.days.Sales(sold_on) == 0) return;
  const OrdersOn sold(shop_, sold_on);
  for (int64_t number = 0; number < sold.sales(); ++number) {
    Random random = Draw(shop_.options.seed, Stream::kReturn, sold_on, static_cast<uint64_t>(number));
    const uint64_t fate = random.Below(100 * kReturnLags.size());
    if (fate >= kReturnPercent * kReturnLags.size() || fate % kReturnLags.size() != lag) continue;
    Order order = sold.Sale(number);
    if (order.status != OrderStatus::kCompleted) continue;
    const size_t chosen = random.Below(order.line_count);
    OrderLine line = order.lines[chosen];
    line.quantity = -line.quantity;
    line.discount = -line.discount;
    line.tax = -line.tax;
    line.shipping = 0;
    order.lines[0] = line;
    order.line_count = 1;
    order.seconds = static_cast<int>(11 * 3600 + random.Below(5 * 3600));
    returns.push_back({sold_on, number, chosen, order});
  }
}

}  // namespace till::generate
