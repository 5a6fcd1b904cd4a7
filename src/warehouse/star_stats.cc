#include "warehouse/star_stats.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "retail/tables.h"

namespace till::warehouse {
namespace {

using columns::Batch;
using columns::Type;

constexpr size_t kTextLength = 32;
constexpr std::string_view kAfterAll = "\xF4\x8F\xBF\xBF";

/// `text` cut to kTextLength code points; whether anything was cut off.
std::pair<std::string_view, bool> Cut(std::string_view text) {
  size_t points = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (points++ == kTextLength) return {text.substr(0, i), true};
  }
  return {text, false};
}

Json TextBound(std::string_view text, bool is_max) {
  const auto [cut, is_cut] = Cut(text);
  return std::string(cut) + (is_cut && is_max ? std::string(kAfterAll) : "");
}

Json NumberBound(Type type, int64_t value) {
  if (type == Type::kInteger) return value;
  columns::Column column(type);
  column.AppendNumber(value);
  return columns::FormatValue(column, 0);
}

void AddTextBounds(const columns::Column& column, size_t begin, size_t end, publish::ColumnStats& stats) {
  std::optional<std::string_view> least, most;
  for (size_t row = begin; row < end; ++row) {
    if (column.IsNull(row)) continue;
    const std::string_view text = column.Text(row);
    if (!least || text < *least) least = text;
    if (!most || text > *most) most = text;
  }
  if (least) stats.min = TextBound(*least, false);
  if (most) stats.max = TextBound(*most, true);
}

void AddNumberBounds(const columns::Column& column, size_t begin, size_t end, publish::ColumnStats& stats) {
  std::optional<int64_t> least, most;
  for (size_t row = begin; row < end; ++row) {
    if (column.IsNull(row)) continue;
    const int64_t value = column.Number(row);
    if (!least || value < *least) least = value;
    if (!most || value > *most) most = value;
  }
  if (least) stats.min = NumberBound(column.type(), *least);
  if (most) stats.max = NumberBound(column.type(), *most);
}

}  // namespace

bool IsPersonal(std::string_view column) {
  for (const retail::SourceTable& table : retail::SourceTables()) {
    const retail::SourceColumn* found = table.Find(column);
    if (found != nullptr && found->person) return true;
  }
  return false;
}

std::vector<publish::ColumnStats> StatsOf(const Batch& rows, size_t begin, size_t end) {
  std::vector<publish::ColumnStats> all;
  for (size_t i = 0; i < rows.columns.size(); ++i) {
    if (IsPersonal(rows.schema[i].name)) continue;
    const columns::Column& column = rows.columns[i];
    const auto valid = column.valid().subspan(begin, end - begin);
    publish::ColumnStats stats{rows.schema[i].name, nullptr, nullptr, std::ranges::count(valid, 0)};
    if (column.type() == Type::kText) AddTextBounds(column, begin, end, stats);
    if (column.type() != Type::kText && column.type() != Type::kBoolean) AddNumberBounds(column, begin, end, stats);
    all.push_back(std::move(stats));
  }
  return all;
}

Result<std::vector<std::pair<std::string, std::string>>> TableSums(Warehouse& warehouse, const StarTable& table) {
  std::vector<std::string> columns;
  for (const columns::Field& field : table.columns) {
    if (field.type == Type::kDecimal) columns.push_back(field.name);
  }
  std::vector<std::pair<std::string, std::string>> sums;
  if (columns.empty()) return sums;
  TILL_ASSIGN(const Batch batch, warehouse.Query("select coalesce(sum(" + Join(columns, "), 0), coalesce(sum(") +
                                                     "), 0) from star." + table.name,
                                                 {}));
  for (size_t i = 0; i < columns.size(); ++i) {
    sums.emplace_back(columns[i], columns::FormatValue(batch.columns[i], 0));
  }
  return sums;
}

}  // namespace till::warehouse
