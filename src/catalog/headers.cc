#include "catalog/headers.h"

#include "base/text.h"

namespace till::catalog {

using columns::Type;

std::string Normalised(std::string_view header) {
  std::string normalised;
  for (const char c : ToLower(Trim(header))) {
    if (c != ' ' && c != '_' && c != '-' && c != '.') normalised += c;
  }
  return normalised;
}

bool IsObviousFor(std::string_view header, const retail::SourceColumn& column) {
  const std::string name = Normalised(header);
  if (name.empty()) return false;
  if (name == Normalised(column.name)) return true;
  for (const std::string& obvious : Split(column.headers, '|')) {
    if (name == obvious) return true;
  }
  return false;
}

bool IsPersonal(std::string_view header) {
  for (const retail::SourceTable& table : retail::SourceTables()) {
    for (const retail::SourceColumn& column : table.columns) {
      if (column.person && IsObviousFor(header, column)) return true;
    }
  }
  return false;
}

bool CanHold(Type wanted, Type seen) {
  switch (wanted) {
    case Type::kText:
      return true;
    case Type::kBigint:
      return seen == Type::kBigint || seen == Type::kInteger;
    case Type::kDecimal:
      return seen == Type::kDecimal || seen == Type::kBigint || seen == Type::kInteger;
    case Type::kBoolean:
      return seen == Type::kBoolean || seen == Type::kInteger;
    case Type::kDate:
    case Type::kTimestamp:
      return seen == Type::kDate || seen == Type::kTimestamp;
    case Type::kInteger:
      break;
  }
  return seen == Type::kInteger;
}

}  // namespace till::catalog
