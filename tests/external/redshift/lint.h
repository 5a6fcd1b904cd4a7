#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace till::testing_support {

/// Something that PostgreSQL takes and Redshift refuses or does otherwise.
struct LintRule {
  std::string_view name;
  std::string_view pattern;  ///< on the statement in lower case, blanks single, texts emptied
  std::string_view reason;
  std::string_view fires;   ///< a statement that has it
  std::string_view silent;  ///< a like one that has not
};

/// Sources: docs.aws.amazon.com/redshift/latest/dg, "Amazon Redshift and PostgreSQL" (features, functions and types
/// that are implemented differently or not at all), the pages of CREATE TABLE, COPY, UNLOAD, MERGE, TRUNCATE, and
/// "Leader node-only functions".
std::span<const LintRule> RedshiftRules();

/// "<rule>: <reason>" for each rule that a statement breaks.
std::vector<std::string> LintRedshift(std::string_view sql);

}  // namespace till::testing_support
