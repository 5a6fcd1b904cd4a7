#include "generate/shop/assortment.h"

#include <algorithm>
#include <utility>

#include "generate/csv_text.h"
#include "generate/shop/catalogue.h"
#include "generate/shop/streams.h"

namespace till::generate {
namespace {

constexpr size_t kGroupSize = 4;
constexpr int kDaysOfPrice = 26 * 7;  ///< a price may change once in each such stretch

/// The first Monday after `day`.
Day NextMonday(Day day) { return day + (8 - day.Weekday()); }

/// The nearest price that looks like one: ends in .99 or .50.
int64_t ShelfPrice(int64_t cents) {
  const int64_t units = cents / 100;
  const int64_t rest = cents % 100;
  if (rest < 25 && units > 0) return units * 100 - 1;
  return units * 100 + (rest < 75 ? 50 : 99);
}

}  // namespace

Assortment::Assortment(const Options& options)
    : options_(options), products_(static_cast<size_t>(options.products)), by_category_(Categories().size()) {
  for (int64_t i = 0; i < size(); ++i) MakeProduct(i);
  MakePopularity();
  MakeGroups();
}

void Assortment::MakeProduct(int64_t index) {
  Product& product = products_[static_cast<size_t>(index)];
  Random random = Draw(options_.seed, Stream::kProduct, static_cast<uint64_t>(index));
  // Neighbours differ in category: 7 has no factor in common with the number of sub-categories.
  const auto subs = static_cast<int64_t>(SubCategories().size());
  product.sub_category = static_cast<size_t>(index % subs * 7 % subs);
  product.number = index / subs;
  product.launched = kNoDay;
  product.withdrawn = kOpenEnd;
  const auto days = static_cast<uint64_t>(options_.to - options_.from + 1);
  const uint64_t fate = random.Below(100);
  const Day monday = NextMonday(options_.from + static_cast<int>(random.Below(days)));
  // The first product stays, so that something is always on sale.
  if (index > 0 && fate < 10) product.launched = monday;
  if (index > 0 && fate >= 94) product.withdrawn = monday;
  MakePrices(index, product);
  by_category_[SubCategories()[product.sub_category].category].push_back(static_cast<uint32_t>(index));
}

void Assortment::MakePrices(int64_t index, Product& product) const {
  Random random = Draw(options_.seed, Stream::kPrice, static_cast<uint64_t>(index));
  const SubCategory& sub = SubCategories()[product.sub_category];
  // The lower of two draws: cheap things are commoner.
  const auto span = static_cast<uint64_t>(sub.highest_cents - sub.lowest_cents + 1);
  int64_t cents = sub.lowest_cents + static_cast<int64_t>(std::min(random.Below(span), random.Below(span)));
  product.prices.push_back({kNoDay, ShelfPrice(cents)});
  for (Day start = options_.from; start <= options_.to; start = start + kDaysOfPrice) {
    const Day monday = NextMonday(start + static_cast<int>(random.Below(kDaysOfPrice - 7)));
    const auto percent = static_cast<int64_t>(random.Below(19)) - 6;  // prices rise more often than they fall
    if (random.Below(100) >= 55) continue;
    cents += cents * percent / 100;
    if (ShelfPrice(cents) != product.prices.back().cents) product.prices.push_back({monday, ShelfPrice(cents)});
  }
}

void Assortment::MakePopularity() {
  for (std::vector<uint32_t>& category : by_category_) {
    const auto rank = [this](uint32_t product) { return Draw(options_.seed, Stream::kRank, product).Next(); };
    std::sort(category.begin(), category.end(), [&](uint32_t a, uint32_t b) { return rank(a) < rank(b); });
    // Zipf's law with a shift (Mandelbrot) that keeps the very first from taking all.
    const double shift = 0.5 + static_cast<double>(category.size()) * 0.02;
    std::vector<double> weights;
    for (size_t i = 0; i < category.size(); ++i) weights.push_back(1 / (static_cast<double>(i) + shift));
    popularity_.emplace_back(weights);
  }
}

/// Takes turns between two related categories, so that a group has products of both, of like popularity.
void Assortment::MakeGroups() {
  const std::span<const Category> categories = Categories();
  for (size_t c = 0; c < categories.size(); ++c) {
    if (categories[c].related < c) continue;
    const auto& one = by_category_[c];
    const auto& other = by_category_[categories[c].related];
    std::vector<uint32_t> turns;
    for (size_t i = 0; i < std::max(one.size(), other.size()); ++i) {
      if (i < one.size()) turns.push_back(one[i]);
      if (i < other.size()) turns.push_back(other[i]);
    }
    for (size_t i = 0; i < turns.size(); ++i) {
      if (i % kGroupSize == 0) groups_.emplace_back();
      groups_.back().push_back(turns[i]);
      products_[turns[i]].group = static_cast<uint32_t>(groups_.size() - 1);
    }
  }
}

bool Assortment::Launched(int64_t product, Day day) const {
  return products_[static_cast<size_t>(product)].launched <= day;
}

bool Assortment::OnSale(int64_t product, Day day) const {
  return Launched(product, day) && day < products_[static_cast<size_t>(product)].withdrawn;
}

AliasTable Assortment::CategoriesOn(Day day) const {
  std::vector<double> weights;
  for (size_t c = 0; c < by_category_.size(); ++c) {
    weights.push_back(by_category_[c].empty() ? 0 : CategoryWeight(Categories()[c], day));
  }
  return AliasTable(weights);
}

int64_t Assortment::Pick(Random& random, const AliasTable& categories, Day day) const {
  constexpr int kTries = 16;
  for (int i = 0; i < kTries; ++i) {
    const uint32_t category = categories.Pick(random);
    if (by_category_[category].empty()) continue;
    const uint32_t product = by_category_[category][popularity_[category].Pick(random)];
    if (OnSale(product, day)) return product;
  }
  return 0;
}

int64_t Assortment::Companion(int64_t product, Random& random) const {
  const std::vector<uint32_t>& group = groups_[products_[static_cast<size_t>(product)].group];
  return group[random.Below(group.size())];
}

int64_t Assortment::PriceCents(int64_t product, Day day) const {
  const std::vector<PriceStep>& prices = products_[static_cast<size_t>(product)].prices;
  size_t i = prices.size() - 1;
  while (prices[i].from > day) --i;
  return prices[i].cents;
}

int Assortment::TaxPerMille(int64_t product) const {
  return Categories()[SubCategories()[products_[static_cast<size_t>(product)].sub_category].category].tax_per_mille;
}

int Assortment::PromotionPercent(int64_t product, const Promotion& promotion) const {
  // The first letter tells the promotions apart.
  const auto index = static_cast<uint64_t>(promotion.name[0]) << 32 | static_cast<uint64_t>(product);
  Random random = Draw(options_.seed, Stream::kPromotion, index);
  if (random.Below(100) >= static_cast<uint64_t>(promotion.products_percent)) return 0;
  const int steps = (promotion.highest_percent - promotion.lowest_percent) / 5 + 1;
  return promotion.lowest_percent + 5 * static_cast<int>(random.Below(static_cast<uint64_t>(steps)));
}

std::string_view Assortment::Header() {
  return "product_id,product_name,category,sub_category,brand,price,cost,stock_quantity\n";
}

void Assortment::AppendRow(std::string& out, int64_t index, Day day) const {
  constexpr int kIdWidth = 4;
  const Product& product = products_[static_cast<size_t>(index)];
  const SubCategory& sub = SubCategories()[product.sub_category];
  const Category& category = Categories()[sub.category];
  Random fixed = Draw(options_.seed, Stream::kStock, static_cast<uint64_t>(index));
  AppendId(out, 'P', index, kIdWidth);
  out.append(",")
      .append(ProductName(sub, product.number))
      .append(",")
      .append(category.name)
      .append(",")
      .append(sub.name);
  out.append(",").append(category.brands[fixed.Below(category.brands.size())]).append(",");
  AppendCents(out, PriceCents(index, day));
  out.append(",");
  // What a product costs the shop follows its first price: 42 to 62 percent of it.
  AppendCents(out, product.prices.front().cents * static_cast<int64_t>(42 + fixed.Below(21)) / 100);
  out.append(",");
  AppendNumber(out,
               static_cast<int64_t>(Draw(options_.seed, Stream::kStock, day, static_cast<uint64_t>(index)).Below(240)));
  out.append("\n");
}

}  // namespace till::generate
