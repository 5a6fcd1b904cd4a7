#include "generate/shop/alias_table.h"

namespace till::generate {

AliasTable::AliasTable(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  std::vector<double> keep;
  std::vector<uint32_t> small;
  std::vector<uint32_t> large;
  for (uint32_t i = 0; i < weights.size(); ++i) {
    keep.push_back(weights[i] * static_cast<double>(weights.size()) / total);
    slots_.push_back({UINT32_MAX, i});
    (keep[i] < 1 ? small : large).push_back(i);
  }
  // What is left in the end differs from 1 by rounding only, and keeps its own index.
  while (!small.empty() && !large.empty()) {
    const uint32_t poor = small.back();
    const uint32_t rich = large.back();
    small.pop_back();
    slots_[poor] = {static_cast<uint32_t>(keep[poor] * 0x1.0p32), rich};
    keep[rich] -= 1 - keep[poor];
    if (keep[rich] >= 1) continue;
    large.pop_back();
    small.push_back(rich);
  }
}

uint32_t AliasTable::Pick(Random& random) const {
  const uint64_t number = random.Next();
  const auto i = static_cast<uint32_t>((number >> 32) * slots_.size() >> 32);
  const Slot& slot = slots_[i];
  return static_cast<uint32_t>(number) < slot.keep ? i : slot.other;
}

}  // namespace till::generate
