#pragma once

#include <cstdint>

namespace till {

/// Counter-based random numbers: the n-th number of a stream is a function of (seed, stream, n) alone, so any part of
/// a sequence can be made on its own, in any order, on any number of threads. The mixing function is SplitMix64's
/// finaliser (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014), applied over the
/// three words. Not for secrets.
class Random {
 public:
  Random(uint64_t seed, uint64_t stream) : key_(Mix(Mix(seed) ^ (stream + kGolden))) {}

  /// The next 64 bits.
  uint64_t Next() { return Mix(key_ + kGolden * ++counter_); }
  /// Uniform in [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  /// Uniform in [0, n); n > 0.
  uint64_t Below(uint64_t n) { return static_cast<uint64_t>((static_cast<Uint128>(Next()) * n) >> 64); }

 private:
  __extension__ using Uint128 = unsigned __int128;
  static constexpr uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
  static uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
  }
  uint64_t key_;
  uint64_t counter_ = 0;
};

}  // namespace till
