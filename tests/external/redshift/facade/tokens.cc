#include "tests/external/redshift/facade/tokens.h"

#include <cctype>

#include "base/text.h"

namespace till::testing_support {
namespace {

bool InWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || (c & 0x80) != 0;
}

/// The end of the quoted piece that begins at `begin`, its content in `value`.
size_t EndOfQuoted(std::string_view sql, size_t begin, std::string& value) {
  const char quote = sql[begin];
  size_t i = begin + 1;
  for (; i < sql.size(); ++i) {
    if (quote == '\'' && sql[i] == '\\' && i + 1 < sql.size())
      ++i;
    else if (sql[i] == quote && sql.substr(i + 1, 1) == std::string_view(&quote, 1))
      ++i;
    else if (sql[i] == quote)
      return i + 1;
    value += sql[i];
  }
  return i;
}

/// The end of a comment or of blanks; `begin` if neither is there.
size_t EndOfBlank(std::string_view sql, size_t begin) {
  const std::string_view rest = sql.substr(begin);
  if (rest.starts_with("--")) return std::min(sql.find('\n', begin), sql.size());
  if (rest.starts_with("/*")) {
    const size_t end = sql.find("*/", begin);
    return end == std::string_view::npos ? sql.size() : end + 2;
  }
  return std::isspace(static_cast<unsigned char>(rest.front())) != 0 ? begin + 1 : begin;
}

}  // namespace

std::vector<Token> Tokens(std::string_view sql) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < sql.size();) {
    if (const size_t end = EndOfBlank(sql, i); end > i) {
      i = end;
      continue;
    }
    Token token{Token::Kind::kSign, std::string(1, sql[i]), i, i + 1};
    if (sql[i] == '\'' || sql[i] == '"') {
      token.kind = sql[i] == '\'' ? Token::Kind::kText : Token::Kind::kName;
      token.value.clear();
      token.end = EndOfQuoted(sql, i, token.value);
    } else if (InWord(sql[i])) {
      token.kind = Token::Kind::kWord;
      while (token.end < sql.size() && InWord(sql[token.end])) ++token.end;
      token.value = ToLower(sql.substr(i, token.end - i));
    }
    i = token.end;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

std::vector<std::string> Statements(std::string_view sql) {
  std::vector<std::string> statements;
  size_t begin = 0;
  const auto add = [&](size_t end) {
    const std::string_view statement = Trim(sql.substr(begin, end - begin));
    if (!Tokens(statement).empty()) statements.emplace_back(statement);
    begin = end + 1;
  };
  for (const Token& token : Tokens(sql)) {
    if (token.IsSign(";")) add(token.begin);
  }
  if (begin < sql.size()) add(sql.size());
  return statements;
}

}  // namespace till::testing_support
