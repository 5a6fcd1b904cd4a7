#include "app/star_session.h"

#include <algorithm>

#include "base/assets.h"
#include "base/text.h"

namespace till::app {

Result<std::unique_ptr<metrics::Engine>> OpenEngine(Session& session, metrics::Hold hold) {
  TILL_ASSIGN(const publish::Record record, session.LatestPublication());
  TILL_ASSIGN(auto definitions, metrics::LoadDefinitions(Assets(), session.project().folder));
  TILL_ASSIGN(auto warehouse, session.OpenWarehouse());
  return metrics::Engine::Open(record, session.store(), std::move(warehouse),
                               std::make_shared<const metrics::Definitions>(std::move(definitions)), Assets(), hold);
}

namespace {

/// The unit of a column, or empty.
std::string_view UnitOf(std::string_view column, std::span<const metrics::Measure> measures) {
  constexpr std::string_view kCompared = "_compare";
  if (column.ends_with(kCompared)) column.remove_suffix(kCompared.size());
  const auto found = std::ranges::find(measures, column, &metrics::Measure::name);
  return found == measures.end() ? std::string_view() : std::string_view(found->unit);
}

std::string CellText(const columns::Column& column, size_t row, std::string_view unit) {
  const bool has_number = !unit.empty() && !column.IsNull(row) && column.type() != columns::Type::kText;
  if (has_number && unit == "money" && column.type() == columns::Type::kDecimal) return FormatMoney(column.Number(row));
  if (has_number && column.type() == columns::Type::kBigint) return WithThousands(column.Number(row));
  return columns::FormatValue(column, row);
}

}  // namespace

void PrintTable(const metrics::Table& table, std::span<const metrics::Measure> measures, const Output& output) {
  output.Object(metrics::TableJson(table));
  std::vector<std::string> header;
  for (const columns::Field& field : table.rows.schema) header.push_back(field.name);
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const columns::Batch& batch) {
    for (size_t row = 0; row < batch.rows(); ++row) {
      std::vector<std::string> cells;
      for (size_t i = 0; i < batch.columns.size(); ++i) {
        cells.push_back(CellText(batch.columns[i], row, UnitOf(batch.schema[i].name, measures)));
      }
      rows.push_back(std::move(cells));
    }
  };
  add(table.rows);
  if (table.totals && table.rows.rows() > 1) {
    add(*table.totals);
    if (!rows.back().empty() && rows.back().front().empty()) rows.back().front() = "total";
  }
  output.Table(header, rows);
}

}  // namespace till::app
