#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace till::generate {

/// Draws i with a probability proportional to weights[i], in constant time (A. J. Walker's alias method, in the form
/// of M. D. Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", 1991). Uses only
/// + - * / on doubles, so it is the same on every machine. Immutable; any thread may use it.
class AliasTable {
 public:
  AliasTable() = default;
  /// Weights are not negative, and one at least is positive; fewer than 2^32.
  explicit AliasTable(std::span<const double> weights);

  bool empty() const { return slots_.empty(); }
  /// In [0, weights.size()); only if not empty().
  uint32_t Pick(Random& random) const;

 private:
  struct Slot {
    uint32_t keep;  ///< probability of the slot's own index, in units of 1/2^32
    uint32_t other;
  };
  std::vector<Slot> slots_;
};

}  // namespace till::generate
