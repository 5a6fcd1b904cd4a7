#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "columns/batch.h"
#include "metrics/engine.h"
#include "metrics/query.h"

namespace till::metrics {

/// An answer: rows of typed columns, always of one publication.
struct Table {
  columns::Batch rows;
  std::optional<columns::Batch> totals;  ///< one row in the shape of `rows`, null for the dimensions
  int64_t publication = 0;
  std::optional<Period> period;
  std::optional<Period> compared_with;
  std::vector<Day> incomplete_days;  ///< of the period
};

/// Answers `question`. Columns: the dimensions as asked, the measures, then "<measure>_compare" where it compares.
/// Totals are computed over all that the filters select, before the limit. In a comparison by a time dimension rows
/// pair by their position in the period. "<measure>_compare" is null where the compared period has ended before the
/// data begin. kInvalid, naming the definition with its place, where its SQL is wrong.
Result<Table> Ask(Engine& engine, const Question& question);

/// Asks for every measure and every dimension over no lines: the first whose SQL is wrong, as Ask names it.
Status CheckSql(Engine& engine);

/// What the question names that the data do not have, a sentence each: members of its filters that no line has, days
/// beyond the data. Such a question has an answer, but not the one that is looked for.
Result<std::vector<std::string>> Doubts(Engine& engine, const Question& question);

/// One of the analyses, over the lines of the question's days and filters. kInvalid where the question has anything
/// else.
Result<Table> Analyse(Engine& engine, std::string_view analysis, const Question& question);

/// The values of a dimension that contain `search` (case ignored), greatest revenue first: a table of one column.
Result<Table> Members(Engine& engine, std::string_view dimension, std::string_view search, int64_t limit);

/// {"columns","rows","publication","source",…} as docs/API.md states it.
Json TableJson(const Table& table);

}  // namespace till::metrics
