#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "columns/batch.h"
#include "warehouse/warehouse.h"

namespace till::testing_support {

/// A row as a test writes it: texts by column name; a column that is absent or "" is null, "''" is an empty text.
using Row = std::map<std::string, std::string, std::less<>>;

/// The rows as a batch of `schema`; a mistake in the test ends it.
columns::Batch BatchOf(const columns::Schema& schema, const std::vector<Row>& rows);

/// Rows of a CSV text without quotes: the first line names the columns, "name:type" each where `types` is given.
std::vector<Row> ParseRows(std::string_view csv, columns::Schema* types = nullptr);

/// The batch with a line of names and a line per row, cells parted by commas.
std::string CsvOf(const columns::Batch& batch);

}  // namespace till::testing_support
