#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace till::generate {

/// Cells of CSV files, put behind `out`. No cell made here needs quotes.

/// With zeros before it up to `width` digits.
void AppendNumber(std::string& out, int64_t value, int width = 1);
/// Money in hundredths: 1250 is "12.50".
void AppendCents(std::string& out, int64_t cents);
/// "2026-01-05".
void AppendDay(std::string& out, Day day);
/// "08:26:00" of seconds after midnight.
void AppendTime(std::string& out, int seconds);
/// "12.50".
std::string CentsText(int64_t cents);
/// `letter` and a number with at least `width` digits, counted from 1: "P0001" is product 0.
void AppendId(std::string& out, char letter, int64_t index, int width);

}  // namespace till::generate
