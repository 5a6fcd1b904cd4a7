#pragma once

#include <cstdint>

#include "base/random.h"
#include "base/time.h"

namespace till::generate {

/// What random numbers are drawn for. Each thing made has a stream of its own, so that it depends on nothing but
/// itself.
enum class Stream : uint64_t {
  kDayNoise = 1,
  kCustomer,
  kProduct,
  kPrice,
  kRank,
  kStock,
  kSale,
  kReturn,
  kDirt,
  kFileDirt,
  kPromotion,
};

/// The stream of the thing `index`; below 2^56.
inline Random Draw(uint64_t seed, Stream stream, uint64_t index) {
  return Random(seed, static_cast<uint64_t>(stream) << 56 | index);
}

/// The stream of the thing `index` of `day`; index below 2^32.
inline Random Draw(uint64_t seed, Stream stream, Day day, uint64_t index) {
  return Draw(seed, stream, static_cast<uint64_t>(static_cast<uint32_t>(day.value) & 0xFFFFFFU) << 32 | index);
}

}  // namespace till::generate
