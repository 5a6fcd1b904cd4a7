#include "adapters/postgres/statement.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace till::postgres {
namespace {

enum class Kind { kWord, kParameter, kQuoted, kBlank, kSign };

struct Token {
  Kind kind;
  std::string_view text;
};

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Cuts a statement into tokens, end to end.
class Scanner {
 public:
  explicit Scanner(std::string_view sql) : rest_(sql) {}

  bool AtEnd() const { return rest_.empty(); }

  Token Next() {
    const char first = rest_.front();
    if (IsLetter(first)) return Take(Kind::kWord, WordLength(1));
    if (first == '$' && rest_.size() > 1 && IsLetter(rest_[1])) return Take(Kind::kParameter, WordLength(2));
    if (first == '\'' || first == '"') return Take(Kind::kQuoted, QuotedLength(first));
    if (rest_.starts_with("--")) return Take(Kind::kBlank, rest_.find('\n'));
    if (rest_.starts_with("/*")) return Take(Kind::kBlank, After("*/"));
    if (std::string_view(" \t\r\n\f").find(first) != std::string_view::npos) return Take(Kind::kBlank, 1);
    return Take(Kind::kSign, 1);
  }

 private:
  Token Take(Kind kind, size_t length) {
    const Token token{kind, rest_.substr(0, length)};
    rest_.remove_prefix(token.text.size());
    return token;
  }

  size_t WordLength(size_t length) const {
    while (length < rest_.size() && (IsLetter(rest_[length]) || IsDigit(rest_[length]))) ++length;
    return length;
  }

  /// A doubled quote is two quoted texts end to end.
  size_t QuotedLength(char quote) const {
    const size_t end = rest_.find(quote, 1);
    return end == std::string_view::npos ? rest_.size() : end + 1;
  }

  size_t After(std::string_view end) const {
    const size_t at = rest_.find(end, 2);
    return at == std::string_view::npos ? rest_.size() : at + end.size();
  }

  std::string_view rest_;
};

std::vector<Token> Tokens(std::string_view sql) {
  std::vector<Token> tokens;
  for (Scanner scanner(sql); !scanner.AtEnd();) tokens.push_back(scanner.Next());
  return tokens;
}

/// The relation "schema.table" that begins at token `i`, as the database calls it; nullptr if none does.
const std::string* RelationAt(const std::vector<Token>& tokens, size_t i, const RelationNames& relations) {
  if (i + 2 >= tokens.size() || tokens[i].kind != Kind::kWord || tokens[i + 1].text != "." ||
      tokens[i + 2].kind != Kind::kWord) {
    return nullptr;
  }
  const auto found = relations.find(ToLower(tokens[i].text) + "." + ToLower(tokens[i + 2].text));
  return found == relations.end() ? nullptr : &found->second;
}

/// `sql` with its relations by their names in the database and what `put` gives for each $name, which must be one of
/// `values`.
template <typename Value>
Result<std::string> Bound(std::string_view sql, const std::map<std::string, Value>& values,
                          const RelationNames& relations, auto&& put) {
  std::string bound;
  const std::vector<Token> tokens = Tokens(sql);
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (const std::string* relation = RelationAt(tokens, i, relations)) {
      bound += *relation;
      i += 2;
    } else if (tokens[i].kind == Kind::kParameter) {
      const std::string name(tokens[i].text.substr(1));
      const auto value = values.find(name);
      if (value == values.end()) return Invalid("cannot run statement: parameter '" + name + "' has no value");
      bound += put(name, value->second);
    } else {
      bound += tokens[i].text;
    }
  }
  return bound;
}

}  // namespace

Result<Statement> Bind(std::string_view sql, const warehouse::Parameters& parameters, const RelationNames& relations) {
  Statement statement;
  std::vector<std::string> names;
  const auto put = [&](const std::string& name, const warehouse::Value& value) {
    auto at = std::ranges::find(names, name);
    if (at == names.end()) {
      statement.values.push_back(value);
      at = names.insert(names.end(), name);
    }
    return "$" + std::to_string(at - names.begin() + 1);
  };
  TILL_ASSIGN(statement.sql, Bound(sql, parameters, relations, put));
  return statement;
}

Result<Statement> BindDays(std::string_view sql, const std::map<std::string, Day>& days,
                           const RelationNames& relations) {
  const auto put = [](const std::string&, Day day) { return "date " + Quoted(day.ToString()); };
  TILL_ASSIGN(std::string bound, Bound(sql, days, relations, put));
  return Statement{std::move(bound)};
}

std::string RelationName(std::string_view name) {
  constexpr std::string_view kNone = "main.";
  return std::string(name.starts_with(kNone) ? name.substr(kNone.size()) : name);
}

bool IsOneSelect(std::string_view sql) {
  constexpr std::array<std::string_view, 4> kWords{"select", "with", "values", "table"};
  bool begun = false;
  bool ended = false;
  for (const Token& token : Tokens(sql)) {
    if (token.kind == Kind::kBlank || (!begun && token.text == "(")) continue;
    if (ended) return false;
    if (!begun && std::ranges::find(kWords, ToLower(token.text)) == kWords.end()) return false;
    begun = true;
    ended = token.text == ";";
  }
  return begun;
}

Error NotOneSelect() {
  return Invalid("cannot run the query: only one SELECT is allowed",
                 "it reads the tables that are there; nothing is changed by it");
}

std::string Identifier(std::string_view name) { return "\"" + Replace(name, "\"", "\"\"") + "\""; }
std::string Quoted(std::string_view text) { return "'" + Replace(text, "'", "''") + "'"; }

}  // namespace till::postgres
