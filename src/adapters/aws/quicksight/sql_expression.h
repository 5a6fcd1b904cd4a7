#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::quicksight {

/// An SQL expression as a tree: the subset in which measures and dimensions are written.
struct SqlExpression {
  enum class Kind {
    kNumber,  ///< text: as written
    kText,    ///< text: without quotes
    kNull,
    kColumn,  ///< text: its name
    kStar,    ///< of count(*)
    kCall,    ///< text: the function in lower case; children: arguments, then the filter's condition where it has one
    kUnary,   ///< text: "-", "not", "is null", "is not null"; one child
    kBinary,  ///< text: "and", "or", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/"; two children
    kCase,    ///< children: condition and value in turns, last the value otherwise
    kCast,    ///< text: the type in lower case, without its size; one child
  };
  Kind kind = Kind::kNull;
  std::string text = {};
  std::vector<SqlExpression> children = {};
  bool distinct = false;  ///< of a call: count(distinct x)
  bool filtered = false;  ///< of a call: the last child is its filter (where …)
};

/// kUnsupported with what stands in the way, as "'over' is not understood".
Result<SqlExpression> ParseSqlExpression(std::string_view sql);

}  // namespace till::quicksight
