#include "catalog/format_check.h"

#include "base/text.h"
#include "csv/reader.h"
#include "csv/values.h"

namespace till::catalog {
namespace {

using columns::Type;

csv::CellError Check(std::string_view cell, const project::ColumnRule& rule, Type type, const csv::TimeFormat& format) {
  switch (type) {
    case Type::kInteger:
      return csv::ParseInteger(cell).error;
    case Type::kBigint:
      return csv::ParseBigint(cell).error;
    case Type::kDecimal:
      return csv::ParseDecimal(cell, {rule.decimal, rule.thousands}).error;
    case Type::kDate:
      return format.ParseDate(cell).error;
    case Type::kTimestamp:
      return format.ParseTime(cell).error;
    default:
      return csv::CellError::kNone;
  }
}

}  // namespace

std::string FormatFaultOf(std::string_view head, const csv::Dialect& dialect, size_t index,
                          const project::ColumnRule& rule, const retail::SourceColumn& column) {
  const auto format = csv::TimeFormat::Of(rule.format);
  if (!format.ok()) return "has a rule whose format is wrong: " + format.error().message;
  if (column.type == Type::kText || column.type == Type::kBoolean) return {};  // every cell is one
  csv::Reader reader(head, dialect);
  csv::Record record;
  reader.Next(&record);
  int64_t cells = 0;
  int64_t faults = 0;
  std::string first;
  while (reader.Next(&record)) {
    if (record.error != csv::RecordError::kNone || index >= record.fields.size()) continue;
    const std::string_view cell = record.fields[index];
    if (Trim(cell).empty()) continue;
    ++cells;
    const csv::CellError error = Check(cell, rule, column.type, *format);
    if (error == csv::CellError::kNone) continue;
    const std::string shown = column.person ? "values" : "'" + Shown(cell) + "'";
    if (faults++ == 0) first = "holds " + shown + ", which " + std::string(csv::ErrorWords(error));
  }
  if (2 * faults <= cells) return {};
  return rule.format.empty() ? first : first + " in format '" + rule.format + "'";
}

}  // namespace till::catalog
