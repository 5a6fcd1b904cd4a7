#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace till::testing_support {

/// A piece of a statement as Redshift reads it: in a text a quote is doubled or stands behind a backslash.
struct Token {
  enum class Kind { kWord, kText, kName, kSign };
  Kind kind;
  std::string value;  ///< a word in lower case; a text or a quoted name without its quotes
  size_t begin = 0;   ///< where it stands in the statement
  size_t end = 0;

  bool IsWord(std::string_view word) const { return kind == Kind::kWord && value == word; }
  bool IsSign(std::string_view sign) const { return kind == Kind::kSign && value == sign; }
};

/// Without blanks and comments. Numbers are words.
std::vector<Token> Tokens(std::string_view sql);
/// What stands between the semicolons.
std::vector<std::string> Statements(std::string_view sql);

}  // namespace till::testing_support
