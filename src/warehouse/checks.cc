#include "warehouse/checks.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"

namespace till::warehouse {
namespace {

using columns::Batch;
using columns::Type;

constexpr size_t kSampleRows = 5;

/// Makes `input_rows` (_input, read, loaded, rejected, order_lines).
Status MakeInputRows(Warehouse& warehouse, std::span<const InputRows> rows) {
  Batch batch = Batch::Of({{"_input", Type::kBigint},
                           {"rows_read", Type::kBigint},
                           {"rows_loaded", Type::kBigint},
                           {"rows_rejected", Type::kBigint},
                           {"order_lines", Type::kBigint}});
  for (const InputRows& row : rows) {
    const int64_t cells[] = {row.input, row.read, row.loaded, row.rejected, row.order_lines};
    for (size_t i = 0; i < std::size(cells); ++i) batch.columns[i].AppendNumber(cells[i]);
  }
  return warehouse.Load("input_rows", batch);
}

Json ValueAsJson(const columns::Column& column, size_t row) {
  if (column.IsNull(row)) return nullptr;
  if (column.type() == Type::kBoolean) return column.Number(row) != 0;
  if (column.type() == Type::kInteger) return column.Number(row);
  return columns::FormatValue(column, row);
}

/// The first rows in the order of their texts: a check's SELECT need not order its rows, yet equal ones must give an
/// equal sample.
Json Sample(const Batch& batch) {
  std::vector<std::pair<std::string, size_t>> rows;
  for (size_t row = 0; row < batch.rows(); ++row) {
    std::string text;
    for (const columns::Column& column : batch.columns) text += columns::FormatValue(column, row) + '\0';
    rows.emplace_back(std::move(text), row);
  }
  const size_t count = std::min(rows.size(), kSampleRows);
  std::partial_sort(rows.begin(), rows.begin() + static_cast<ptrdiff_t>(count), rows.end());
  Json sample = Json::array();
  for (const auto& [text, row] : std::span(rows).first(count)) {
    Json object = Json::object();
    for (size_t i = 0; i < batch.columns.size(); ++i) object[batch.schema[i].name] = ValueAsJson(batch.columns[i], row);
    sample.push_back(std::move(object));
  }
  return sample;
}

Status CheckSeverities(const SqlLibrary& sql, const Severities& severities) {
  TILL_ASSIGN(const std::vector<std::string> known, CheckNames(sql));
  for (const auto& [name, severity] : severities) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Invalid("cannot run check '" + name + "': there is none of that name", DidYouMean(name, known));
    }
  }
  return Ok();
}

}  // namespace

Result<std::vector<std::string>> CheckNames(const SqlLibrary& sql) {
  TILL_ASSIGN(const std::vector<SqlFile> checks, sql.Layer("checks"));
  std::vector<std::string> names;
  for (const SqlFile& check : checks) names.push_back(check.name);
  return names;
}

Result<std::vector<publish::CheckResult>> RunChecks(Warehouse& warehouse, const SqlLibrary& sql,
                                                    std::span<const InputRows> rows, const Severities& severities) {
  TILL_ASSIGN(const std::vector<SqlFile> checks, sql.Layer("checks"));
  TILL_TRY(CheckSeverities(sql, severities));
  TILL_TRY(MakeInputRows(warehouse, rows));
  std::vector<publish::CheckResult> results;
  for (const SqlFile& check : checks) {
    const auto changed = severities.find(check.name);
    const std::string severity = changed == severities.end() ? check.severity : changed->second;
    if (severity == "off") continue;
    const auto offending = warehouse.Query(check.text, {});
    if (!offending.ok()) return Within("cannot run check '" + check.name + "'", offending.error());
    results.push_back(
        {check.name, check.sentence, severity, static_cast<int64_t>(offending->rows()), Sample(*offending)});
  }
  return results;
}

}  // namespace till::warehouse
