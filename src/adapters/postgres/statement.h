#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "warehouse/warehouse.h"

namespace till::postgres {

/// A statement as the wire takes it: $1, $2 … stand for the values.
struct Statement {
  std::string sql;
  std::vector<warehouse::Value> values = {};
};

/// What relations with a schema ("star.fact_orders", in lower case) are called in the database.
using RelationNames = std::map<std::string, std::string, std::less<>>;

/// `sql` with its $name as $1, $2 … and its relations by their names in the database; what stands in quotes or in a
/// comment is left as it is. kInvalid for a $name without a value.
Result<Statement> Bind(std::string_view sql, const warehouse::Parameters& parameters, const RelationNames& relations);

/// The same for what takes no parameters: with each $name as a literal of its day.
Result<Statement> BindDays(std::string_view sql, const std::map<std::string, Day>& days,
                           const RelationNames& relations);

/// "main.x" as "x", which is a relation without a schema; every other name as it is.
std::string RelationName(std::string_view name);

/// Whether `sql` is a single statement that begins as a SELECT does, brackets and comments before it passed over.
bool IsOneSelect(std::string_view sql);
/// What a session that only reads says to anything else.
Error NotOneSelect();

/// "name" with its quotes, and 'text' with its.
std::string Identifier(std::string_view name);
std::string Quoted(std::string_view text);

}  // namespace till::postgres
