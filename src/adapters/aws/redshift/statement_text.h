#pragma once

#include <string>
#include <string_view>

#include "columns/batch.h"

namespace till::redshift {

/// What the statements of statements.h are put together from.

/// How a column of instants is declared: as COPY fills it from Parquet, where Redshift knows none with a zone, or as
/// models and readers know it.
enum class Instants { kLoaded, kZoned };

/// The columns of a table, for CREATE TABLE.
std::string Definitions(const columns::Schema& columns, Instants instants);
/// Their names, between commas.
std::string Names(const columns::Schema& columns);
/// A column of the relation `from`, of a Instants::kLoaded table, as Instants::kZoned.
std::string Instant(std::string_view from, const columns::Field& field);
/// A text in quotes, in which a backslash stands for itself.
std::string Literal(std::string_view text);
/// " iam_role …".
std::string Role(std::string_view iam_role);
/// `sql` with each "call(…) filter (where …)" as a call over CASE, which Redshift takes; nested ones, too. What stands
/// in quotes or in a comment is left as it is.
std::string WithoutFilters(std::string_view sql);

}  // namespace till::redshift
