#include "adapters/aws/redshift/statement_text.h"

#include <optional>
#include <vector>

#include "adapters/aws/redshift/statements.h"
#include "adapters/postgres/statement.h"
#include "base/text.h"

namespace till::redshift {
namespace {

using columns::Type;
using postgres::Identifier;

std::string SqlType(Type type, Instants instants) {
  switch (type) {
    case Type::kBoolean:
      return "boolean";
    case Type::kInteger:
      return "integer";
    case Type::kBigint:
      return "bigint";
    case Type::kDecimal:
      return "decimal(18,4)";
    case Type::kDate:
      return "date";
    case Type::kTimestamp:
      return instants == Instants::kLoaded ? "timestamp" : "timestamptz";
    case Type::kText:
      break;
  }
  return "varchar(" + std::to_string(kTextBytes) + ")";
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

/// The end of what begins at `at` and has no structure: a quoted text, a comment, a word, or one character.
size_t TokenEnd(std::string_view sql, size_t at) {
  const auto after = [&](std::string_view mark, size_t from) {
    const size_t found = sql.find(mark, from);
    return found == std::string_view::npos ? sql.size() : found + mark.size();
  };
  if (sql[at] == '\'' || sql[at] == '"') return after(sql.substr(at, 1), at + 1);
  if (sql.substr(at).starts_with("--")) return after("\n", at);
  if (sql.substr(at).starts_with("/*")) return after("*/", at + 2);
  size_t end = at + 1;
  while (IsNameCharacter(sql[at]) && end < sql.size() && IsNameCharacter(sql[end])) ++end;
  return end;
}

size_t AfterBlanks(std::string_view sql, size_t at) {
  const size_t found = sql.find_first_not_of(" \t\r\n", at);
  return found == std::string_view::npos ? sql.size() : found;
}

/// The bracket that closes the one at `open`; the end of the text if none does.
size_t Closing(std::string_view sql, size_t open) {
  size_t depth = 0;
  for (size_t at = open; at < sql.size(); at = TokenEnd(sql, at)) {
    if (sql[at] == '(') ++depth;
    if (sql[at] == ')' && --depth == 0) return at;
  }
  return sql.size();
}

/// What "filter (where …)" at `at` says, and where it ends.
struct Filter {
  std::string_view condition;
  size_t end;
};
std::optional<Filter> FilterAt(std::string_view sql, size_t at) {
  const auto word = [&](size_t begin, std::string_view name) {
    return begin < sql.size() && ToLower(sql.substr(begin, TokenEnd(sql, begin) - begin)) == name;
  };
  if (!word(at, "filter")) return std::nullopt;
  const size_t open = AfterBlanks(sql, TokenEnd(sql, at));
  if (!word(open, "(") || !word(AfterBlanks(sql, open + 1), "where")) return std::nullopt;
  const size_t begin = TokenEnd(sql, AfterBlanks(sql, open + 1));
  const size_t close = Closing(sql, open);
  if (close == sql.size()) return std::nullopt;
  return Filter{Trim(sql.substr(begin, close - begin)), close + 1};
}

/// The arguments of a call, of rows where `condition` holds.
std::string Where(std::string_view arguments, std::string_view condition) {
  constexpr std::string_view kDistinct = "distinct ";
  std::string before;
  arguments = Trim(arguments);
  if (ToLower(arguments.substr(0, kDistinct.size())) == kDistinct) {
    before = kDistinct;
    arguments.remove_prefix(kDistinct.size());
  }
  const std::string value = arguments == "*" ? "1" : WithoutFilters(arguments);
  return "(" + before + "case when " + WithoutFilters(condition) + " then " + value + " end)";
}

}  // namespace

std::string Definitions(const columns::Schema& columns, Instants instants) {
  std::vector<std::string> definitions;
  for (const columns::Field& field : columns) {
    definitions.push_back(Identifier(field.name) + " " + SqlType(field.type, instants));
  }
  return Join(definitions, ", ");
}

std::string Names(const columns::Schema& columns) {
  std::vector<std::string> names;
  for (const columns::Field& field : columns) names.push_back(Identifier(field.name));
  return Join(names, ", ");
}

std::string Instant(std::string_view from, const columns::Field& field) {
  const std::string column = std::string(from) + "." + Identifier(field.name);
  return field.type == Type::kTimestamp ? column + " at time zone 'UTC'" : column;
}

std::string Literal(std::string_view text) { return postgres::Quoted(Replace(text, "\\", "\\\\")); }

std::string Role(std::string_view iam_role) {
  return " iam_role " + (iam_role.empty() || iam_role == "default" ? "default" : Literal(iam_role));
}

std::string WithoutFilters(std::string_view sql) {
  std::string out;
  for (size_t at = 0; at < sql.size();) {
    if (sql[at] != '(') {
      const size_t end = TokenEnd(sql, at);
      out += sql.substr(at, end - at);
      at = end;
      continue;
    }
    const size_t close = Closing(sql, at);
    if (close == sql.size()) return out + std::string(sql.substr(at));
    const std::string_view within = sql.substr(at + 1, close - at - 1);
    const auto filter = FilterAt(sql, AfterBlanks(sql, close + 1));
    out += filter ? Where(within, filter->condition) : "(" + WithoutFilters(within) + ")";
    at = filter ? filter->end : close + 1;
  }
  return out;
}

}  // namespace till::redshift
