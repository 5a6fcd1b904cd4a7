#include "app/star_session.h"

#include "base/assets.h"

namespace till::app {

Result<std::unique_ptr<metrics::Engine>> OpenEngine(Session& session, metrics::Hold hold) {
  TILL_ASSIGN(const publish::Record record, session.LatestPublication());
  TILL_ASSIGN(auto definitions, metrics::LoadDefinitions(Assets(), session.project().folder));
  TILL_ASSIGN(auto warehouse, session.OpenWarehouse());
  return metrics::Engine::Open(record, session.store(), std::move(warehouse),
                               std::make_shared<const metrics::Definitions>(std::move(definitions)), Assets(), hold);
}

void PrintTable(const metrics::Table& table, const Output& output) {
  output.Object(metrics::TableJson(table));
  std::vector<std::string> header;
  for (const columns::Field& field : table.rows.schema) header.push_back(field.name);
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const columns::Batch& batch) {
    for (size_t row = 0; row < batch.rows(); ++row) {
      std::vector<std::string> cells;
      for (const columns::Column& column : batch.columns) cells.push_back(columns::FormatValue(column, row));
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
