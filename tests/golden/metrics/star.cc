#include "tests/golden/metrics/star.h"

#include <map>

#include "adapters/local/object_store.h"
#include "base/files.h"
#include "base/text.h"
#include "columns/parquet_writer.h"
#include "retail/tables.h"
#include "tests/support/engine.h"

namespace till::golden {
namespace {

using columns::Batch;
using columns::Column;
using columns::Type;

Status Append(Column& column, const std::string& name, const std::string& cell) {
  if (cell.empty() && name != "source") {
    column.AppendNull();
    return Ok();
  }
  std::optional<int64_t> number;
  switch (column.type()) {
    case Type::kText:
      column.AppendText(cell);
      return Ok();
    case Type::kBoolean:
      number = cell == "true" ? 1 : 0;
      break;
    case Type::kDecimal:
      number = columns::ParseDecimal(cell);
      break;
    case Type::kDate:
      if (const auto day = Day::Parse(cell)) number = day->value;
      break;
    default:
      number = ParseInt(cell);
  }
  if (!number) return Invalid("cannot read '" + cell + "' of column '" + name + "'");
  column.AppendNumber(*number);
  return Ok();
}

/// A CSV whose header is "name:type,…", without quotes.
Result<Batch> ReadTable(const std::string& name) {
  const std::string path = std::string(TILL_SOURCE_DIR) + "/tests/golden/metrics/star/" + name + ".csv";
  TILL_ASSIGN(const std::string text, ReadFile(path));
  const std::vector<std::string> lines = Split(Trim(text), '\n');
  columns::Schema schema;
  for (const std::string& header : Split(lines[0], ',')) {
    const std::vector<std::string> parts = Split(header, ':');
    schema.push_back({parts[0], columns::TypeOf(parts[1]).value()});
  }
  Batch batch = Batch::Of(schema);
  for (size_t row = 1; row < lines.size(); ++row) {
    const std::vector<std::string> cells = Split(lines[row], ',');
    if (cells.size() != schema.size()) return Invalid("cannot read '" + path + "': line " + lines[row]);
    for (size_t i = 0; i < cells.size(); ++i) TILL_TRY(Append(batch.columns[i], schema[i].name, cells[i]));
  }
  return batch;
}

/// The rows of `batch` by the month of their order_date; all of them under "" where the table has no partitions.
std::map<std::string, Batch> Parts(const Batch& batch, bool by_month) {
  std::map<std::string, Batch> parts;
  const Column* dates = batch.Find("order_date");
  for (size_t row = 0; row < batch.rows(); ++row) {
    const std::string month =
        by_month ? Day{static_cast<int32_t>(dates->Number(row))}.MonthStart().ToString() : std::string();
    Batch& part = parts.try_emplace(month, Batch::Of(batch.schema)).first->second;
    for (size_t i = 0; i < batch.columns.size(); ++i) {
      const Column& from = batch.columns[i];
      if (from.IsNull(row)) {
        part.columns[i].AppendNull();
      } else if (from.type() == Type::kText) {
        part.columns[i].AppendText(from.Text(row));
      } else {
        part.columns[i].AppendNumber(from.Number(row));
      }
    }
  }
  return parts;
}

Result<publish::StarTable> Publish(const retail::StarTable& table, const std::filesystem::path& folder) {
  TILL_ASSIGN(const Batch batch, ReadTable(std::string(table.name)));
  publish::StarTable published;
  published.name = table.name;
  published.partition_column = table.partition_column;
  for (const columns::Field& field : batch.schema) {
    published.columns.emplace_back(field.name, columns::TypeName(field.type));
  }
  if (!table.partition_column.empty()) published.columns.emplace_back(table.partition_column, "date");
  for (const auto& [month, part] : Parts(batch, !table.partition_column.empty())) {
    publish::StarFile file;
    file.unit = month.empty() ? "all" : month.substr(0, 7);
    file.key = "processed/" + published.name + "/" +
               (month.empty() ? "" : published.partition_column + "=" + month + "/") + "part.parquet";
    file.rows = static_cast<int64_t>(part.rows());
    TILL_ASSIGN(const std::string bytes, columns::EncodeParquet(part.schema, std::span(&part, 1)));
    TILL_TRY(WriteFile(folder / file.key, bytes));
    published.files.push_back(std::move(file));
  }
  return published;
}

}  // namespace

Result<std::unique_ptr<Star>> PublishStar() {
  TILL_ASSIGN(TemporaryFolder folder, TemporaryFolder::Make());
  auto star = std::make_unique<Star>();
  star->folder = std::make_unique<TemporaryFolder>(std::move(folder));
  star->lake = std::make_unique<adapters::LocalStore>(star->folder->path());
  star->record.number = 42;
  star->record.published_at = "2026-04-01T05:02:11+01:00";
  star->record.run = "20260331T040000Z-3fa9c1";
  star->record.content_hash = std::string(64, 'a');
  for (const retail::StarTable& table : retail::StarTables()) {
    TILL_ASSIGN(publish::StarTable published, Publish(table, star->folder->path()));
    star->record.content.tables.push_back(std::move(published));
  }
  return star;
}

Result<std::unique_ptr<metrics::Engine>> OpenEngine(Star& star, metrics::Hold hold) {
  TILL_ASSIGN(metrics::Definitions definitions, metrics::LoadDefinitions(Assets(), "/nonexistent"));
  TILL_ASSIGN(std::unique_ptr<warehouse::Warehouse> warehouse, testing_support::OpenEngine(0));
  return metrics::Engine::Open(star.record, *star.lake, std::move(warehouse),
                               std::make_shared<const metrics::Definitions>(std::move(definitions)), Assets(), hold);
}

}  // namespace till::golden
