#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"
#include "generate/shop/catalogue.h"

namespace till::generate {

/// The shop is closed on 25 December and 1 January.
bool IsOpen(Day day);
/// `day`, or the next one on which the shop is open.
Day OpenFrom(Day day);
/// The relative number of sales on `day`, from season and weekday; 0 where the shop is closed.
uint64_t SeasonWeight(Day day);
/// The relative number of lines of a category on `day`.
uint32_t CategoryWeight(const Category& category, Day day);

/// A time of reduced prices.
struct Promotion {
  std::string_view name;
  int products_percent;  ///< of all products take part
  int lowest_percent;    ///< a product's reduction is between these two
  int highest_percent;
};
/// nullptr on most days.
const Promotion* PromotionOn(Day day);

struct TimeOfSale {
  int seconds;  ///< after local midnight
  bool store;   ///< sold over the counter; otherwise in the web shop or the app
};
/// The time by which the share `rank` / 2^32 of a day's sales is made, so that equally spaced ranks give a day's
/// profile in order of time. `place` is uniform over 32 bits.
TimeOfSale TimeAt(int weekday, uint32_t rank, uint32_t place);

}  // namespace till::generate
