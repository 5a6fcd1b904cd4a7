#include <gtest/gtest.h>

#include "metrics/answer.h"
#include "tests/golden/metrics/star.h"
#include "tests/support/expect.h"

namespace till::metrics {
namespace {

using testing::IsOk;

Words WordsOf(const Json& question) {
  Words words;
  for (const Json& word : question) words.emplace_back(word[0].get<std::string>(), word[1].get<std::string>());
  return words;
}

Json Golden(const std::string& name) {
  const Result<std::string> text = ReadFile(std::string(TILL_SOURCE_DIR) + "/tests/golden/metrics/" + name);
  EXPECT_TRUE(IsOk(text));
  return ParseJson(*text, name).value();
}

/// Every golden answer holds whether the lines are held in memory or read from the files.
class Answers : public ::testing::TestWithParam<Hold> {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<golden::Star>> star = golden::PublishStar();
    ASSERT_TRUE(IsOk(star));
    star_ = std::move(star).value();
    Open();
  }
  void Open() {
    Result<std::unique_ptr<Engine>> engine = golden::OpenEngine(*star_, GetParam());
    ASSERT_TRUE(IsOk(engine));
    engine_ = std::move(engine).value();
  }
  Question Parse(const Words& words) {
    Result<Question> question = ParseQuestion(words, *engine_->definitions());
    EXPECT_TRUE(IsOk(question));
    return question.ok() ? *question : Question{};
  }

  std::unique_ptr<golden::Star> star_;
  std::unique_ptr<Engine> engine_;
};

INSTANTIATE_TEST_SUITE_P(Holds, Answers, ::testing::Values(Hold::kMemory, Hold::kView), [](const auto& one) {
  return one.param == Hold::kMemory ? std::string("InMemory") : std::string("FromFiles");
});

TEST_P(Answers, MeasuresByDimensionsAreAsReckonedByHand) {
  for (const Json& golden : Golden("answers.json")) {
    SCOPED_TRACE(ToText(golden["question"]));
    const Result<Table> table = Ask(*engine_, Parse(WordsOf(golden["question"])));
    ASSERT_TRUE(IsOk(table));
    const Json answer = TableJson(*table);
    EXPECT_EQ(ToText(answer["rows"]), ToText(golden["rows"]));
    EXPECT_EQ(ToText(answer["totals"]), ToText(golden["totals"]));
  }
}

TEST_P(Answers, AnalysesAreAsReckonedByHand) {
  for (const Json& golden : Golden("analyses.json")) {
    SCOPED_TRACE(golden["analysis"].get<std::string>());
    const Result<Table> table =
        Analyse(*engine_, golden["analysis"].get<std::string>(), Parse(WordsOf(golden["question"])));
    ASSERT_TRUE(IsOk(table));
    EXPECT_EQ(ToText(TableJson(*table)["rows"]), ToText(golden["rows"]));
  }
}

TEST_P(Answers, EveryMeasureCanBeAskedByEveryDimension) {
  Words words{{"measures", ""}, {"by", ""}, {"compare", "previous_period"}, {"from", "2026-01-01"}};
  const auto definitions = engine_->definitions();
  for (const Measure& measure : definitions->measures) words[0].second += measure.name + ",";
  words[0].second.pop_back();
  for (const Dimension& dimension : definitions->dimensions) {
    SCOPED_TRACE(dimension.name);
    words[1].second = dimension.name;
    EXPECT_TRUE(IsOk(Ask(*engine_, Parse(words))));
  }
}

TEST_P(Answers, TheRetailCalendarStartsItsWeeksOnSundayAndItsMonthsAfterFourAndFiveWeeks) {
  const Result<Table> table = Ask(*engine_, Parse({{"measures", "orders"}, {"by", "retail_month,retail_week"}}));
  ASSERT_TRUE(IsOk(table));
  EXPECT_EQ(ToText(TableJson(*table)["rows"]),
            R"~([["2025-02-02","2025-02-09",1],["2025-03-02","2025-03-02",1],["2026-01-04","2026-01-04",3],)~"
            R"~(["2026-02-01","2026-02-01",0],["2026-02-01","2026-02-08",2],["2026-03-01","2026-03-01",2]])~");
}

TEST_P(Answers, NewAndReturningSplitTheCustomersOfEachMonth) {
  const Result<Table> table =
      Ask(*engine_, Parse({{"measures", "customers"}, {"by", "month,new_or_returning"}, {"from", "2026-01-01"}}));
  ASSERT_TRUE(IsOk(table));
  EXPECT_EQ(ToText(TableJson(*table)["rows"]),
            R"~([["2026-01-01","Returning",2],["2026-01-01","(none)",0],["2026-02-01","New",1],)~"
            R"~(["2026-02-01","Returning",0],["2026-03-01","New",1],["2026-03-01","Returning",1]])~");
}

TEST_P(Answers, SegmentsFilterLikeAnyDimension) {
  const Result<Table> table =
      Ask(*engine_, Parse({{"measures", "customers,revenue"}, {"where", "rfm_segment:At Risk|New"}}));
  ASSERT_TRUE(IsOk(table));
  EXPECT_EQ(ToText(TableJson(*table)["rows"]), R"~([[2,"40.5"]])~");
}

TEST_P(Answers, AFilterOfAnotherTypeIsRefused) {
  const Result<Table> table = Ask(*engine_, Parse({{"measures", "revenue"}, {"where", "hour:noon"}}));
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.error().ToString(), "cannot filter dimension 'hour': 'noon' is not a whole number");
}

TEST_P(Answers, AnEmptyNumberCanBeFiltered) {
  const Result<Table> table = Ask(*engine_, Parse({{"measures", "revenue"}, {"where", "hour:(none)"}}));
  ASSERT_TRUE(IsOk(table));
  EXPECT_EQ(ToText(TableJson(*table)["rows"]), R"~([["5.5"]])~");
}

TEST_P(Answers, AFilterIsAValueAndNeverSql) {
  const Result<Table> table =
      Ask(*engine_, Parse({{"measures", "orders"}, {"where", "country:x') or true or ('a'='a"}}));
  ASSERT_TRUE(IsOk(table));
  EXPECT_EQ(ToText(TableJson(*table)["rows"]), "[[0]]");
}

TEST_P(Answers, MembersComeByRevenueAndHoldTheSearchedText) {
  const Result<Table> all = Members(*engine_, "category", "", 10);
  ASSERT_TRUE(IsOk(all));
  EXPECT_EQ(ToText(TableJson(*all)["rows"]), R"~([["Home"],["Toys"],["(none)"]])~");
  const Result<Table> found = Members(*engine_, "product", "BALL", 10);
  ASSERT_TRUE(IsOk(found));
  EXPECT_EQ(ToText(TableJson(*found)["rows"]), R"~([["Big Ball (P2)"]])~");
  const Result<Table> segments = Members(*engine_, "rfm_segment", "lo", 10);
  ASSERT_TRUE(IsOk(segments));
  EXPECT_EQ(ToText(TableJson(*segments)["rows"]), R"~([["Loyal"]])~");
  EXPECT_EQ(
      Members(*engine_, "categry", "", 10).error().ToString(),
      "cannot list members of 'categry': there is no such dimension to filter by\nhint: did you mean 'category'?");
}

TEST_P(Answers, TheNewestCompleteDayIsTheOneToCountBackFrom) {
  EXPECT_EQ(engine_->days(), (Period{*Day::Parse("2025-02-10"), *Day::Parse("2026-03-02")}));
  EXPECT_EQ(engine_->as_of(), Day::Parse("2026-03-02"));
  star_->record.incomplete = {"sales 2026-03-01 S1", "sales 2026-03-02 S1", "customers 2026-03-02"};
  Open();
  EXPECT_EQ(engine_->as_of(), Day::Parse("2026-02-15"));
  const Result<Table> table = Ask(*engine_, Parse({{"measures", "revenue"}, {"to", "2026-03-01"}}));
  ASSERT_TRUE(IsOk(table));
  EXPECT_EQ(ToText(TableJson(*table)["incomplete_days"]), R"~(["2026-03-01"])~");
}

TEST_P(Answers, WhatIsComparedWithDaysBeforeTheDataIsEmpty) {
  const Result<Table> table = Ask(*engine_, Parse({{"measures", "revenue,orders"},
                                                   {"by", "category"},
                                                   {"where", "category=Toys"},
                                                   {"compare", "last_year"},
                                                   {"to", "2025-12-31"}}));
  ASSERT_TRUE(IsOk(table));
  const Json answer = TableJson(*table);
  EXPECT_EQ(answer["compare"]["to"], "2024-12-31");
  EXPECT_TRUE(answer["totals"][3].is_null()) << ToText(answer);
  EXPECT_TRUE(answer["totals"][4].is_null()) << ToText(answer);
  EXPECT_FALSE(answer["totals"][1].is_null()) << ToText(answer);
  EXPECT_TRUE(answer["rows"][0][3].is_null()) << ToText(answer);
}

TEST_P(Answers, AMemberThatNoLineHasAndDaysBeyondTheDataAreDoubted) {
  const auto doubts =
      Doubts(*engine_, Parse({{"where", "category=Toyz|Toys"}, {"where", "hour=77"}, {"from", "2031-01-01"}}));
  ASSERT_TRUE(IsOk(doubts));
  EXPECT_EQ(*doubts,
            (std::vector<std::string>{"no line has category 'Toyz'; did you mean 'Toys'?", "no line has hour '77'",
                                      "the data end on 2026-03-02, before 2031-01-01"}));
  EXPECT_TRUE(Doubts(*engine_, Parse({{"where", "category=Toys"}, {"from", "2026-01-01"}}))->empty());
}

TEST_P(Answers, AnAnalysisTakesNothingButDaysAndFilters) {
  const auto error = [&](const std::string& word, const std::string& value) {
    return Analyse(*engine_, "cohorts", Parse({{word, value}})).status().error().ToString();
  };
  EXPECT_EQ(error("by", "month"), "cannot answer: analysis 'cohorts' takes no 'by'\nhint: it takes from, to and where");
  EXPECT_EQ(error("limit", "3"),
            "cannot answer: analysis 'cohorts' takes no 'limit'\nhint: it takes from, to and where");
}

TEST_P(Answers, WrongSqlIsNamedWithTheDefinitionAndItsPlace) {
  EXPECT_TRUE(IsOk(CheckSql(*engine_)));
  Definitions definitions = *engine_->definitions();
  const std::vector<DefinitionFile> own{{"metrics/own.toml",
                                         "[measures.tips]\nsql = \"sum(tip)\"\n[dimensions.leak]\n"
                                         "sql = \"(select content from read_text('/etc/passwd'))\"\n"}};
  const Definitions parsed = ParseDefinitions(own);
  definitions.measures.push_back(parsed.measures.at(0));
  definitions.dimensions.push_back(parsed.dimensions.at(0));
  engine_->Replace(std::make_shared<const Definitions>(definitions));
  const std::string wrong = "cannot read metrics/own.toml:2:7: the SQL of measure 'tips' is wrong: ";
  const auto starts = [](const Error& error, const std::string& text) { return error.message.starts_with(text); };
  const auto tips = Ask(*engine_, Parse({{"measures", "revenue,tips"}, {"by", "category"}}));
  ASSERT_FALSE(tips.ok());
  EXPECT_TRUE(starts(tips.error(), wrong)) << tips.error().message;
  EXPECT_TRUE(starts(CheckSql(*engine_).error(), wrong));
  const auto leak = Ask(*engine_, Parse({{"measures", "revenue"}, {"by", "leak"}}));
  ASSERT_FALSE(leak.ok());
  EXPECT_TRUE(starts(leak.error(), "cannot read metrics/own.toml:4:7: the SQL of dimension 'leak' is wrong: "))
      << leak.error().message;
}

}  // namespace
}  // namespace till::metrics
