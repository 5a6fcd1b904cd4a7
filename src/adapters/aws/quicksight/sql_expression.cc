#include "adapters/aws/quicksight/sql_expression.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace till::quicksight {
namespace {

using Kind = SqlExpression::Kind;

struct Token {
  enum class Kind { kWord, kNumber, kText, kMark, kEnd } kind = Kind::kEnd;
  std::string text;  ///< words in lower case
};

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

Error NotUnderstood(std::string_view what) {
  return Unsupported("'" + Shown(what) + "' is not understood",
                     "known: arithmetic, comparisons, case, cast, functions");
}

Result<std::vector<Token>> Tokens(std::string_view sql) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < sql.size();) {
    const size_t start = i;
    if (IsBlank(sql[i])) {
      ++i;
    } else if (IsLetter(sql[i])) {
      while (i < sql.size() && (IsLetter(sql[i]) || IsDigit(sql[i]))) ++i;
      tokens.push_back({Token::Kind::kWord, ToLower(sql.substr(start, i - start))});
    } else if (IsDigit(sql[i])) {
      while (i < sql.size() && (IsDigit(sql[i]) || sql[i] == '.')) ++i;
      tokens.push_back({Token::Kind::kNumber, std::string(sql.substr(start, i - start))});
    } else if (sql[i] == '\'') {
      std::string text;
      for (++i; i < sql.size(); ++i) {
        if (sql[i] == '\'' && (i + 1 >= sql.size() || sql[i + 1] != '\'')) break;
        if (sql[i] == '\'') ++i;
        text += sql[i];
      }
      if (i >= sql.size()) return NotUnderstood(sql.substr(start));
      ++i;
      tokens.push_back({Token::Kind::kText, text});
    } else {
      const std::string_view two = sql.substr(i, 2);
      const bool pair = two == "<>" || two == "<=" || two == ">=" || two == "!=" || two == "||" || two == "::";
      i += pair ? 2 : 1;
      tokens.push_back({Token::Kind::kMark, two == "!=" ? "<>" : std::string(sql.substr(start, i - start))});
    }
  }
  tokens.push_back({});
  return tokens;
}

SqlExpression Binary(std::string text, SqlExpression left, SqlExpression right) {
  SqlExpression node{Kind::kBinary, std::move(text)};
  node.children.push_back(std::move(left));
  node.children.push_back(std::move(right));
  return node;
}

SqlExpression Unary(std::string text, SqlExpression child) {
  SqlExpression node{Kind::kUnary, std::move(text)};
  node.children.push_back(std::move(child));
  return node;
}

/// Recursive descent; each function reads what binds more tightly than its name says.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<SqlExpression> All() {
    TILL_ASSIGN(SqlExpression expression, Or());
    if (Now().kind != Token::Kind::kEnd) return NotUnderstood(Now().text);
    return expression;
  }

 private:
  static constexpr int kDeepest = 60;

  const Token& Now() const { return tokens_[at_]; }
  bool Is(std::string_view text) const {
    return (Now().kind == Token::Kind::kWord || Now().kind == Token::Kind::kMark) && Now().text == text;
  }
  bool Take(std::string_view text) {
    if (!Is(text)) return false;
    ++at_;
    return true;
  }
  Status Expect(std::string_view text) {
    if (Take(text)) return Ok();
    return NotUnderstood(Now().kind == Token::Kind::kEnd ? "the end" : Now().text);
  }

  Result<SqlExpression> Or() {
    if (++depth_ > kDeepest) return Unsupported("it is too deeply nested");
    TILL_ASSIGN(SqlExpression left, And());
    while (Take("or")) {
      TILL_ASSIGN(SqlExpression right, And());
      left = Binary("or", std::move(left), std::move(right));
    }
    --depth_;
    return left;
  }

  Result<SqlExpression> And() {
    TILL_ASSIGN(SqlExpression left, Not());
    while (Take("and")) {
      TILL_ASSIGN(SqlExpression right, Not());
      left = Binary("and", std::move(left), std::move(right));
    }
    return left;
  }

  Result<SqlExpression> Not() {
    if (!Take("not")) return Comparison();
    TILL_ASSIGN(SqlExpression child, Comparison());
    return Unary("not", std::move(child));
  }

  Result<SqlExpression> Comparison() {
    TILL_ASSIGN(SqlExpression left, Sum());
    if (Take("is")) {
      const bool negated = Take("not");
      TILL_TRY(Expect("null"));
      return Unary(negated ? "is not null" : "is null", std::move(left));
    }
    if (Take("between")) {
      TILL_ASSIGN(SqlExpression low, Sum());
      TILL_TRY(Expect("and"));
      TILL_ASSIGN(SqlExpression high, Sum());
      SqlExpression above = Binary(">=", left, std::move(low));
      return Binary("and", std::move(above), Binary("<=", std::move(left), std::move(high)));
    }
    if (Take("in")) return In(std::move(left));
    for (const std::string_view mark : {"=", "<>", "<=", ">=", "<", ">"}) {
      if (!Take(mark)) continue;
      TILL_ASSIGN(SqlExpression right, Sum());
      return Binary(std::string(mark), std::move(left), std::move(right));
    }
    return left;
  }

  /// "x in (a, b)" as "x = a or x = b".
  Result<SqlExpression> In(SqlExpression left) {
    TILL_TRY(Expect("("));
    std::optional<SqlExpression> any;
    do {
      TILL_ASSIGN(SqlExpression one, Sum());
      SqlExpression equal = Binary("=", left, std::move(one));
      any = any ? Binary("or", std::move(*any), std::move(equal)) : std::move(equal);
    } while (Take(","));
    TILL_TRY(Expect(")"));
    return std::move(*any);
  }

  Result<SqlExpression> Sum() {
    TILL_ASSIGN(SqlExpression left, Product());
    while (Is("+") || Is("-")) {
      std::string mark = tokens_[at_++].text;
      TILL_ASSIGN(SqlExpression right, Product());
      left = Binary(std::move(mark), std::move(left), std::move(right));
    }
    return left;
  }

  Result<SqlExpression> Product() {
    TILL_ASSIGN(SqlExpression left, Single());
    while (Is("*") || Is("/")) {
      std::string mark = tokens_[at_++].text;
      TILL_ASSIGN(SqlExpression right, Single());
      left = Binary(std::move(mark), std::move(left), std::move(right));
    }
    return left;
  }

  Result<SqlExpression> Single() {
    if (Take("-")) {
      TILL_ASSIGN(SqlExpression child, Single());
      return Unary("-", std::move(child));
    }
    if (Take("(")) {
      TILL_ASSIGN(SqlExpression inner, Or());
      TILL_TRY(Expect(")"));
      return inner;
    }
    const Token token = Now();
    if (token.kind == Token::Kind::kEnd) return NotUnderstood("the end");
    ++at_;
    if (token.kind == Token::Kind::kNumber) return SqlExpression{Kind::kNumber, token.text};
    if (token.kind == Token::Kind::kText) return SqlExpression{Kind::kText, token.text};
    if (token.kind != Token::Kind::kWord) return NotUnderstood(token.text);
    if (token.text == "null") return SqlExpression{Kind::kNull};
    if (token.text == "case") return Case();
    if (token.text == "cast") return Cast();
    if (Take("(")) return Call(token.text);
    return SqlExpression{Kind::kColumn, token.text};
  }

  Result<SqlExpression> Case() {
    SqlExpression node{Kind::kCase};
    std::optional<SqlExpression> subject;
    if (!Is("when")) {
      TILL_ASSIGN(subject, Or());
    }
    while (Take("when")) {
      TILL_ASSIGN(SqlExpression condition, Or());
      TILL_TRY(Expect("then"));
      TILL_ASSIGN(SqlExpression value, Or());
      node.children.push_back(subject ? Binary("=", *subject, std::move(condition)) : std::move(condition));
      node.children.push_back(std::move(value));
    }
    if (node.children.empty()) return NotUnderstood("case");
    SqlExpression otherwise;
    if (Take("else")) {
      TILL_ASSIGN(otherwise, Or());
    }
    node.children.push_back(std::move(otherwise));
    TILL_TRY(Expect("end"));
    return node;
  }

  Result<SqlExpression> Cast() {
    TILL_TRY(Expect("("));
    SqlExpression node{Kind::kCast};
    TILL_ASSIGN(SqlExpression child, Or());
    node.children.push_back(std::move(child));
    TILL_TRY(Expect("as"));
    node.text = Now().text;
    ++at_;
    if (node.text == "double" && Is("precision")) ++at_;
    if (Take("(")) {
      while (Now().kind == Token::Kind::kNumber || Is(",")) ++at_;
      TILL_TRY(Expect(")"));
    }
    TILL_TRY(Expect(")"));
    return node;
  }

  /// The rest of a call after its "(".
  Result<SqlExpression> Call(const std::string& function) {
    SqlExpression node{Kind::kCall, function};
    node.distinct = Take("distinct");
    if (Take("*")) {
      node.children.push_back({Kind::kStar});
    } else if (!Is(")")) {
      do {
        TILL_ASSIGN(SqlExpression argument, Or());
        node.children.push_back(std::move(argument));
      } while (Take(","));
    }
    TILL_TRY(Expect(")"));
    if (!Take("filter")) return node;
    TILL_TRY(Expect("("));
    TILL_TRY(Expect("where"));
    TILL_ASSIGN(SqlExpression condition, Or());
    TILL_TRY(Expect(")"));
    node.children.push_back(std::move(condition));
    node.filtered = true;
    return node;
  }

  const std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<SqlExpression> ParseSqlExpression(std::string_view sql) {
  TILL_ASSIGN(std::vector<Token> tokens, Tokens(sql));
  return Parser(std::move(tokens)).All();
}

}  // namespace till::quicksight
