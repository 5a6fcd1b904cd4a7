#include "tests/external/redshift/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "adapters/aws/redshift/statements.h"
#include "base/files.h"
#include "base/text.h"

namespace till::redshift {
namespace {

using testing_support::LintRedshift;
using testing_support::LintRule;

class Rules : public testing::TestWithParam<LintRule> {};

TEST_P(Rules, FiresWhereItShouldAndNowhereElse) {
  const std::string finding = std::string(GetParam().name) + ": " + std::string(GetParam().reason);
  const auto found = LintRedshift(GetParam().fires);
  EXPECT_NE(std::find(found.begin(), found.end(), finding), found.end()) << Join(found, "\n");
  for (const std::string& other : LintRedshift(GetParam().silent)) EXPECT_NE(other, finding);
}

INSTANTIATE_TEST_SUITE_P(Redshift, Rules, testing::ValuesIn(testing_support::RedshiftRules()), [](const auto& rule) {
  std::string name(rule.param.name);
  std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
  return name + std::to_string(rule.index);
});

TEST(Lint, LooksThroughTextsAndLines) {
  EXPECT_TRUE(LintRedshift("select 'now()' as a from t").empty());
  EXPECT_EQ(LintRedshift("select NOW()\nfrom t").size(), 1U);
}

TEST(Statements, AllAreTakenByRedshift) {
  for (const postgres::Statement& statement : EveryStatement()) {
    EXPECT_EQ(Join(LintRedshift(statement.sql), "\n"), "") << statement.sql;
  }
}

TEST(Statements, AreWrittenDownForOtherJudges) {
  const char* path = std::getenv("TILL_STATEMENTS");
  if (path == nullptr) GTEST_SKIP() << "nobody asked for them: tests/external/redshift/run.sh";
  std::string lines;
  for (const postgres::Statement& statement : EveryStatement()) lines += statement.sql + "\n";
  EXPECT_TRUE(WriteFile(path, lines).ok());
}

}  // namespace
}  // namespace till::redshift
