#include "adapters/postgres/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

#include "adapters/postgres/statement.h"
#include "base/text.h"

namespace till::postgres {
namespace {

using columns::Column;
using columns::Type;

// Numbers of types, from pg_type.dat.
constexpr unsigned kBool = 16, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kFloat4 = 700, kFloat8 = 701,
                   kUnknown = 705, kBpchar = 1042, kVarchar = 1043, kDate = 1082, kTimestamptz = 1184, kNumeric = 1700;

constexpr int64_t kLargestDecimal = 999'999'999'999'999'999;
/// The server counts days and microseconds from 2000-01-01.
constexpr int32_t kServerEpochDay = 10'957;
constexpr int64_t kMicrosPerDay = 86'400'000'000;

constexpr std::string_view kByBytes = " collate \"C\"";

std::string_view SqlType(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "boolean";
    case Type::kInteger:
      return "integer";
    case Type::kBigint:
      return "bigint";
    case Type::kDecimal:
      return "numeric(18,4)";
    case Type::kDate:
      return "date";
    case Type::kTimestamp:
      return "timestamptz";
    case Type::kText:
      break;
  }
  return "text";
}

Error DoesNotFit(std::string_view column, std::string_view fact) {
  return Unsupported("cannot read column '" + std::string(column) + "': " + std::string(fact));
}

std::optional<int64_t> Whole(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<int64_t> DecimalOf(std::string_view text, const AnswerColumn& answer) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  const std::string_view places = text.substr(std::min(point + 1, text.size()));
  digits.append(places.substr(0, 4)).append(4 - std::min<size_t>(places.size(), 4), '0');
  const std::string_view rest = places.substr(std::min<size_t>(places.size(), 4));
  auto value = Whole(digits);
  if (!value) return DoesNotFit(answer.name, "it does not fit DECIMAL(18,4)");
  if (rest.find_first_not_of('0') != std::string_view::npos) {
    if (answer.modifier != -1) return DoesNotFit(answer.name, "it has more than four decimal places");
    if (rest.front() >= '5') ++*value;
  }
  if (*value > kLargestDecimal) return DoesNotFit(answer.name, "it does not fit DECIMAL(18,4)");
  return negative ? -*value : *value;
}

Result<int64_t> RoundedDecimal(std::string_view text, const AnswerColumn& answer) {
  const double scaled = std::round(std::strtod(std::string(text).c_str(), nullptr) * 10'000);
  if (!(std::abs(scaled) <= static_cast<double>(kLargestDecimal))) {
    return DoesNotFit(answer.name, "it does not fit DECIMAL(18,4)");
  }
  return static_cast<int64_t>(scaled);
}

/// "2026-01-05 10:00:00.25+00", as the server writes instants in UTC.
std::optional<int64_t> InstantOf(std::string_view text) {
  constexpr std::string_view kUtc = "+00";
  const auto day = Day::Parse(text.substr(0, 10));
  if (!day || text.size() < 22 || !text.ends_with(kUtc)) return std::nullopt;
  const auto hours = Whole(text.substr(11, 2));
  const auto minutes = Whole(text.substr(14, 2));
  const auto seconds = Whole(text.substr(17, 2));
  std::string fraction(text.substr(19, text.size() - 19 - kUtc.size()));
  fraction = fraction.empty() ? "0" : fraction.substr(1);
  fraction.append(6 - std::min<size_t>(6, fraction.size()), '0');
  const auto micros = Whole(fraction);
  if (!hours || !minutes || !seconds || !micros) return std::nullopt;
  return day->value * kMicrosPerDay + ((*hours * 60 + *minutes) * 60 + *seconds) * 1'000'000 + *micros;
}

template <typename Integer>
void Put(Integer value, std::string& bytes) {
  for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
    bytes += static_cast<char>((static_cast<uint64_t>(value) >> shift) & 0xFF);
  }
}

/// A decimal of 1/10000 as the server's groups of four digits, of which the last is what stands behind the point.
void PutDecimal(int64_t value, std::string& bytes) {
  constexpr uint16_t kNegative = 0x4000;
  std::array<int16_t, 5> groups{};
  size_t count = 0;
  for (uint64_t rest = static_cast<uint64_t>(std::abs(value)); rest != 0; rest /= 10'000) {
    groups[count++] = static_cast<int16_t>(rest % 10'000);
  }
  Put<int32_t>(static_cast<int32_t>(8 + 2 * count), bytes);
  Put<int16_t>(static_cast<int16_t>(count), bytes);
  Put<int16_t>(static_cast<int16_t>(count) - 2, bytes);
  Put<uint16_t>(value < 0 ? kNegative : 0, bytes);
  Put<int16_t>(4, bytes);
  while (count > 0) Put<int16_t>(groups[--count], bytes);
}

void PutValue(const Column& column, size_t row, std::string& bytes) {
  if (column.IsNull(row)) return Put<int32_t>(-1, bytes);
  if (column.type() == Type::kText) {
    const std::string_view text = column.Text(row);
    Put<int32_t>(static_cast<int32_t>(text.size()), bytes);
    bytes += text;
    return;
  }
  const int64_t value = column.Number(row);
  switch (column.type()) {
    case Type::kBoolean:
      Put<int32_t>(1, bytes);
      return Put<int8_t>(static_cast<int8_t>(value), bytes);
    case Type::kInteger:
      Put<int32_t>(4, bytes);
      return Put<int32_t>(static_cast<int32_t>(value), bytes);
    case Type::kDate:
      Put<int32_t>(4, bytes);
      return Put<int32_t>(static_cast<int32_t>(value) - kServerEpochDay, bytes);
    case Type::kDecimal:
      return PutDecimal(value, bytes);
    case Type::kTimestamp:
      Put<int32_t>(8, bytes);
      return Put<int64_t>(value - kServerEpochDay * kMicrosPerDay, bytes);
    default:
      Put<int32_t>(8, bytes);
      return Put<int64_t>(value, bytes);
  }
}

}  // namespace

bool AnswerColumn::IsText() const { return type == kText || type == kVarchar || type == kBpchar || type == kName; }

Result<Type> TypeOf(const AnswerColumn& column) {
  switch (column.type) {
    case kBool:
      return Type::kBoolean;
    case kInt2:
    case kInt4:
      return Type::kInteger;
    case kInt8:
      return Type::kBigint;
    case kNumeric:
    case kFloat4:
    case kFloat8:
      return Type::kDecimal;
    case kDate:
      return Type::kDate;
    case kTimestamptz:
      return Type::kTimestamp;
    case kUnknown:
      return Type::kText;
    default:
      if (column.IsText()) return Type::kText;
      return Unsupported("cannot read column '" + column.name + "': its type is none of ours",
                         "cast it to varchar, bigint, decimal(18,4), date or timestamptz");
  }
}

Status AppendValue(std::string_view text, const AnswerColumn& answer, Column& column) {
  if (column.type() == Type::kText) {
    column.AppendText(text);
    return Ok();
  }
  if (answer.type == kNumeric || answer.type == kFloat4 || answer.type == kFloat8) {
    const auto value = answer.type == kNumeric ? DecimalOf(text, answer) : RoundedDecimal(text, answer);
    TILL_TRY(value.status());
    column.AppendNumber(*value);
    return Ok();
  }
  std::optional<int64_t> value;
  if (column.type() == Type::kBoolean) {
    value = text.starts_with('t') ? 1 : 0;
  } else if (column.type() == Type::kDate) {
    if (const auto day = Day::Parse(text)) value = day->value;
  } else {
    value = column.type() == Type::kTimestamp ? InstantOf(text) : Whole(text);
  }
  if (!value) return DoesNotFit(answer.name, "'" + std::string(text) + "' has no place in its type");
  column.AppendNumber(*value);
  return Ok();
}

std::string ColumnDefinitions(const columns::Schema& schema) {
  std::vector<std::string> definitions;
  for (const columns::Field& field : schema) {
    definitions.push_back(Identifier(field.name) + " " + std::string(SqlType(field.type)) +
                          (field.type == Type::kText ? std::string(kByBytes) : ""));
  }
  return Join(definitions, ", ");
}

std::string TypedNull(Type type) {
  return "cast(null as " + std::string(SqlType(type)) + ")" + (type == Type::kText ? std::string(kByBytes) : "");
}

void EncodeRows(std::span<const Column* const> columns, size_t begin, size_t end, std::string& bytes) {
  for (size_t row = begin; row < end; ++row) {
    Put<int16_t>(static_cast<int16_t>(columns.size()), bytes);
    for (const Column* column : columns) PutValue(*column, row, bytes);
  }
}

std::string_view BinaryHeader() {
  constexpr std::string_view kHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  return kHeader;
}

std::string_view BinaryEnd() { return "\377\377"; }

}  // namespace till::postgres
