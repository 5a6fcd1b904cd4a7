#include "project/path_pattern.h"

#include <gtest/gtest.h>

namespace till::project {
namespace {

PathPattern Compiled(std::string_view text) {
  auto pattern = PathPattern::Compile(text);
  EXPECT_TRUE(pattern.ok()) << (pattern.ok() ? "" : pattern.error().ToString());
  return std::move(pattern).value();
}

std::string ErrorOf(std::string_view text) {
  const auto pattern = PathPattern::Compile(text);
  return pattern.ok() ? "no error" : pattern.error().ToString();
}

constexpr std::string_view kHint = "\nhint: known: {date}, {date:%Y%m%d}, {store} and *";

TEST(PathPattern, ReadsTheDateOfAPath) {
  const auto match = Compiled("raw/sales/{date}.csv").Match("raw/sales/2026-01-05.csv");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->date, Day::Of(2026, 1, 5));
  EXPECT_FALSE(match->store);
}

TEST(PathPattern, ReadsADateInItsFormatAndAStore) {
  const auto match = Compiled("raw/{store}/sales_{date:%d.%m.%Y}.csv.gz").Match("raw/north_2/sales_05.01.2026.csv.gz");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->date, Day::Of(2026, 1, 5));
  EXPECT_EQ(match->store, "north_2");
}

TEST(PathPattern, TakesOnlyTheWholePath) {
  const PathPattern pattern = Compiled("raw/{date}.csv");
  EXPECT_FALSE(pattern.Match("raw/2026-01-05.csv.bak"));
  EXPECT_FALSE(pattern.Match("x/raw/2026-01-05.csv"));
  EXPECT_FALSE(pattern.Match(""));
}

TEST(PathPattern, TakesOnlyRealDays) {
  const PathPattern pattern = Compiled("{date:%Y%m%d}.csv");
  EXPECT_TRUE(pattern.Match("20240229.csv"));
  EXPECT_FALSE(pattern.Match("20260229.csv"));
  EXPECT_FALSE(pattern.Match("20261301.csv"));
  EXPECT_FALSE(pattern.Match("2026010.csv"));
}

TEST(PathPattern, AStarStaysInsideOnePartOfThePath) {
  const PathPattern pattern = Compiled("raw/*/orders-*.csv");
  EXPECT_TRUE(pattern.Match("raw/a/orders-1.csv"));
  EXPECT_FALSE(pattern.Match("raw/a/b/orders-1.csv"));
  EXPECT_FALSE(pattern.Match("raw/a/orders-.csv"));
}

TEST(PathPattern, LooksFurtherWhereTheShortestStoreDoesNotFit) {
  const auto match = Compiled("{store}_{date:%Y%m%d}.csv").Match("new_york_20260105.csv");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->store, "new_york");
}

TEST(PathPattern, WhatOccursTwiceMustBeEqual) {
  const PathPattern pattern = Compiled("{date:%Y%m%d}/{store}/{store}_{date}.csv");
  EXPECT_TRUE(pattern.Match("20260105/a/a_2026-01-05.csv"));
  EXPECT_FALSE(pattern.Match("20260105/a/b_2026-01-05.csv"));
  EXPECT_FALSE(pattern.Match("20260105/a/a_2026-01-06.csv"));
}

TEST(PathPattern, KnowsTheFolderThatAllItsPathsShare) {
  EXPECT_EQ(Compiled("raw/sales/{date}.csv").FolderPrefix(), "raw/sales/");
  EXPECT_EQ(Compiled("raw/sales_{date}.csv").FolderPrefix(), "raw/");
  EXPECT_EQ(Compiled("raw/customers.csv").FolderPrefix(), "raw/");
  EXPECT_EQ(Compiled("*.csv").FolderPrefix(), "");
}

TEST(PathPattern, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(ErrorOf("raw/{day}.csv"), "cannot read path 'raw/{day}.csv': unknown field '{day}'" + std::string(kHint));
  EXPECT_EQ(ErrorOf("raw/{date.csv"),
            "cannot read path 'raw/{date.csv': a brace without its other" + std::string(kHint));
  EXPECT_EQ(ErrorOf("raw/date}.csv"),
            "cannot read path 'raw/date}.csv': a brace without its other" + std::string(kHint));
  EXPECT_EQ(ErrorOf("{date:%Y-%m}.csv"),
            "cannot read path '{date:%Y-%m}.csv': a date needs %Y, %m and %d, once each" + std::string(kHint));
  EXPECT_EQ(ErrorOf("{date:%y%m%d}.csv"),
            "cannot read path '{date:%y%m%d}.csv': unknown conversion '%y' in a date" + std::string(kHint));
  EXPECT_EQ(ErrorOf(""), "cannot read path '': it is empty" + std::string(kHint));
}

}  // namespace
}  // namespace till::project
