#include "ingest/staging_output.h"

#include <algorithm>
#include <cstdio>

#include "columns/parquet_writer.h"

namespace till::ingest {
namespace {

using columns::Batch;
using columns::Column;
using columns::Type;

std::optional<Day> DayAt(const Column& column, size_t row) {
  if (column.IsNull(row)) return std::nullopt;
  return Day{static_cast<int32_t>(column.Number(row))};
}

void Widen(std::optional<Day> day, std::optional<Day>* first, std::optional<Day>* last) {
  if (!day) return;
  if (!*first || *day < **first) *first = day;
  if (!*last || *day > **last) *last = day;
}

std::string FormatNumber(Type type, int64_t value) {
  Column column(type);
  column.AppendNumber(value);
  return columns::FormatValue(column, 0);
}

/// Whether the receipt has statistics of a staged column.
bool IsGathered(const BoundMapping& mapping, const BoundTable& table, std::string_view name) {
  const bool from_orders = mapping.Find("orders") != nullptr;
  if (name == "order_hour") return table.Find("ordered_at").bound();
  if (name == "order_date" && table.Is("orders")) return true;
  if (name == "updated_on") return table.Find("updated_at").bound();
  if (name == "_order_date") return from_orders;
  const retail::SourceColumn* column = table.table->Find(name);
  return column != nullptr && !column->person && table.Find(name).bound();
}

}  // namespace

Result<int64_t> StagingOutput::Write(std::string_view name, const Batch& batch) {
  TILL_ASSIGN(const std::string bytes, columns::EncodeParquet(batch.schema, std::span(&batch, 1)));
  TILL_TRY(store_.Put(prefix_ + "/" + std::string(name), std::string_view(bytes)));
  return static_cast<int64_t>(bytes.size());
}

int32_t IdLog::Add(std::string_view id, std::optional<Day> day, std::optional<int64_t> number) {
  auto found = loaded_.find(id);
  if (found == loaded_.end()) found = loaded_.emplace(id, Seen{{}, {}, 0, loaded_.size()}).first;
  Seen& seen = found->second;
  Widen(day, &seen.first, &seen.last);
  if (number) numbers_.emplace_back(seen.place, *number);
  return ++seen.rows;
}

void IdLog::AddRejected(std::string_view id) {
  if (rejected_.find(id) == rejected_.end()) rejected_.emplace(id, Seen{});
}

std::vector<int32_t> IdLog::CountNumbers() const {
  std::vector<std::pair<size_t, int64_t>> numbers = numbers_;
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::vector<int32_t> counts(loaded_.size());
  for (const auto& [place, number] : numbers) ++counts[place];
  return counts;
}

void IdLog::AppendTo(std::string_view table, Batch* keys) const {
  struct Row {
    std::string_view id;
    bool rejected;
    const Seen* seen;
    bool renumbered;
  };
  const std::vector<int32_t> numbers = CountNumbers();
  std::vector<Row> rows;
  rows.reserve(loaded_.size() + rejected_.size());
  for (const auto& [id, seen] : loaded_) {
    rows.push_back({id, false, &seen, numbers[seen.place] > 0 && numbers[seen.place] < seen.rows});
  }
  for (const auto& [id, seen] : rejected_) rows.push_back({id, true, &seen, false});
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return a.id != b.id ? a.id < b.id : a.rejected < b.rejected; });
  const auto append = [&](size_t column, std::optional<Day> day) {
    day ? keys->columns[column].AppendNumber(day->value) : keys->columns[column].AppendNull();
  };
  for (const Row& row : rows) {
    keys->columns[0].AppendText(table);
    keys->columns[1].AppendText(row.id);
    append(2, row.seen->first);
    append(3, row.seen->last);
    keys->columns[4].AppendNumber(row.rejected ? 1 : 0);
    keys->columns[5].AppendNumber(row.renumbered ? 1 : 0);
  }
}

TableOutput::TableOutput(const BoundMapping& mapping, const BoundTable& table)
    : table_(table), has_ids_(table.Key().type == Type::kText), optional_ids_(mapping.IsOptional(table)) {
  staged_.table = table.table->name;
  const columns::Schema schema = retail::StagedSchema(*table.table);
  for (size_t i = 0; i < schema.size(); ++i) {
    if (!IsGathered(mapping, table, schema[i].name)) continue;
    gathered_.push_back({i, {schema[i].name, 0, std::nullopt, std::nullopt}, std::nullopt, std::nullopt});
    staged_.columns.push_back(gathered_.back().stats);
  }
}

Status TableOutput::Write(Batch batch, StagingOutput* output) {
  if (batch.rows() == 0) return Ok();
  if (has_ids_) GatherIds(&batch);
  char name[32];
  std::snprintf(name, sizeof name, "part-%04zu.parquet", staged_.parts.size());
  TILL_ASSIGN(const int64_t size, output->Write(staged_.table + "/" + name, batch));
  const auto rows = static_cast<int64_t>(batch.rows());
  staged_.parts.push_back({name, rows, size});
  staged_.rows += rows;
  Gather(batch);
  return Ok();
}

void TableOutput::AddRejected(const std::optional<std::string>& id) {
  if (!has_ids_ || (id && id->empty() && optional_ids_)) return;
  if (!id || id->empty()) {
    ++staged_.unreadable_ids;
  } else if (!table_.Is("orders")) {
    ids_.AddRejected(*id);
  }
}

void TableOutput::Gather(const Batch& batch) {
  for (size_t i = 0; i < gathered_.size(); ++i) {
    Gathered& one = gathered_[i];
    const Column& column = batch.columns[one.column];
    const bool text = column.type() == Type::kText;
    for (size_t row = 0; row < column.size(); ++row) {
      if (column.IsNull(row)) {
        ++one.stats.nulls;
      } else if (text) {
        if (!one.stats.min || column.Text(row) < *one.stats.min) one.stats.min = column.Text(row);
        if (!one.stats.max || column.Text(row) > *one.stats.max) one.stats.max = column.Text(row);
      } else {
        const int64_t value = column.Number(row);
        if (!one.least || value < *one.least) one.least = value;
        if (!one.most || value > *one.most) one.most = value;
      }
    }
    if (one.least) one.stats.min = FormatNumber(column.type(), *one.least);
    if (one.most) one.stats.max = FormatNumber(column.type(), *one.most);
    staged_.columns[i] = one.stats;
  }
}

void TableOutput::GatherIds(Batch* batch) {
  const Column& ids = *batch->Find(table_.table->natural_key);
  if (!table_.Is("orders")) {
    for (size_t row = 0; row < ids.size(); ++row) ids_.Add(ids.Text(row), std::nullopt, std::nullopt);
    return;
  }
  const Column& days = *batch->Find("order_date");
  const Column& numbers = *batch->Find("line_number");
  Column ranks(Type::kInteger);
  for (size_t row = 0; row < ids.size(); ++row) {
    const auto day = DayAt(days, row);
    const auto number = numbers.IsNull(row) ? std::nullopt : std::optional(numbers.Number(row));
    ranks.AppendNumber(ids_.Add(ids.Text(row), day, number));
    Widen(day, &staged_.first_date, &staged_.last_date);
  }
  batch->columns[static_cast<size_t>(batch->Find("line_rank") - batch->columns.data())] = std::move(ranks);
}

}  // namespace till::ingest
