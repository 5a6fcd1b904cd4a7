#include "tests/external/redshift/facade/commands.h"

#include <regex>

#include "tests/external/redshift/facade/tokens.h"

namespace till::testing_support {
namespace {

/// Goes through a command's tokens.
class Parser {
 public:
  explicit Parser(std::string_view sql) : sql_(sql), tokens_(Tokens(sql)) {}

  bool AtEnd() const { return at_ == tokens_.size(); }

  bool Take(std::string_view word) {
    const bool there = !AtEnd() && (tokens_[at_].IsWord(word) || tokens_[at_].IsSign(word));
    at_ += there ? 1 : 0;
    return there;
  }

  Status Expect(std::string_view word) { return Take(word) ? Ok() : Wrong(); }

  Result<std::string> Text() {
    if (AtEnd() || tokens_[at_].kind != Token::Kind::kText) return Wrong();
    return tokens_[at_++].value;
  }

  /// A name, with its schema if it has one, as it was written.
  Result<std::string> Name() {
    const size_t first = at_;
    for (;;) {
      if (AtEnd() || tokens_[at_].kind == Token::Kind::kText || tokens_[at_].kind == Token::Kind::kSign) return Wrong();
      ++at_;
      if (!Take(".")) break;
    }
    return std::string(sql_.substr(tokens_[first].begin, tokens_[at_ - 1].end - tokens_[first].begin));
  }

  /// IAM_ROLE default | 'arn'; several roles are a chain, joined by commas.
  Status Role() {
    static const std::regex kArns("arn:aws(-[a-z-]+)?:iam::\\d{12}:role/[\\w+=,.@/-]+");
    if (Take("default")) return Ok();
    TILL_ASSIGN(const std::string arns, Text());
    return std::regex_match(arns, kArns) ? Ok() : Invalid("'" + arns + "' is no role");
  }

  Error Wrong() const {
    if (AtEnd()) return Invalid("syntax error at end of input");
    return Invalid("syntax error at or near \"" + tokens_[at_].value + "\"");
  }

 private:
  std::string_view sql_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
};

Status TakeCopyOption(Parser& parser, CopyCommand& copy) {
  if (parser.Take("manifest")) {
    copy.manifest = true;
    return Ok();
  }
  TILL_TRY(parser.Expect("format"));
  static_cast<void>(parser.Take("as"));
  copy.parquet = parser.Take("parquet");
  return copy.parquet ? Ok() : parser.Wrong();
}

Status TakeUnloadOption(Parser& parser, UnloadCommand& unload) {
  if (parser.Take("format")) {
    static_cast<void>(parser.Take("as"));
    unload.parquet = parser.Take("parquet");
    return unload.parquet ? Ok() : parser.Wrong();
  }
  if (parser.Take("parallel")) {
    unload.parallel = !(parser.Take("off") || parser.Take("false"));
    return !unload.parallel || parser.Take("on") || parser.Take("true") ? Ok() : parser.Wrong();
  }
  if (parser.Take("manifest")) {
    unload.manifest = true;
    unload.verbose = parser.Take("verbose");
    return Ok();
  }
  if (parser.Take("allowoverwrite")) {
    unload.allow_overwrite = true;
    return Ok();
  }
  if (!parser.Take("cleanpath")) return parser.Wrong();
  unload.clean_path = true;
  return Ok();
}

}  // namespace

Result<CopyCommand> ParseCopy(std::string_view sql) {
  Parser parser(sql);
  CopyCommand copy;
  TILL_TRY(parser.Expect("copy"));
  TILL_ASSIGN(copy.table, parser.Name());
  TILL_TRY(parser.Expect("from"));
  TILL_ASSIGN(copy.url, parser.Text());
  TILL_TRY(parser.Expect("iam_role"));
  TILL_TRY(parser.Role());
  while (!parser.AtEnd()) TILL_TRY(TakeCopyOption(parser, copy));
  if (!copy.parquet) return Invalid("COPY is known here as Parquet");
  return copy;
}

Result<UnloadCommand> ParseUnload(std::string_view sql) {
  Parser parser(sql);
  UnloadCommand unload;
  TILL_TRY(parser.Expect("unload"));
  TILL_TRY(parser.Expect("("));
  TILL_ASSIGN(unload.select, parser.Text());
  TILL_TRY(parser.Expect(")"));
  TILL_TRY(parser.Expect("to"));
  TILL_ASSIGN(unload.url, parser.Text());
  TILL_TRY(parser.Expect("iam_role"));
  TILL_TRY(parser.Role());
  while (!parser.AtEnd()) TILL_TRY(TakeUnloadOption(parser, unload));
  if (!unload.parquet || unload.parallel) return Invalid("UNLOAD is known here as Parquet with PARALLEL OFF");
  if (unload.allow_overwrite && unload.clean_path) return Invalid("CLEANPATH and ALLOWOVERWRITE cannot be both given");
  return unload;
}

}  // namespace till::testing_support
