#include "columns/batch.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>

namespace till::columns {
namespace {

constexpr std::array<std::pair<Type, std::string_view>, 7> kNames{{
    {Type::kBoolean, "boolean"},
    {Type::kInteger, "integer"},
    {Type::kBigint, "bigint"},
    {Type::kDecimal, "decimal"},
    {Type::kDate, "date"},
    {Type::kTimestamp, "timestamp"},
    {Type::kText, "text"},
}};
constexpr int64_t kLargestDecimal = 999'999'999'999'999'999;

}  // namespace

std::string_view TypeName(Type type) { return kNames.at(static_cast<size_t>(type)).second; }

std::optional<Type> TypeOf(std::string_view name) {
  for (const auto& [type, known] : kNames) {
    if (known == name) return type;
  }
  return std::nullopt;
}

void Column::AppendNull() {
  valid_.push_back(0);
  if (type_ == Type::kText) {
    ends_.push_back(bytes_.size());
  } else {
    numbers_.push_back(0);
  }
}

void Column::AppendNulls(size_t count) {
  valid_.resize(valid_.size() + count, 0);
  if (type_ == Type::kText) {
    ends_.resize(valid_.size(), bytes_.size());
  } else {
    numbers_.resize(valid_.size(), 0);
  }
}

void Column::AppendNumbers(std::span<const int64_t> values, std::span<const uint8_t> valid) {
  valid_.insert(valid_.end(), valid.begin(), valid.end());
  // A null counts as 0, as everywhere.
  std::ranges::transform(values, valid, std::back_inserter(numbers_),
                         [](int64_t value, uint8_t there) { return there != 0 ? value : 0; });
}

void Column::RemoveLast() {
  valid_.pop_back();
  if (type_ == Type::kText) {
    ends_.pop_back();
    bytes_.resize(ends_.empty() ? 0 : ends_.back());
  } else {
    numbers_.pop_back();
  }
}

Batch Batch::Of(Schema schema) {
  Batch batch;
  for (const Field& field : schema) batch.columns.emplace_back(field.type);
  batch.schema = std::move(schema);
  return batch;
}

const Column* Batch::Find(std::string_view name) const {
  for (size_t i = 0; i < schema.size(); ++i) {
    if (schema[i].name == name) return &columns[i];
  }
  return nullptr;
}

std::string FormatDecimal(int64_t ten_thousandths) {
  const bool negative = ten_thousandths < 0;
  const uint64_t magnitude =
      negative ? 0 - static_cast<uint64_t>(ten_thousandths) : static_cast<uint64_t>(ten_thousandths);
  std::string text = (negative ? "-" : "") + std::to_string(magnitude / 10'000);
  std::string fraction = std::to_string(10'000 + magnitude % 10'000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? text : text + "." + fraction;
}

std::optional<int64_t> ParseDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  int places = -1;
  bool digits = false;
  for (const char c : text) {
    if (c == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    if (places >= 4) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (value > kLargestDecimal / 10) return std::nullopt;
    value = value * 10 + (c - '0');
    if (places >= 0) ++places;
  }
  if (!digits) return std::nullopt;
  for (int place = std::max(places, 0); place < 4; ++place) {
    if (value > kLargestDecimal / 10) return std::nullopt;
    value *= 10;
  }
  return negative ? -value : value;
}

std::string FormatValue(const Column& column, size_t row) {
  if (column.IsNull(row)) return {};
  if (column.type() == Type::kText) return std::string(column.Text(row));
  const int64_t value = column.Number(row);
  switch (column.type()) {
    case Type::kBoolean:
      return value != 0 ? "true" : "false";
    case Type::kDecimal:
      return FormatDecimal(value);
    case Type::kDate:
      return Day{static_cast<int32_t>(value)}.ToString();
    case Type::kTimestamp:
      return Instant{value}.ToString();
    default:
      return std::to_string(value);
  }
}

}  // namespace till::columns
