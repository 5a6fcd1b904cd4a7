#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "metrics/definitions.h"
#include "metrics/query.h"
#include "warehouse/warehouse.h"

namespace till::metrics {

/// A SELECT and the values bound in it.
struct Statement {
  std::string sql;
  warehouse::Parameters parameters;
};

/// The statement that answers `question` over `period`, compared with `compared` where there is one: one row per
/// member of each dimension; a row that only the compared period has is there too. Identifiers come from the
/// definitions only; all values are bound. kInvalid for a filter value that is none of its dimension's type.
Result<Statement> QuestionSql(const Definitions& definitions, const Question& question, Period period,
                              std::optional<Period> compared);

/// `analysis`, SQL over `selected_lines`, with that relation: the lines of `period` for which the filters hold.
Result<Statement> AnalysisSql(const Definitions& definitions, std::string_view analysis,
                              const std::vector<Filter>& where, Period period);

/// The values of `dimension` that contain $search, greatest revenue first, at most $limit.
Statement MembersSql(const Dimension& dimension, std::string_view search, int64_t limit);

}  // namespace till::metrics
