#include "generate/shop/trading_days.h"

#include <algorithm>

#include "generate/shop/season.h"
#include "generate/shop/streams.h"

namespace till::generate {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

TradingDays::TradingDays(const Options& options) : from_(options.from), sales_(options.orders), weights_before_{0} {
  constexpr uint64_t kDaysOfYear = 365;
  for (Day day = options.from; day <= options.to; day = day + 1) {
    if (IsOpen(day)) days_.push_back(day);
    const uint64_t growth = 100 * kDaysOfYear + 8 * static_cast<uint64_t>(day - from_);
    const uint64_t noise = 900 + Draw(options.seed, Stream::kDayNoise, day, 0).Below(201);
    weights_before_.push_back(weights_before_.back() + SeasonWeight(day) * growth / kDaysOfYear * noise);
  }
}

int64_t TradingDays::Before(Day day, int64_t total) const {
  const int last = static_cast<int>(weights_before_.size()) - 1;
  const auto index = static_cast<size_t>(std::clamp(day - from_, 0, last));
  if (weights_before_.back() == 0) return 0;
  const auto product = static_cast<Wide>(weights_before_[index]) * static_cast<uint64_t>(total);
  return static_cast<int64_t>(product / weights_before_.back());
}

int64_t TradingDays::Sales(Day day) const { return Before(day + 1, sales_) - Before(day, sales_); }

}  // namespace till::generate
