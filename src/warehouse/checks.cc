#include "warehouse/checks.h"

#include <algorithm>

#include "base/text.h"

namespace till::warehouse {
namespace {

using columns::Batch;
using columns::Type;

constexpr size_t kSampleRows = 5;

/// Makes `input_rows` (_input, read, loaded, rejected, order_lines).
Status MakeInputRows(Warehouse& warehouse, std::span<const InputRows> rows) {
  std::string select =
      "select cast(null as bigint) as _input, cast(null as bigint) as rows_read, cast(null as bigint) as rows_loaded,"
      " cast(null as bigint) as rows_rejected, cast(null as bigint) as order_lines where false";
  for (const InputRows& row : rows) {
    select += "\nunion all select " + std::to_string(row.input) + ", " + std::to_string(row.read) + ", " +
              std::to_string(row.loaded) + ", " + std::to_string(row.rejected) + ", " + std::to_string(row.order_lines);
  }
  return warehouse.Make("input_rows", select, {});
}

Json ValueAsJson(const columns::Column& column, size_t row) {
  if (column.IsNull(row)) return nullptr;
  if (column.type() == Type::kBoolean) return column.Number(row) != 0;
  if (column.type() == Type::kInteger) return column.Number(row);
  return columns::FormatValue(column, row);
}

Json Sample(const Batch& batch) {
  Json sample = Json::array();
  for (size_t row = 0; row < std::min(batch.rows(), kSampleRows); ++row) {
    Json object = Json::object();
    for (size_t i = 0; i < batch.columns.size(); ++i) object[batch.schema[i].name] = ValueAsJson(batch.columns[i], row);
    sample.push_back(std::move(object));
  }
  return sample;
}

Status CheckNames(const std::vector<SqlFile>& checks, const Severities& severities) {
  std::vector<std::string> known;
  for (const SqlFile& check : checks) known.push_back(check.name);
  for (const auto& [name, severity] : severities) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Invalid("cannot run check '" + name + "': there is none of that name", DidYouMean(name, known));
    }
  }
  return Ok();
}

}  // namespace

Result<std::vector<publish::CheckResult>> RunChecks(Warehouse& warehouse, const SqlLibrary& sql,
                                                    std::span<const InputRows> rows, const Severities& severities) {
  TILL_ASSIGN(const std::vector<SqlFile> checks, sql.Layer("checks"));
  TILL_TRY(CheckNames(checks, severities));
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
