#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "columns/batch.h"
#include "csv/dialect.h"

namespace till::csv {

/// Distinct values of a column are counted up to this many.
inline constexpr int64_t kMostDistinct = 10'000;

/// What the cells of one column look like. Blank cells are nulls and decide nothing.
struct InferredColumn {
  std::string header;
  columns::Type type = columns::Type::kText;  ///< the narrowest that takes the cells; text if all are blank
  std::string format;                         ///< of dates and timestamps, for TimeFormat; empty: ISO 8601
  std::string other_format;                   ///< where day and month could as well be the other way round: that format
  char decimal = '.';                         ///< of decimals
  char thousands = '\0';                      ///< of decimals, or none
  bool number_as_text = false;                ///< every cell is a whole number written as "17850.0"
  int64_t nulls = 0;
  int64_t distinct = 0;              ///< kMostDistinct where there are at least as many
  std::string min, max;              ///< as of the type, in the form of columns::FormatValue; empty if all are blank
  std::vector<std::string> samples;  ///< the first five distinct cells
  int64_t misfits = 0;               ///< cells that are not of the type
  std::vector<std::string> misfit_samples;  ///< the first three distinct of them
};

struct InferredFile {
  std::vector<InferredColumn> columns;  ///< one a cell of the header
  int64_t rows = 0;                     ///< records below the header that have as many cells
  int64_t broken = 0;                   ///< other records, and those that cannot be read
};

/// How many cells may be of another type than their column.
enum class Misfits {
  kNone,
  kFew,  ///< up to a tenth: the type is the one that takes the most cells
};

/// Reads all of `bytes`, once unless a column has kMostDistinct values; the first record is the header. Digits with a
/// leading zero are text, since they are ids; 0 and 1 are integers, and yyyymmdd a date only below a header that says
/// "date" or "day". One thread.
InferredFile Infer(std::string_view bytes, const Dialect& dialect, Misfits allowed = Misfits::kNone);

}  // namespace till::csv
