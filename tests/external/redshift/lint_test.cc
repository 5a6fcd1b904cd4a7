#include "tests/external/redshift/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "adapters/aws/redshift/statements.h"
#include "base/assets.h"
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

/// All that is sent but the questions of metrics, which the façade judges as they come.
std::vector<postgres::Statement> Sent() {
  std::vector<postgres::Statement> sent = EveryStatement();
  const auto models = EveryModel(warehouse::SqlLibrary(Assets(), "redshift"));
  EXPECT_TRUE(models.ok()) << models.error().ToString();
  if (models.ok()) sent.insert(sent.end(), models->begin(), models->end());
  return sent;
}

TEST(Statements, AllAreTakenByRedshift) {
  for (const postgres::Statement& statement : Sent()) {
    EXPECT_EQ(Join(LintRedshift(statement.sql), "\n"), "") << statement.sql;
  }
}

TEST(Statements, AreWrittenDownForOtherJudges) {
  const char* path = std::getenv("TILL_STATEMENTS");
  if (path == nullptr) GTEST_SKIP() << "nobody asked for them: tests/external/redshift/run.sh";
  std::string written;
  for (const postgres::Statement& statement : Sent()) written += statement.sql + '\0';
  EXPECT_TRUE(WriteFile(path, written).ok());
}

}  // namespace
}  // namespace till::redshift
