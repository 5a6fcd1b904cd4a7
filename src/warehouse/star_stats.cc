#include "warehouse/star_stats.h"

#include <algorithm>

#include "base/text.h"
#include "retail/tables.h"

namespace till::warehouse {
namespace {

using columns::Batch;
using columns::Field;
using columns::Type;

/// Files that one statement looks at: each is a branch of its plan.
constexpr size_t kFilesAtOnce = 40;
constexpr size_t kTextLength = 32;
constexpr std::string_view kAfterAll = "\xF4\x8F\xBF\xBF";
constexpr std::string_view kNumber = "_file_number";

bool IsPersonal(std::string_view column) {
  for (const retail::SourceTable& table : retail::SourceTables()) {
    const retail::SourceColumn* found = table.Find(column);
    if (found != nullptr && found->person) return true;
  }
  return false;
}

/// `text` cut to kTextLength code points; whether anything was cut off.
std::pair<std::string_view, bool> Cut(std::string_view text) {
  size_t points = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (points++ == kTextLength) return {text.substr(0, i), true};
  }
  return {text, false};
}

Json Bound(const columns::Column& column, size_t row, bool is_max) {
  if (column.IsNull(row)) return nullptr;
  if (column.type() == Type::kInteger) return column.Number(row);
  if (column.type() != Type::kText) return columns::FormatValue(column, row);
  const auto [text, is_cut] = Cut(column.Text(row));
  return std::string(text) + (is_cut && is_max ? std::string(kAfterAll) : "");
}

std::vector<Field> Described(const StarTable& table) {
  std::vector<Field> fields;
  for (const Field& field : table.columns) {
    if (field.name != table.partition_column && !IsPersonal(field.name)) fields.push_back(field);
  }
  return fields;
}

std::string StatsSelect(const std::vector<Field>& fields) {
  std::string select = "select " + std::string(kNumber);
  for (const Field& field : fields) {
    if (field.type == Type::kBoolean) {
      select += ", cast(null as varchar), cast(null as varchar)";
    } else {
      select += ", min(" + field.name + "), max(" + field.name + ")";
    }
    select += ", count(*) - count(" + field.name + ")";
  }
  return select + " from built.files group by " + std::string(kNumber) + " order by " + std::string(kNumber);
}

/// Statistics of some files, each made visible as a partition under its number.
Status AddStats(Warehouse& warehouse, const StarTable& table, const std::vector<Field>& fields,
                std::span<const std::filesystem::path> files, std::vector<std::vector<publish::ColumnStats>>& all) {
  Warehouse::AttachedTable built{"files", table.columns, std::string(kNumber), {}, {}};
  std::erase_if(built.columns, [&](const Field& field) { return field.name == table.partition_column; });
  built.columns.push_back({std::string(kNumber), Type::kDate});
  for (size_t i = 0; i < files.size(); ++i) {
    built.files.push_back(files[i]);
    built.partitions.push_back(Day{static_cast<int32_t>(i)});
  }
  TILL_TRY(warehouse.Attach("built", std::span(&built, 1)));
  TILL_ASSIGN(const Batch batch, warehouse.Query(StatsSelect(fields), {}));
  for (size_t row = 0; row < batch.rows(); ++row) {
    std::vector<publish::ColumnStats> stats;
    for (size_t i = 0; i < fields.size(); ++i) {
      stats.push_back({fields[i].name, Bound(batch.columns[1 + 3 * i], row, false),
                       Bound(batch.columns[2 + 3 * i], row, true), batch.columns[3 + 3 * i].Number(row)});
    }
    all.push_back(std::move(stats));
  }
  return Ok();
}

}  // namespace

Result<std::vector<std::vector<publish::ColumnStats>>> BuiltStats(Warehouse& warehouse, const StarTable& table) {
  std::vector<std::filesystem::path> files;
  for (const StarFile& file : table.files) {
    if (file.built) files.push_back(file.path);
  }
  const std::vector<Field> fields = Described(table);
  std::vector<std::vector<publish::ColumnStats>> all;
  for (size_t first = 0; first < files.size(); first += kFilesAtOnce) {
    const size_t count = std::min(kFilesAtOnce, files.size() - first);
    TILL_TRY(AddStats(warehouse, table, fields, std::span(files).subspan(first, count), all));
  }
  return all;
}

Result<std::vector<std::pair<std::string, std::string>>> TableSums(Warehouse& warehouse, const StarTable& table) {
  std::vector<std::string> columns;
  for (const Field& field : table.columns) {
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
