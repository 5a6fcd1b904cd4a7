#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace till::generate {

/// What a product is made from: its name is "<style> <thing> <variant>", "Stoneware Mug 350 ml".
struct SubCategory {
  std::string_view name;
  size_t category;  ///< index into Categories()
  std::array<std::string_view, 5> styles;
  std::array<std::string_view, 4> things;
  std::array<std::string_view, 4> variants;
  int lowest_cents;  ///< of the usual price
  int highest_cents;
};

struct Category {
  std::string_view name;
  int weight;  ///< relative number of lines over a year
  int tax_per_mille;
  size_t related;              ///< the category whose products go into one basket with its own
  std::array<int, 12> season;  ///< relative number of lines in each month
  std::array<std::string_view, 3> brands;
};

std::span<const Category> Categories();
std::span<const SubCategory> SubCategories();

/// The name of the `n`-th product of `sub`, counted from 0; each n has another name.
std::string ProductName(const SubCategory& sub, int64_t n);

}  // namespace till::generate
