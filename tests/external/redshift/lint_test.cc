#include "tests/external/redshift/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "adapters/aws/redshift/load_file.h"
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

TEST(Statements, StateLengthsAndColumnsAndWhoMayRead) {
  const columns::Schema columns{{"id", columns::Type::kBigint}, {"name", columns::Type::kText}};
  EXPECT_EQ(
      CreateTable("till", "dim_x", columns).sql,
      "create table if not exists \"till\".\"dim_x\" (\"id\" bigint, \"name\" varchar(4096)) diststyle auto sortkey"
      " auto");
  EXPECT_EQ(CopyCsv("till", "dim_x", columns, "s3://b/it's.manifest", "arn:aws:iam::1:role/r").sql,
            "copy \"till\".\"dim_x\" (\"id\", \"name\") from 's3://b/it''s.manifest' iam_role 'arn:aws:iam::1:role/r'"
            " manifest format as csv null as '@null@' dateformat 'auto' timeformat 'auto'");
}

TEST(LoadFiles, HoldEveryTypeAndTellNullFromEmpty) {
  columns::Batch rows = columns::Batch::Of({{"flag", columns::Type::kBoolean},
                                            {"name", columns::Type::kText},
                                            {"price", columns::Type::kDecimal},
                                            {"day", columns::Type::kDate},
                                            {"at", columns::Type::kTimestamp}});
  rows.columns[0].AppendNumber(1);
  rows.columns[1].AppendText("a \"b\",\nc");
  rows.columns[2].AppendNumber(-12'500);
  rows.columns[3].AppendNumber(kNoDay.value);
  rows.columns[4].AppendNumber(Instant::Parse("2026-01-05T08:26:00.5Z")->micros);
  rows.columns[1].AppendText("");
  for (const size_t i : {0, 2, 3, 4}) rows.columns[i].AppendNull();
  EXPECT_EQ(LoadFile(rows),
            "true,\"a \"\"b\"\",\nc\",-1.25,0001-01-01,2026-01-05 08:26:00.500000+00\n"
            "@null@,\"\",@null@,@null@,@null@\n");
}

TEST(Manifests, NameEveryObjectAsMandatory) {
  const std::vector<LoadObject> objects{{"s3://b/k.csv", 7}};
  EXPECT_EQ(Manifest(objects),
            "{\"entries\":[{\"url\":\"s3://b/k.csv\",\"mandatory\":true,\"meta\":{\"content_length\":7}}]}");
}

}  // namespace
}  // namespace till::redshift
