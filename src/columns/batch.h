#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace till::columns {

/// The types a column of ours can have. Each is one SQL type on every engine.
enum class Type {
  kBoolean,    ///< BOOLEAN
  kInteger,    ///< INTEGER, 32 bits
  kBigint,     ///< BIGINT, 64 bits
  kDecimal,    ///< DECIMAL(18,4), held as an integer of 1/10000
  kDate,       ///< DATE, held as days since 1970-01-01
  kTimestamp,  ///< an instant in UTC, held as microseconds since 1970-01-01T00:00:00Z
  kText,       ///< VARCHAR, UTF-8
};

/// "decimal", as in JSON and in till.toml.
std::string_view TypeName(Type type);
std::optional<Type> TypeOf(std::string_view name);

struct Field {
  std::string name;
  Type type;
  bool operator==(const Field&) const = default;
};
using Schema = std::vector<Field>;

/// One column of a batch: all rows' values, with nulls. Numbers of every type are kept as int64 in the unit that Type
/// states; texts lie end to end in one string.
class Column {
 public:
  explicit Column(Type type) : type_(type) {}

  Type type() const { return type_; }
  size_t size() const { return valid_.size(); }

  void AppendNull();
  void AppendNulls(size_t count);
  /// For every type but kText; a boolean is 0 or 1.
  void AppendNumber(int64_t value) {
    valid_.push_back(1);
    numbers_.push_back(value);
  }
  /// Many of them at once; null where `valid`, one byte a value, is 0.
  void AppendNumbers(std::span<const int64_t> values, std::span<const uint8_t> valid);
  /// For kText.
  void AppendText(std::string_view value) {
    valid_.push_back(1);
    bytes_ += value;
    ends_.push_back(bytes_.size());
  }
  /// Takes back the last value.
  void RemoveLast();

  bool IsNull(size_t row) const { return valid_[row] == 0; }
  int64_t Number(size_t row) const { return numbers_[row]; }
  std::string_view Text(size_t row) const {
    const uint64_t begin = row == 0 ? 0 : ends_[row - 1];
    return std::string_view(bytes_).substr(begin, ends_[row] - begin);
  }
  std::optional<int64_t> NumberOrNull(size_t row) const {
    return IsNull(row) ? std::nullopt : std::optional(Number(row));
  }
  /// One byte a row, 1 where there is a value.
  std::span<const uint8_t> valid() const { return valid_; }
  /// One a row; empty for kText.
  std::span<const int64_t> numbers() const { return numbers_; }

 private:
  Type type_;
  std::vector<uint8_t> valid_;
  std::vector<int64_t> numbers_;
  std::string bytes_;
  std::vector<uint64_t> ends_;
};

/// Rows of one schema, column by column; all columns have equal length.
struct Batch {
  Schema schema;
  std::vector<Column> columns;

  /// An empty batch of `schema`.
  static Batch Of(Schema schema);
  size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
  /// The column of that name; nullptr if there is none.
  const Column* Find(std::string_view name) const;
};

/// A decimal of 1/10000 as "12.5" (no trailing zeros) — for people and for JSON.
std::string FormatDecimal(int64_t ten_thousandths);
/// "12.5" or "-0.0001" as 1/10000; nothing if it is no plain decimal, has more than four places that are not zero, or
/// does not fit DECIMAL(18,4).
std::optional<int64_t> ParseDecimal(std::string_view text);
/// A value of a column as text: "" for null, days as YYYY-MM-DD, instants in UTC with "Z", booleans true and false.
std::string FormatValue(const Column& column, size_t row);

}  // namespace till::columns
