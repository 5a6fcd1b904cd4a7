#include "metrics/query.h"

#include <gtest/gtest.h>

namespace till::metrics {
namespace {

const Definitions& Known() {
  static const Definitions definitions = LoadDefinitions(Assets(), "/nonexistent").value();
  return definitions;
}

std::string ErrorOf(const Words& words) {
  const Result<Question> question = ParseQuestion(words, Known());
  return question.ok() ? "none" : question.error().ToString();
}

Day D(std::string_view text) { return *Day::Parse(text); }

TEST(ParseQuestion, ReadsEveryWord) {
  const Result<Question> question = ParseQuestion({{"measures", "revenue,orders"},
                                                   {"by", "month,category"},
                                                   {"from", "2026-01-01"},
                                                   {"to", "2026-03-31"},
                                                   {"where", "category:Toys|Garden \\| Yard"},
                                                   {"where", "country=France"},
                                                   {"compare", "last-year-weekday"},
                                                   {"order", "-revenue"},
                                                   {"limit", "10"}},
                                                  Known());
  ASSERT_TRUE(question.ok()) << question.error().ToString();
  EXPECT_EQ(question->measures, (std::vector<std::string>{"revenue", "orders"}));
  EXPECT_EQ(question->by, (std::vector<std::string>{"month", "category"}));
  EXPECT_EQ(question->from, D("2026-01-01"));
  EXPECT_EQ(question->to, D("2026-03-31"));
  ASSERT_EQ(question->where.size(), 2U);
  EXPECT_EQ(question->where[0].members, (std::vector<std::string>{"Toys", "Garden | Yard"}));
  EXPECT_EQ(question->where[1].dimension, "country");
  EXPECT_EQ(question->compare, Compare::kLastYearWeekday);
  EXPECT_EQ(question->order, "-revenue");
  EXPECT_EQ(question->limit, 10);
}

TEST(ParseQuestion, FiltersOfOneDimensionAreAlternatives) {
  const auto question = ParseQuestion(
      {{"where", "category=Toys"}, {"where", "country=France"}, {"where", "category=Home|Pets"}}, Known());
  ASSERT_TRUE(question.ok()) << question.error().ToString();
  ASSERT_EQ(question->where.size(), 2U);
  EXPECT_EQ(question->where[0].members, (std::vector<std::string>{"Toys", "Home", "Pets"}));
  EXPECT_EQ(question->where[1].members, (std::vector<std::string>{"France"}));
}

TEST(ParseQuestion, SaysWhatIsWrongAndWhatMayBeMeant) {
  EXPECT_EQ(ErrorOf({{"measures", "revenu"}}),
            "cannot answer: unknown measure 'revenu'\nhint: did you mean 'revenue'?");
  EXPECT_EQ(ErrorOf({{"by", "categorie"}}),
            "cannot answer: unknown dimension 'categorie'\nhint: did you mean 'category'?");
  EXPECT_EQ(ErrorOf({{"wehre", "x:y"}}),
            "cannot answer: unknown parameter 'wehre'\nhint: known: measures, by, from, "
            "to, where, compare, order, limit");
  EXPECT_EQ(ErrorOf({{"from", "2026-02-30"}}), "cannot answer: from '2026-02-30' is not a day\nhint: write YYYY-MM-DD");
  EXPECT_EQ(ErrorOf({{"from", "2026-02-02"}, {"to", "2026-02-01"}}),
            "cannot answer: from 2026-02-02 is after to 2026-02-01");
  EXPECT_EQ(ErrorOf({{"where", "country"}}), "cannot answer: filter 'country' has no value\nhint: write country=VALUE");
  EXPECT_EQ(ErrorOf({{"where", "new_or_returning:New"}}),
            "cannot answer: dimension 'new_or_returning' cannot be filtered");
  EXPECT_EQ(ErrorOf({{"compare", "last_yaer"}}),
            "cannot answer: unknown comparison 'last_yaer'\nhint: did you mean 'last_year'?");
  EXPECT_EQ(ErrorOf({{"limit", "0"}}), "cannot answer: limit '0' is not a number above 0");
  EXPECT_EQ(ErrorOf({{"measures", "revenue"}, {"order", "orders"}}),
            "cannot answer: unknown order 'orders'\nhint: known: revenue");
}

TEST(ComparePeriod, ThePreviousPeriodHasAsManyDaysAndEndsTheDayBefore) {
  EXPECT_EQ(ComparePeriod({D("2026-01-01"), D("2026-03-31")}, Compare::kPreviousPeriod),
            (Period{D("2025-10-03"), D("2025-12-31")}));
}

TEST(ComparePeriod, LastYearHasTheSameDates) {
  EXPECT_EQ(ComparePeriod({D("2024-02-01"), D("2024-02-29")}, Compare::kLastYear),
            (Period{D("2023-02-01"), D("2023-02-28")}));
}

TEST(ComparePeriod, LastYearByWeekdayHasTheSameWeekdays) {
  const auto period = ComparePeriod({D("2026-03-02"), D("2026-03-08")}, Compare::kLastYearWeekday);
  EXPECT_EQ(period, (Period{D("2025-03-03"), D("2025-03-09")}));
  EXPECT_EQ(period->from.Weekday(), D("2026-03-02").Weekday());
}

TEST(ComparePeriod, IsNothingWithoutAComparison) {
  EXPECT_EQ(ComparePeriod({D("2026-03-02"), D("2026-03-08")}, Compare::kNone), std::nullopt);
}

}  // namespace
}  // namespace till::metrics
