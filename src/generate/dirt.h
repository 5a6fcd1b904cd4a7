#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace till::generate {

/// What is wrong with a spoilt row: the commonest faults of real exports. Each costs just its own row.
enum class Fault : uint8_t {
  kDecimalComma,  ///< unit_price as "12,50"
  kDateFormat,    ///< ordered_at as 05/01/2026 08:26
  kMissingValue,  ///< product_id is empty
  kSurplusCell,
  kMissingCell,
  kStrayQuote,  ///< a quoted promotion with quotes in it that are not doubled
};
inline constexpr uint64_t kFaults = 6;

/// "decimal_comma" and so on, as in the truth.
std::string_view FaultName(Fault fault);
/// A row of an orders file, with its line break, made faulty.
std::string Spoil(std::string_view row, Fault fault);
/// UTF-8 text in Windows-1252; of the letters beyond ASCII it must have only those up to U+00FF.
std::string ToWindows1252(std::string_view text);

}  // namespace till::generate
