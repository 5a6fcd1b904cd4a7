#include "generate/alias_table.h"

namespace till::generate {

AliasTable::AliasTable(std::span<const double> weights) : slots_(weights.size()) {
  double total = 0;
  for (const double weight : weights) total += weight;
  std::vector<uint32_t> small;
  std::vector<uint32_t> large;
  for (uint32_t i = 0; i < weights.size(); ++i) {
    slots_[i] = {weights[i] * static_cast<double>(weights.size()) / total, i};
    (slots_[i].keep < 1 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    Slot& poor = slots_[small.back()];
    const uint32_t rich = large.back();
    small.pop_back();
    poor.other = rich;
    slots_[rich].keep -= 1 - poor.keep;
    if (slots_[rich].keep >= 1) continue;
    large.pop_back();
    small.push_back(rich);
  }
  // What is left differs from 1 by rounding only.
  for (const uint32_t i : small) slots_[i].keep = 1;
  for (const uint32_t i : large) slots_[i].keep = 1;
}

uint32_t AliasTable::Pick(Random& random) const {
  const auto i = static_cast<uint32_t>(random.Below(slots_.size()));
  return random.Uniform() < slots_[i].keep ? i : slots_[i].other;
}

}  // namespace till::generate
