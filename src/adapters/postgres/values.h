#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "columns/batch.h"

namespace till::postgres {

/// A column of an answer, as the server describes it.
struct AnswerColumn {
  std::string name;
  unsigned type = 0;    ///< its number in pg_type
  int modifier = -1;    ///< of a numeric its declared places; -1 where none are declared
  bool IsText() const;  ///< compares by a collation
};

/// Our type for a column; kUnsupported, naming it, if there is none. Integers are integer or bigint, every numeric and
/// floating point is decimal.
Result<columns::Type> TypeOf(const AnswerColumn& column);

/// Appends a value that the server sent as text. A numeric that declares more than four places and uses them, or a
/// number that does not fit, is kUnsupported; floating point, and a numeric that declares no places (an average, a
/// quotient), is rounded half away from zero to four places.
Status AppendValue(std::string_view text, const AnswerColumn& answer, columns::Column& column);

/// The columns of a table of that schema, for CREATE TABLE. Text compares by its bytes, as everywhere in till.
std::string ColumnDefinitions(const columns::Schema& schema);
/// A null of that type, as an expression.
std::string TypedNull(columns::Type type);

/// Appends the rows [begin, end) of `columns`, as COPY … (format binary) takes them, without header and end.
/// Format: https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format", and the types' receive functions.
void EncodeRows(std::span<const columns::Column* const> columns, size_t begin, size_t end, std::string& bytes);
/// What stands before the first and after the last row.
std::string_view BinaryHeader();
std::string_view BinaryEnd();

}  // namespace till::postgres
