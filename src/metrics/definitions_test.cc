#include "metrics/definitions.h"

#include <gtest/gtest.h>

namespace till::metrics {
namespace {

const DefinitionFile kBase{"metrics/measures.toml", R"toml(
[measures.revenue]
unit = "money"
adds_over_members = true
sql = "sum(total_amount)"
[measures.orders]
unit = "count"
sql = "count(distinct order_number)"
[measures.average_order_value]
unit = "money"
ratio = ["revenue", "orders"]
[dimensions.category]
sql = "category"
[analyses.cohorts]
label = "Cohort retention"
)toml"};

Definitions With(std::string path, std::string text) {
  const std::vector<DefinitionFile> files{kBase, {std::move(path), std::move(text)}};
  return ParseDefinitions(files);
}

std::string OnlyMistake(const Definitions& definitions) {
  return definitions.mistakes.size() == 1 ? definitions.mistakes[0].ToString()
                                          : std::to_string(definitions.mistakes.size()) + " mistakes";
}

TEST(Definitions, TheProgramsOwnHaveNoMistake) {
  const Result<Definitions> definitions = LoadDefinitions(Assets(), "/nonexistent");
  ASSERT_TRUE(definitions.ok()) << definitions.error().ToString();
  EXPECT_EQ(definitions->measures.size(), 21U);
  EXPECT_EQ(definitions->analyses.size(), 8U);
  ASSERT_EQ(definitions->pages.size(), 3U);
  EXPECT_EQ(definitions->pages[0].name, "sales");
  EXPECT_EQ(definitions->pages[1].name, "customers");
  EXPECT_EQ(definitions->pages[2].name, "time");
}

TEST(Definitions, ARatioDividesAndIsEmptyWhereTheSecondIsZero) {
  const Definitions definitions = With("metrics/own.toml", "");
  EXPECT_EQ(definitions.FindMeasure("average_order_value")->sql,
            "cast(coalesce(sum(total_amount), 0) as double precision)"
            " / nullif(cast(coalesce(count(distinct order_number), 0) as double precision), 0)");
}

TEST(Definitions, AProjectsOwnMeasureReplacesTheOneOfThatName) {
  const Definitions definitions =
      With("metrics/own.toml", "[measures.revenue]\nlabel = \"Turnover\"\nsql = \"sum(total_amount + tax)\"\n");
  EXPECT_TRUE(definitions.mistakes.empty());
  EXPECT_EQ(definitions.measures.size(), 3U);
  EXPECT_EQ(definitions.FindMeasure("revenue")->label, "Turnover");
}

TEST(Definitions, AMistakeIsNamedWithItsPlaceAndTheRestStands) {
  const Definitions definitions = With("metrics/own.toml",
                                       "[measures.tips]\nunit = \"moneys\"\nsql = \"sum(tip)\"\n"
                                       "[measures.lines]\nsql = \"count(*)\"\n");
  EXPECT_EQ(OnlyMistake(definitions),
            "cannot read metrics/own.toml:2:8: unknown unit 'moneys'\nhint: did you mean 'money'?");
  EXPECT_EQ(definitions.FindMeasure("tips"), nullptr);
  EXPECT_NE(definitions.FindMeasure("lines"), nullptr);
}

TEST(Definitions, AnUnknownKeyIsNamedWithItsPlace) {
  EXPECT_EQ(OnlyMistake(With("metrics/own.toml", "[dimensions.till]\nsqll = \"register\"\n")),
            "cannot read metrics/own.toml:2:1: unknown key 'sqll' in [dimensions.till]\nhint: did you mean 'sql'?");
}

TEST(Definitions, AMeasureWithoutSqlIsAMistake) {
  EXPECT_EQ(OnlyMistake(With("metrics/own.toml", "[measures.tips]\nlabel = \"Tips\"\n")),
            "cannot read metrics/own.toml:1:1: 'sql' is missing");
}

TEST(Definitions, ANameWithOtherSignsIsAMistake) {
  EXPECT_EQ(OnlyMistake(With("metrics/own.toml", "[measures.\"a b\"]\nsql = \"sum(tax)\"\n")),
            "cannot read metrics/own.toml:1:11: name 'a b' is not in lower case\nhint: letters a to z, digits and _");
}

TEST(Definitions, ATextThatIsNoTomlIsAMistake) {
  const Definitions definitions = With("metrics/own.toml", "[measures.tips\n");
  ASSERT_EQ(definitions.mistakes.size(), 1U);
  EXPECT_TRUE(definitions.mistakes[0].message.starts_with("cannot read metrics/own.toml:1:"))
      << OnlyMistake(definitions);
  EXPECT_EQ(definitions.measures.size(), 3U);
}

TEST(Definitions, APanelOfAnUnknownMeasureIsLeftOutAndNamed) {
  const Definitions definitions = With("dashboards/own.toml",
                                       "title = \"Own\"\n[[panels]]\nname = \"a\"\nform = \"bar\"\n"
                                       "measures = [\"revenu\"]\nby = [\"category\"]\n"
                                       "[[panels]]\nname = \"b\"\nform = \"cohort\"\nanalysis = \"cohorts\"\n");
  EXPECT_EQ(OnlyMistake(definitions),
            "cannot read dashboards/own.toml:5:13: unknown measure 'revenu'\nhint: did you mean 'revenue'?");
  ASSERT_EQ(definitions.pages.size(), 1U);
  ASSERT_EQ(definitions.pages[0].panels.size(), 1U);
  EXPECT_EQ(definitions.pages[0].panels[0].name, "b");
}

TEST(Definitions, APanelIsOrderedOnlyByWhatItShows) {
  EXPECT_EQ(OnlyMistake(With("dashboards/own.toml",
                             "[[panels]]\nname = \"a\"\nform = \"bar\"\nmeasures = [\"revenue\"]\n"
                             "by = [\"category\"]\norder = \"-orders\"\n")),
            "cannot read dashboards/own.toml:6:9: unknown order 'orders'\nhint: known: revenue, category");
}

}  // namespace
}  // namespace till::metrics
