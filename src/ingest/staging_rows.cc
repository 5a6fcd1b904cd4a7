#include "ingest/staging_rows.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace till::ingest {
namespace {

using columns::Column;
using columns::Type;
using Source = BoundColumn::Source;

constexpr int64_t kMicrosPerMinute = 60'000'000;
constexpr int64_t kDecimalUnit = 10'000;
/// Amounts and quantities are below it: what is not is another thing in the wrong column, as a barcode for a quantity.
/// It is the largest round product of two DECIMAL(18,4) that 64 bits hold.
constexpr int64_t kAmountLimit = 90'000'000'000;
/// Days outside these years are "no date" or a slip of the hand.
constexpr int kFirstYear = 1900, kLastYear = 2199;

std::string_view CellOf(const csv::Record& record, const BoundColumn& column) {
  if (column.source == Source::kCell) return record.fields[column.cell];
  return column.constant;
}

void AppendOrNull(std::optional<int64_t> value, Column* column) {
  value ? column->AppendNumber(*value) : column->AppendNull();
}

RowFault Blank(std::string_view header) {
  return {"missing_value", "the cell is empty", std::string(header), std::nullopt};
}

RowFault BadCell(const BoundColumn& column, std::string_view cell, std::string_view code, std::string_view words) {
  if (column.person) return {code, "the cell " + std::string(words), column.header, std::nullopt};
  return {code, "'" + Shown(cell) + "' " + std::string(words), column.header, std::string(cell)};
}
RowFault BadCell(const BoundColumn& column, std::string_view cell, csv::CellError error) {
  return BadCell(column, cell, csv::ErrorCode(error), csv::ErrorWords(error));
}

bool IsPlausible(Day day) { return day >= Day::Of(kFirstYear, 1, 1) && day <= Day::Of(kLastYear, 12, 31); }

RowFault ImplausibleDay(const BoundColumn& column, std::string_view cell) {
  return BadCell(column, cell, "implausible_date", "is not between 1900 and 2199");
}

/// "17850.0" without its fraction; other text as it is.
std::string_view WithoutZeroFraction(std::string_view text) {
  const size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return text;
  const bool number = text.substr(0, dot).find_first_not_of("0123456789") == std::string_view::npos &&
                      text.find_first_not_of('0', dot + 1) == std::string_view::npos;
  return number ? text.substr(0, dot) : text;
}

std::string_view TextOf(const BoundColumn& column, std::string_view cell) {
  if (column.number_as_text) return WithoutZeroFraction(Trim(cell));
  return column.id ? Trim(cell) : cell;
}

csv::Parsed ReadBoolean(const BoundColumn& column, std::string_view cell) {
  if (!column.starts_with.empty()) return {Trim(cell).starts_with(column.starts_with) ? 1 : 0};
  if (column.true_values.empty() && column.false_values.empty()) return csv::ParseBoolean(cell);
  const std::string lower = ToLower(Trim(cell));
  if (!column.false_values.empty()) {
    return {std::ranges::find(column.false_values, lower) == column.false_values.end() ? 1 : 0};
  }
  const auto& known = column.true_values;
  if (std::find(known.begin(), known.end(), lower) != known.end()) return {1};
  const csv::Parsed parsed = csv::ParseBoolean(cell);
  return parsed.ok() ? parsed : csv::Parsed{0};
}

csv::Parsed ReadWhole(const BoundColumn& column, std::string_view cell) {
  if (column.marks.thousands == '\0') {
    return column.type == Type::kInteger ? csv::ParseInteger(cell) : csv::ParseBigint(cell);
  }
  csv::Parsed parsed = csv::ParseDecimal(cell, column.marks);
  if (!parsed.ok() || parsed.value % kDecimalUnit != 0) return {0, csv::CellError::kNotAnInteger};
  parsed.value /= kDecimalUnit;
  if (column.type == Type::kInteger && std::abs(parsed.value) > INT32_MAX) parsed.error = csv::CellError::kOutOfRange;
  return parsed;
}

}  // namespace

RowStager::RowStager(const BoundMapping& mapping, TimeZone zone, int day_starts_at_minutes)
    : mapping_(mapping),
      zone_(std::move(zone)),
      day_starts_at_micros_(day_starts_at_minutes * kMicrosPerMinute),
      orders_(mapping.Find("orders")) {
  if (orders_ != nullptr) {
    order_date_ = &orders_->Find("order_date");
    ordered_at_ = &orders_->Find("ordered_at");
    quantity_ = &orders_->Find("quantity");
    unit_price_ = &orders_->Find("unit_price");
    total_amount_ = &orders_->Find("total_amount");
  }
  for (const BoundTable& table : mapping.tables) {
    batches_.push_back(columns::Batch::Of(retail::StagedSchema(*table.table)));
    Plan plan{mapping.IsOptional(table), {}, 0, 0, 0};
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const BoundColumn& column = table.columns[i];
      if (column.bound() || &column == order_date_ || &column == ordered_at_) plan.columns.push_back(i);
    }
    const columns::Schema& schema = batches_.back().schema;
    for (size_t i = table.columns.size() + 2; i < schema.size(); ++i) {
      if (schema[i].name == "order_hour") plan.order_hour = i;
      if (schema[i].name == "updated_on") plan.updated_on = i;
      if (schema[i].name == "_order_date") plan.order_date = i;
    }
    plans_.push_back(std::move(plan));
  }
}

std::optional<RowFault> RowStager::Take(const csv::Record& record) {
  if (record.error != csv::RecordError::kNone) {
    return RowFault{csv::ErrorCode(record.error), std::string(csv::ErrorWords(record.error)), {}, std::nullopt};
  }
  if (record.fields.size() != mapping_.width) {
    return RowFault{record.fields.size() < mapping_.width ? "missing_cells" : "surplus_cells",
                    Count(static_cast<int64_t>(record.fields.size()), "cell") + " where the header has " +
                        std::to_string(mapping_.width),
                    {},
                    std::nullopt};
  }
  order_time_ = {};
  if (orders_ != nullptr) {
    if (auto fault = ReadOrderTime(record)) return fault;
    if (auto fault = CheckAmount(record)) return fault;
  }
  rows_before_.clear();
  for (const columns::Batch& batch : batches_) rows_before_.push_back(batch.rows());
  bool taken = false;
  for (size_t i = 0; i < batches_.size(); ++i) {
    if (plans_[i].optional && Trim(CellOf(record, mapping_.tables[i].Key())).empty()) continue;
    taken = true;
    if (auto fault = TakeTable(record, i)) {
      Undo();
      return fault;
    }
  }
  if (!taken) return Blank(mapping_.tables.front().Key().header);
  return std::nullopt;
}

columns::Batch RowStager::TakeBatch(size_t table) {
  columns::Batch taken = columns::Batch::Of(batches_[table].schema);
  std::swap(taken, batches_[table]);
  for (Column& column : taken.columns) column.AppendNulls(taken.rows() - column.size());
  return taken;
}

std::optional<RowFault> RowStager::TakeTable(const csv::Record& record, size_t table) {
  const BoundTable& bound = mapping_.tables[table];
  columns::Batch& batch = batches_[table];
  batch.columns[0].AppendNumber(record.line);
  batch.columns[1].AppendNumber(record.byte);
  updated_on_.reset();
  for (const size_t i : plans_[table].columns) {
    const BoundColumn& column = bound.columns[i];
    Column* target = &batch.columns[i + 2];
    if (&column == order_date_) {
      AppendOrNull(order_time_.trading_day->value, target);
    } else if (&column == ordered_at_) {
      AppendOrNull(order_time_.instant ? std::optional(order_time_.instant->micros) : std::nullopt, target);
    } else if (auto fault = TakeCell(column, CellOf(record, column), target)) {
      return fault;
    }
  }
  AppendDerived(plans_[table], &batch);
  return std::nullopt;
}

std::optional<RowFault> RowStager::TakeCell(const BoundColumn& column, std::string_view cell, Column* target) {
  if (Trim(cell).empty()) {
    if (column.required) return Blank(column.header);
    target->AppendNull();
    return std::nullopt;
  }
  csv::Parsed parsed;
  switch (column.type) {
    case Type::kText:
      target->AppendText(TextOf(column, cell));
      return std::nullopt;
    case Type::kBoolean:
      parsed = ReadBoolean(column, cell);
      break;
    case Type::kInteger:
    case Type::kBigint:
      parsed = ReadWhole(column, cell);
      break;
    case Type::kDecimal:
      parsed = csv::ParseDecimal(cell, column.marks);
      break;
    case Type::kDate:
      parsed = column.format.ParseDate(cell);
      break;
    case Type::kTimestamp: {
      const csv::ParsedTime time = column.format.ParseTime(cell);
      if (time.ok()) updated_on_ = LocalOf(time).ToDay();
      if (time.ok() && !IsPlausible(*updated_on_)) return ImplausibleDay(column, cell);
      parsed = {time.ok() ? InstantOf(time).micros : 0, time.error};
      break;
    }
  }
  if (!parsed.ok()) return BadCell(column, cell, parsed.error);
  if (column.type == Type::kDecimal && std::abs(parsed.value) / kDecimalUnit >= kAmountLimit) {
    return BadCell(column, cell, "implausible_amount", "is 90 billion or more");
  }
  target->AppendNumber(parsed.value);
  return std::nullopt;
}

std::optional<RowFault> RowStager::CheckAmount(const csv::Record& record) const {
  const std::string_view price = CellOf(record, *unit_price_);
  if (Trim(price).empty() && Trim(CellOf(record, *total_amount_)).empty()) {
    return Blank(unit_price_->bound() ? unit_price_->header : total_amount_->header);
  }
  const std::string_view quantity = CellOf(record, *quantity_);
  const auto value = [](std::string_view cell, const BoundColumn& column) {
    return static_cast<double>(csv::ParseDecimal(cell, column.marks).value) / kDecimalUnit;
  };
  const double amount = value(quantity, *quantity_) * value(price, *unit_price_);
  if (std::abs(amount) < static_cast<double>(kAmountLimit)) return std::nullopt;
  return BadCell(*quantity_, quantity, "implausible_amount", "times its price is 90 billion or more");
}

std::optional<RowFault> RowStager::ReadOrderTime(const csv::Record& record) {
  const BoundColumn& date = *order_date_;
  const BoundColumn& at = *ordered_at_;
  const std::string_view date_cell = CellOf(record, date);
  const std::string_view at_cell = CellOf(record, at);
  if (!Trim(date_cell).empty()) {
    const csv::Parsed parsed = date.format.ParseDate(date_cell);
    if (!parsed.ok()) return BadCell(date, date_cell, parsed.error);
    order_time_.trading_day = Day{static_cast<int32_t>(parsed.value)};
  }
  if (!Trim(at_cell).empty()) {
    const csv::ParsedTime time = at.format.ParseTime(at_cell);
    if (!time.ok()) return BadCell(at, at_cell, time.error);
    if (time.has_time) {
      const LocalTime local = LocalOf(time);
      order_time_.trading_day = LocalTime{local.micros - day_starts_at_micros_}.ToDay();
      order_time_.instant = InstantOf(time);
      order_time_.hour = local.Hour();
    } else if (!order_time_.trading_day) {
      order_time_.trading_day = Day{time.day};
    }
  }
  if (!order_time_.trading_day) return Blank(date.bound() ? date.header : at.header);
  if (IsPlausible(*order_time_.trading_day)) return std::nullopt;
  return Trim(at_cell).empty() ? ImplausibleDay(date, date_cell) : ImplausibleDay(at, at_cell);
}

void RowStager::AppendDerived(const Plan& plan, columns::Batch* batch) {
  const auto append = [&](std::optional<int64_t> value, size_t column) {
    if (column != 0) AppendOrNull(value, &batch->columns[column]);
  };
  const auto number = [](std::optional<Day> day) { return day ? std::optional<int64_t>(day->value) : std::nullopt; };
  append(order_time_.instant ? std::optional<int64_t>(order_time_.hour) : std::nullopt, plan.order_hour);
  append(number(updated_on_), plan.updated_on);
  append(number(order_time_.trading_day), plan.order_date);
}

void RowStager::Undo() {
  for (size_t i = 0; i < batches_.size(); ++i) {
    for (Column& column : batches_[i].columns) {
      while (column.size() > rows_before_[i]) column.RemoveLast();
    }
  }
}

LocalTime RowStager::LocalOf(const csv::ParsedTime& time) const {
  return time.has_offset ? zone_.ToLocal(Instant{time.micros}) : LocalTime{time.micros};
}

Instant RowStager::InstantOf(const csv::ParsedTime& time) {
  if (time.has_offset) return {time.micros};
  if (time.micros != last_local_.micros) {
    last_local_ = {time.micros};
    last_instant_ = zone_.ToInstant(last_local_);
  }
  return last_instant_;
}

std::optional<std::string> ReadableId(const csv::Record& record, const BoundTable& table, size_t width) {
  const BoundColumn& key = table.Key();
  if (key.source != Source::kCell || key.cell >= record.fields.size()) return std::nullopt;
  const bool in_place = record.fields.size() == width &&
                        (record.error == csv::RecordError::kNone || record.error == csv::RecordError::kBadEncoding);
  if (!in_place && key.cell != 0) return std::nullopt;
  const std::string_view id = TextOf(key, record.fields[key.cell]);
  if (!IsUtf8(id)) return std::nullopt;
  return std::string(id);
}

}  // namespace till::ingest
