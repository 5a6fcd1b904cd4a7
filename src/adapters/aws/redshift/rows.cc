#include "adapters/aws/redshift/rows.h"

#include <string>

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

}  // namespace

columns::Schema WithPart(const columns::Schema& columns) {
  columns::Schema schema{{"_part", Type::kBigint}};
  schema.insert(schema.end(), columns.begin(), columns.end());
  return schema;
}

Status AppendRows(const Batch& from, Batch& to) { return AppendFrom(0, from, to); }

Status AppendPart(int64_t part, const Batch& from, Batch& to) {
  for (size_t row = 0; row < from.rows(); ++row) to.columns[0].AppendNumber(part);
  return AppendFrom(1, from, to);
}

}  // namespace till::redshift
