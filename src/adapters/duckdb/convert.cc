#include "adapters/duckdb/convert.h"

#include <duckdb.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace till::duckdb {
namespace {

using columns::Column;
using columns::Type;
__extension__ typedef __int128 Wide;

constexpr int kScale = 4;
constexpr Wide kLargestDecimal = 999'999'999'999'999'999;

Error DoesNotFit(std::string_view column, std::string_view fact) {
  return Unsupported("cannot read column '" + std::string(column) + "': " + std::string(fact));
}

/// The value of one row as a whole number, of whichever width the vector holds.
Wide Whole(const void* data, duckdb_type type, uint64_t row) {
  switch (type) {
    case DUCKDB_TYPE_TINYINT:
      return static_cast<const int8_t*>(data)[row];
    case DUCKDB_TYPE_UTINYINT:
      return static_cast<const uint8_t*>(data)[row];
    case DUCKDB_TYPE_SMALLINT:
      return static_cast<const int16_t*>(data)[row];
    case DUCKDB_TYPE_USMALLINT:
      return static_cast<const uint16_t*>(data)[row];
    case DUCKDB_TYPE_INTEGER:
      return static_cast<const int32_t*>(data)[row];
    case DUCKDB_TYPE_UINTEGER:
      return static_cast<const uint32_t*>(data)[row];
    case DUCKDB_TYPE_UBIGINT:
      return static_cast<const uint64_t*>(data)[row];
    case DUCKDB_TYPE_HUGEINT: {
      const duckdb_hugeint value = static_cast<const duckdb_hugeint*>(data)[row];
      return (static_cast<Wide>(value.upper) << 64) | static_cast<Wide>(value.lower);
    }
    default:
      return static_cast<const int64_t*>(data)[row];
  }
}

Result<int64_t> ToDecimal(Wide value, int scale, std::string_view column) {
  for (; scale > kScale; --scale) {
    if (value % 10 != 0) return DoesNotFit(column, "it has more than four decimal places");
    value /= 10;
  }
  for (; scale < kScale; ++scale) {
    if (value > kLargestDecimal || value < -kLargestDecimal) break;
    value *= 10;
  }
  if (value > kLargestDecimal || value < -kLargestDecimal) return DoesNotFit(column, "it does not fit DECIMAL(18,4)");
  return static_cast<int64_t>(value);
}

Result<int64_t> ToDecimal(double value, std::string_view column) {
  const double scaled = std::round(value * 10'000);
  if (!(std::abs(scaled) <= static_cast<double>(kLargestDecimal))) {
    return DoesNotFit(column, "it does not fit DECIMAL(18,4)");
  }
  return static_cast<int64_t>(scaled);
}

/// What a vector holds, found once for all its rows.
struct Source {
  duckdb_type type;
  duckdb_type storage;  // of a decimal the whole number's type, else the type itself
  int scale;
  const void* data;
  uint64_t* valid;
};

Source SourceOf(duckdb_vector vector) {
  duckdb_logical_type logical = duckdb_vector_get_column_type(vector);
  Source source{duckdb_get_type_id(logical), duckdb_get_type_id(logical), 0, duckdb_vector_get_data(vector),
                duckdb_vector_get_validity(vector)};
  if (source.type == DUCKDB_TYPE_DECIMAL) {
    source.storage = duckdb_decimal_internal_type(logical);
    source.scale = duckdb_decimal_scale(logical);
  }
  duckdb_destroy_logical_type(&logical);
  return source;
}

Result<int64_t> Number(const Source& source, uint64_t row, std::string_view name) {
  if (source.type == DUCKDB_TYPE_DOUBLE) return ToDecimal(static_cast<const double*>(source.data)[row], name);
  if (source.type == DUCKDB_TYPE_FLOAT) return ToDecimal(static_cast<const float*>(source.data)[row], name);
  const Wide value = Whole(source.data, source.storage, row);
  if (source.type == DUCKDB_TYPE_DECIMAL) return ToDecimal(value, source.scale, name);
  if (value > std::numeric_limits<int64_t>::max() || value < std::numeric_limits<int64_t>::min()) {
    return DoesNotFit(name, "it does not fit 64 bits");
  }
  return static_cast<int64_t>(value);
}

/// One byte a row, 1 where there is a value.
std::vector<uint8_t> ValidOf(const Source& source, uint64_t rows) {
  std::vector<uint8_t> valid(rows, 1);
  if (source.valid == nullptr) return valid;
  for (uint64_t row = 0; row < rows; ++row) valid[row] = (source.valid[row / 64] >> (row % 64)) & 1U;
  return valid;
}

void AppendTexts(const Source& source, std::span<const uint8_t> valid, Column& column) {
  auto* texts = const_cast<duckdb_string_t*>(static_cast<const duckdb_string_t*>(source.data));
  for (size_t row = 0; row < valid.size(); ++row) {
    if (valid[row] == 0) {
      column.AppendNull();
    } else {
      column.AppendText({duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])});
    }
  }
}

template <typename Stored>
bool CopyAs(const Source& source, std::vector<int64_t>& numbers) {
  std::copy_n(static_cast<const Stored*>(source.data), numbers.size(), numbers.begin());
  return true;
}

/// All rows of a vector that holds numbers as a Column does; false if it holds others.
bool CopyNumbers(const Source& source, std::vector<int64_t>& numbers) {
  if (source.type == DUCKDB_TYPE_DECIMAL && source.scale != kScale) return false;
  switch (source.storage) {
    case DUCKDB_TYPE_BOOLEAN:
      return CopyAs<uint8_t>(source, numbers);
    case DUCKDB_TYPE_SMALLINT:
      return CopyAs<int16_t>(source, numbers);
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_DATE:
      return CopyAs<int32_t>(source, numbers);
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return CopyAs<int64_t>(source, numbers);
    default:
      return false;
  }
}

}  // namespace

Result<Type> TypeOf(duckdb_logical_type type, std::string_view column) {
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      return Type::kBoolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
      return Type::kInteger;
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
      return Type::kBigint;
    case DUCKDB_TYPE_DECIMAL:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
      return Type::kDecimal;
    case DUCKDB_TYPE_DATE:
      return Type::kDate;
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return Type::kTimestamp;
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_SQLNULL:
      return Type::kText;
    default:
      return Unsupported("cannot read column '" + std::string(column) + "': its type is none of ours",
                         "cast it to varchar, bigint, decimal(18,4), date or timestamptz");
  }
}

Status AppendVector(duckdb_vector vector, uint64_t rows, std::string_view name, Column& column) {
  const Source source = SourceOf(vector);
  if (source.type == DUCKDB_TYPE_SQLNULL) {
    column.AppendNulls(rows);
    return Ok();
  }
  const std::vector<uint8_t> valid = ValidOf(source, rows);
  if (column.type() == Type::kText) {
    AppendTexts(source, valid, column);
    return Ok();
  }
  std::vector<int64_t> numbers(rows);
  if (!CopyNumbers(source, numbers)) {
    for (uint64_t row = 0; row < rows; ++row) {
      if (valid[row] == 0) continue;
      TILL_ASSIGN(numbers[row], Number(source, row, name));
    }
  }
  column.AppendNumbers(numbers, valid);
  return Ok();
}

void FillVector(const Column& column, uint64_t begin, uint64_t rows, duckdb_vector vector, uint64_t at) {
  const auto valid = column.valid().subspan(begin, rows);
  if (std::find(valid.begin(), valid.end(), 0) != valid.end()) {
    duckdb_vector_ensure_validity_writable(vector);
    uint64_t* bits = duckdb_vector_get_validity(vector);
    for (uint64_t row = at; row < at + rows; ++row) {
      if (valid[row - at] == 0) bits[row / 64] &= ~(uint64_t{1} << (row % 64));
    }
  }
  if (column.type() == Type::kText) {
    for (uint64_t row = 0; row < rows; ++row) {
      if (valid[row] == 0) continue;
      const std::string_view text = column.Text(begin + row);
      duckdb_vector_assign_string_element_len(vector, at + row, text.data(), text.size());
    }
    return;
  }
  const auto numbers = column.numbers().subspan(begin, rows);
  void* data = duckdb_vector_get_data(vector);
  switch (column.type()) {
    case Type::kBoolean:
      std::transform(numbers.begin(), numbers.end(), static_cast<bool*>(data) + at, [](int64_t n) { return n != 0; });
      break;
    case Type::kInteger:
    case Type::kDate:
      std::transform(numbers.begin(), numbers.end(), static_cast<int32_t*>(data) + at,
                     [](int64_t n) { return static_cast<int32_t>(n); });
      break;
    default:
      std::copy(numbers.begin(), numbers.end(), static_cast<int64_t*>(data) + at);
  }
}

duckdb_logical_type NewLogicalType(Type type) {
  switch (type) {
    case Type::kBoolean:
      return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case Type::kInteger:
      return duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
    case Type::kBigint:
      return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case Type::kDecimal:
      return duckdb_create_decimal_type(18, kScale);
    case Type::kDate:
      return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
    case Type::kTimestamp:
      return duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP_TZ);
    case Type::kText:
      break;
  }
  return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
}

}  // namespace till::duckdb
