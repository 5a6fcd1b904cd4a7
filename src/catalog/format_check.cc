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

/// What is known of one column while its cells go by.
struct Tally {
  const MappedColumn* mapped;
  csv::TimeFormat format;
  int64_t cells = 0;
  int64_t faults = 0;
  std::string first;  ///< of the faults, in words
};

void Take(std::string_view cell, Tally* tally) {
  if (Trim(cell).empty()) return;
  ++tally->cells;
  const retail::SourceColumn& column = *tally->mapped->column;
  const csv::CellError error = Check(cell, *tally->mapped->rule, column.type, tally->format);
  if (error == csv::CellError::kNone || tally->faults++ > 0) return;
  const std::string shown = column.person ? "values" : "'" + Shown(cell) + "'";
  tally->first = "holds " + shown + ", which " + std::string(csv::ErrorWords(error));
}

std::string FaultOf(const Tally& tally) {
  if (2 * tally.faults <= tally.cells) return {};
  const std::string& format = tally.mapped->rule->format;
  return format.empty() ? tally.first : tally.first + " in format '" + format + "'";
}

}  // namespace

std::vector<std::string> FormatFaultsOf(std::string_view head, const csv::Dialect& dialect,
                                        std::span<const MappedColumn> columns) {
  std::vector<std::string> faults(columns.size());
  std::vector<Tally> tallies;
  std::vector<size_t> places;  // of each tally in `columns`
  for (size_t i = 0; i < columns.size(); ++i) {
    auto format = csv::TimeFormat::Of(columns[i].rule->format);
    const Type type = columns[i].column->type;
    if (!format.ok()) {
      faults[i] = "has a rule whose format is wrong: " + format.error().message;
    } else if (type != Type::kText && type != Type::kBoolean) {  // of those every cell is one
      tallies.push_back({&columns[i], std::move(*format), 0, 0, {}});
      places.push_back(i);
    }
  }
  csv::Reader reader(head, dialect);
  csv::Record record;
  reader.Next(&record);
  while (!tallies.empty() && reader.Next(&record)) {
    if (record.error != csv::RecordError::kNone) continue;
    for (Tally& tally : tallies) {
      if (tally.mapped->index < record.fields.size()) Take(record.fields[tally.mapped->index], &tally);
    }
  }
  for (size_t i = 0; i < tallies.size(); ++i) faults[places[i]] = FaultOf(tallies[i]);
  return faults;
}

}  // namespace till::catalog
