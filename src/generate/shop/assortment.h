#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "generate/generate.h"
#include "generate/shop/alias_table.h"
#include "generate/shop/season.h"

namespace till::generate {

/// The products: names, prices over time, how popular each is and what it is bought with. Immutable; any thread may
/// use it. Products are numbered from 0.
class Assortment {
 public:
  explicit Assortment(const Options& options);

  int64_t size() const { return static_cast<int64_t>(products_.size()); }
  bool OnSale(int64_t product, Day day) const;
  /// Whether it was launched by the end of `day`, withdrawn since or not.
  bool Launched(int64_t product, Day day) const;

  /// How the lines of one day spread over the categories.
  AliasTable CategoriesOn(Day day) const;
  /// A product on sale, by category and popularity.
  int64_t Pick(Random& random, const AliasTable& categories, Day day) const;
  /// A product that goes with `product`; it may be the same one, or not on sale.
  int64_t Companion(int64_t product, Random& random) const;

  int64_t PriceCents(int64_t product, Day day) const;
  int TaxPerMille(int64_t product) const;
  /// The reduction of the product's price in a promotion, in percent; 0 if it takes no part.
  int PromotionPercent(int64_t product, const Promotion& promotion) const;

  static std::string_view Header();
  /// The product's row as of `day`, with the line break.
  void AppendRow(std::string& out, int64_t product, Day day) const;

 private:
  struct PriceStep {
    Day from;
    int64_t cents;
  };
  struct Product {
    size_t sub_category;
    int64_t number;  ///< within its sub-category
    Day launched;
    Day withdrawn;  ///< the first day off sale
    uint32_t group = 0;
    std::vector<PriceStep> prices;
  };
  void MakeProduct(int64_t index);
  void MakePrices(int64_t index, Product& product) const;
  void MakePopularity();
  void MakeGroups();

  Options options_;
  std::vector<Product> products_;
  std::vector<std::vector<uint32_t>> by_category_;  ///< most popular first
  std::vector<AliasTable> popularity_;              ///< by category
  std::vector<std::vector<uint32_t>> groups_;       ///< products that are bought together
};

}  // namespace till::generate
