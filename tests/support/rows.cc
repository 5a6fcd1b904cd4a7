#include "tests/support/rows.h"

#include <cstdio>
#include <cstdlib>

#include "base/text.h"

namespace till::testing_support {
namespace {

using columns::Batch;
using columns::Column;
using columns::Type;

[[noreturn]] void Fail(const std::string& fact) {
  std::fprintf(stderr, "mistake in a test: %s\n", fact.c_str());
  std::abort();
}

void Append(Column& column, const std::string& cell) {
  std::optional<int64_t> number;
  if (cell.empty()) return column.AppendNull();
  switch (column.type()) {
    case Type::kText:
      return column.AppendText(cell == "''" ? "" : cell);
    case Type::kBoolean:
      number = cell == "true" ? 1 : 0;
      break;
    case Type::kDecimal:
      number = columns::ParseDecimal(cell);
      break;
    case Type::kDate:
      if (const auto day = Day::Parse(cell)) number = day->value;
      break;
    case Type::kTimestamp:
      if (const auto instant = Instant::Parse(cell)) number = instant->micros;
      break;
    default:
      number = ParseInt(cell);
  }
  if (!number) Fail("'" + cell + "' is no " + std::string(columns::TypeName(column.type())));
  column.AppendNumber(*number);
}

}  // namespace

Batch BatchOf(const columns::Schema& schema, const std::vector<Row>& rows) {
  Batch batch = Batch::Of(schema);
  for (const Row& row : rows) {
    for (const auto& [name, cell] : row) {
      if (batch.Find(name) == nullptr) Fail("no column '" + name + "'");
    }
    for (size_t i = 0; i < schema.size(); ++i) {
      const auto cell = row.find(schema[i].name);
      Append(batch.columns[i], cell == row.end() ? "" : cell->second);
    }
  }
  return batch;
}

std::vector<Row> ParseRows(std::string_view csv, columns::Schema* types) {
  std::vector<std::string> names;
  std::vector<Row> rows;
  for (const std::string& line : Split(csv, '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string> cells = Split(line, ',');
    if (!names.empty()) {
      if (cells.size() != names.size()) Fail("line '" + line + "' has another number of cells than its header");
      Row row;
      for (size_t i = 0; i < cells.size(); ++i) row[names[i]] = cells[i];
      rows.push_back(std::move(row));
      continue;
    }
    for (const std::string& cell : cells) {
      const size_t colon = types == nullptr ? std::string::npos : cell.find(':');
      names.push_back(cell.substr(0, colon));
      if (types == nullptr) continue;
      const auto type = colon == std::string::npos ? std::nullopt : columns::TypeOf(cell.substr(colon + 1));
      if (!type) Fail("'" + cell + "' is no name:type");
      types->push_back({names.back(), *type});
    }
  }
  return rows;
}

std::string CsvOf(const Batch& batch) {
  std::vector<std::string> cells;
  for (const auto& field : batch.schema) cells.push_back(field.name);
  std::string text = Join(cells, ",") + "\n";
  for (size_t row = 0; row < batch.rows(); ++row) {
    cells.clear();
    for (const Column& column : batch.columns) {
      const std::string value = columns::FormatValue(column, row);
      cells.push_back(value.empty() && !column.IsNull(row) ? "''" : value);
    }
    text += Join(cells, ",") + "\n";
  }
  return text;
}

}  // namespace till::testing_support
