#include "adapters/aws/redshift/rows.h"

#include <string>

#include "adapters/aws/redshift/statements.h"
#include "base/text.h"
#include "warehouse/star_stats.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Column;
using columns::Type;

void Append(const Column& from, Column& to) {
  for (size_t row = 0; row < from.size(); ++row) {
    if (from.IsNull(row)) {
      to.AppendNull();
    } else if (from.type() == Type::kText) {
      to.AppendText(from.Text(row));
    } else {
      to.AppendNumber(from.Number(row));
    }
  }
}

/// Of the columns of `to` from `first` on.
Status AppendFrom(size_t first, const Batch& from, Batch& to) {
  for (size_t i = first; i < to.schema.size(); ++i) {
    const columns::Field& field = to.schema[i];
    const Column* column = from.Find(field.name);
    if (column == nullptr || column->type() != field.type) {
      return Corrupt("it has no column '" + field.name + "' of type " + std::string(columns::TypeName(field.type)));
    }
    Append(*column, to.columns[i]);
  }
  return Ok();
}

Error TooLong(std::string_view part, size_t row, const std::string& column, std::string_view text) {
  const std::string begins = warehouse::IsPersonal(column) ? "" : ", '" + Shown(text) + "'";
  return Rejected(
      "row " + WithThousands(static_cast<int64_t>(row) + 1) + " of '" + std::string(part) + "' has a text of " +
          Count(static_cast<int64_t>(text.size()), "byte") + " in column '" + column + "'" + begins,
      "a text may have " + WithThousands(kTextBytes) + " bytes there: shorten it in the file it comes from");
}

Status CheckTexts(std::string_view part, const Batch& rows) {
  for (size_t i = 0; i < rows.columns.size(); ++i) {
    const Column& column = rows.columns[i];
    if (column.type() != Type::kText) continue;
    for (size_t row = 0; row < column.size(); ++row) {
      if (column.IsNull(row) || column.Text(row).size() <= kTextBytes) continue;
      return TooLong(part, row, rows.schema[i].name, column.Text(row));
    }
  }
  return Ok();
}

}  // namespace

columns::Schema WithPart(const columns::Schema& columns) {
  columns::Schema schema{{"_part", Type::kBigint}};
  schema.insert(schema.end(), columns.begin(), columns.end());
  return schema;
}

Status AppendRows(const Batch& from, Batch& to) { return AppendFrom(0, from, to); }

Status AppendPart(int64_t part, std::string_view name, const Batch& from, Batch& to) {
  TILL_TRY(CheckTexts(name, from));
  for (size_t row = 0; row < from.rows(); ++row) to.columns[0].AppendNumber(part);
  return AppendFrom(1, from, to);
}

}  // namespace till::redshift
