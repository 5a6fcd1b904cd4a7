#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "metrics/definitions.h"

namespace till::quicksight {

/// A calculated field of an analysis: its name, and its expression in QuickSight's own language.
struct CalculatedField {
  std::string name;
  std::string expression;
};

/// Which days an aggregate is of.
enum class Days {
  kFiltered,  ///< those that the filter of the visual lets through
  kAsked,     ///< the days asked for, where no filter is
  kBefore,    ///< as many days before them, where no filter is
};

/// A measure in QuickSight's language. Sources of the functions and of what they take: Amazon QuickSight user guide,
/// "Functions by category" and "Level-aware calculations".
struct CalculatedMeasure {
  const metrics::Measure* measure = nullptr;
  Days days = Days::kFiltered;
  CalculatedField field;  ///< an aggregate; named by the measure's label
  std::vector<CalculatedField>
      rows;                       ///< fields of a line that it reads: aggregates with a condition take no expression
  std::set<std::string> columns;  ///< columns of `lines` that it and `rows` read
  /// Reads the first day asked for. A row of a split by time begins later than that, so it stands for no such split.
  bool by_period = false;
  /// Reads all of a customer's orders in its row of the answer, so it stands for no split at all.
  bool by_customer = false;
};

/// Columns of `lines` that hold true or false; the data set has them as 1 and 0.
bool IsTruthColumn(std::string_view column);
/// The parameters of the analysis that hold the first and the last day asked for.
inline constexpr std::string_view kFromParameter = "From";
inline constexpr std::string_view kToParameter = "To";

/// kUnsupported, as "cannot express measure 'x' in QuickSight: <fact>", where it cannot; so by_period and by_customer
/// of other days than the filter's.
Result<CalculatedMeasure> TranslateMeasure(const metrics::Measure& measure, Days days = Days::kFiltered);

}  // namespace till::quicksight
