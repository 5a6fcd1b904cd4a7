#include "publish/inputs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "tests/support/expect.h"

namespace till::publish {
namespace {

using project::FeedKind;
using project::OnRemoved;
using testing::FailsWith;
using testing::IsOk;
using testing::Value;

Input In(const std::string& feed, const std::string& key, const std::string& content, const std::string& recipe = "r") {
  const auto day = Day::Parse(key.substr(0, 10));
  return {feed, key, day.value_or(kNoDay), content, recipe};
}

Input Sales(int day, const std::string& content) {
  return In("sales", "2026-01-0" + std::to_string(day) + ".csv", content);
}

Situation Of(std::vector<Input> last, std::vector<Input> present) {
  return {.last_publication = 41,
          .last = std::move(last),
          .present = std::move(present),
          .feeds = {{"sales", {FeedKind::kChanges, OnRemoved::kFail}},
                    {"web", {FeedKind::kAppend, OnRemoved::kKeep}},
                    {"products", {FeedKind::kSnapshot, OnRemoved::kDrop}}},
          .holds = {},
          .date = {}};
}

std::vector<Input> SetOf(const NextSet& next) { return Content{next.inputs, next.repeats, {}, {}}.Set(); }

TEST(ChooseInputs, NothingFromNothing) {
  const NextSet next = Value(ChooseInputs(Of({}, {})));
  EXPECT_TRUE(next.inputs.empty());
  EXPECT_TRUE(next.Same());
}

TEST(ChooseInputs, NewFilesAreAddedInInputOrder) {
  const NextSet next = Value(ChooseInputs(
      Of({}, {Sales(2, "b"), In("products", "2026-01-02.csv", "p"), Sales(1, "a"), In("web", "all.csv", "w")})));
  const std::vector<Input> expected{In("web", "all.csv", "w"), Sales(1, "a"), In("products", "2026-01-02.csv", "p"),
                                    Sales(2, "b")};
  EXPECT_EQ(next.inputs, expected);
  EXPECT_EQ(next.added, expected);
  EXPECT_FALSE(next.Same());
}

TEST(ChooseInputs, TheSameFilesAgainChangeNothing) {
  const NextSet next = Value(ChooseInputs(Of({Sales(1, "a"), Sales(2, "b")}, {Sales(2, "b"), Sales(1, "a")})));
  EXPECT_TRUE(next.Same());
  EXPECT_EQ(next.unchanged, 2);
  EXPECT_EQ(next.inputs.size(), 2U);
}

TEST(ChooseInputs, OtherContentIsACorrection) {
  const NextSet next = Value(ChooseInputs(Of({Sales(1, "a"), Sales(2, "b")}, {Sales(1, "a2"), Sales(2, "b")})));
  ASSERT_EQ(next.corrected.size(), 1U);
  EXPECT_EQ(next.corrected[0].first, Sales(1, "a"));
  EXPECT_EQ(next.corrected[0].second, Sales(1, "a2"));
  EXPECT_EQ(next.inputs, (std::vector<Input>{Sales(1, "a2"), Sales(2, "b")}));
}

TEST(ChooseInputs, AnotherRecipeIsReworked) {
  Input again = Sales(1, "a");
  again.recipe = "r2";
  const NextSet next = Value(ChooseInputs(Of({Sales(1, "a")}, {again})));
  EXPECT_TRUE(next.corrected.empty());
  ASSERT_EQ(next.reworked.size(), 1U);
  EXPECT_EQ(next.inputs, std::vector<Input>{again});
}

TEST(ChooseInputs, OneKeyInTwoFeedsIsTwoInputs) {
  const NextSet next = Value(ChooseInputs(Of({}, {Sales(1, "a"), In("web", "2026-01-01.csv", "a")})));
  EXPECT_EQ(next.inputs.size(), 2U);
}

TEST(ChooseInputs, AFileThatVanishedStopsTheRunByDefault) {
  const auto next = ChooseInputs(Of({Sales(5, "a"), Sales(6, "b")}, {}));
  ASSERT_TRUE(FailsWith(Code::kRejected, next));
  EXPECT_EQ(next.error().message, "cannot go on: 'sales/2026-01-05.csv' was part of publication 41 and is gone");
  EXPECT_EQ(next.error().hint, "put the file back, or set on_removed = \"keep\" or \"drop\" for feed 'sales'");
}

TEST(ChooseInputs, AFileThatWasEmptiedHasVanished) {
  Situation situation = Of({Sales(5, "a")}, {});
  situation.empty = {{"sales", "2026-01-05.csv"}};
  EXPECT_EQ(ChooseInputs(situation).error().message,
            "cannot go on: 'sales/2026-01-05.csv' was part of publication 41 and is empty now");
}

TEST(ChooseInputs, AFileThatVanishedIsKeptOrDroppedAsItsFeedSays) {
  const Input web = In("web", "2026-01-01.csv", "w");
  const Input products = In("products", "2026-01-01.csv", "p");
  const NextSet next = Value(ChooseInputs(Of({products, web}, {})));
  EXPECT_EQ(next.kept, std::vector<Input>{web});
  EXPECT_EQ(next.removed, std::vector<Input>{products});
  EXPECT_EQ(next.inputs, std::vector<Input>{web});
  EXPECT_FALSE(next.Same());
}

TEST(ChooseInputs, AFeedThatLeftTheProjectStopsTheRun) {
  const auto next = ChooseInputs(Of({In("old", "2026-01-01.csv", "o")}, {}));
  ASSERT_TRUE(FailsWith(Code::kRejected, next));
  EXPECT_EQ(next.error().message, "cannot go on: feed 'old' was part of publication 41 and is not in till.toml");
}

TEST(ChooseInputs, ADateSelectsItsKeysAndThoseWithoutOne) {
  Situation situation = Of({Sales(1, "a"), Sales(2, "b"), Sales(4, "d")},
                           {Sales(1, "a2"), Sales(2, "b2"), Sales(3, "c"), In("web", "all.csv", "w")});
  situation.date = Day::Of(2026, 1, 2);
  const NextSet next = Value(ChooseInputs(situation));
  EXPECT_EQ(next.inputs, (std::vector<Input>{In("web", "all.csv", "w"), Sales(1, "a"), Sales(2, "b2"), Sales(4, "d")}));
  EXPECT_EQ(next.added, std::vector<Input>{In("web", "all.csv", "w")});
  EXPECT_EQ(next.corrected.size(), 1U);
  EXPECT_EQ(next.unchanged, 2);
}

TEST(ChooseInputs, ADateJudgesOnlyItsOwnVanishedKeys) {
  Situation situation = Of({Sales(1, "a"), Sales(2, "b")}, {});
  situation.date = Day::Of(2026, 1, 2);
  const auto next = ChooseInputs(situation);
  ASSERT_TRUE(FailsWith(Code::kRejected, next));
  EXPECT_EQ(next.error().message, "cannot go on: 'sales/2026-01-02.csv' was part of publication 41 and is gone");
  situation.date = Day::Of(2026, 1, 3);
  EXPECT_TRUE(Value(ChooseInputs(situation)).Same());
}

TEST(ChooseInputs, AHeldKeyIsKeptOutAndTakenOut) {
  Situation situation = Of({Sales(1, "a")}, {Sales(1, "a"), Sales(2, "b")});
  situation.holds = {{"sales", "2026-01-01.csv", "", "bad", {}}, {"sales", "2026-01-02.csv", "", "bad", {}}};
  const NextSet next = Value(ChooseInputs(situation));
  EXPECT_TRUE(next.inputs.empty());
  EXPECT_EQ(next.held, (std::vector<Input>{Sales(1, "a"), Sales(2, "b")}));
  EXPECT_EQ(next.removed, std::vector<Input>{Sales(1, "a")});
  EXPECT_TRUE(next.added.empty());
}

TEST(ChooseInputs, AHeldContentLeavesTheKeysLastInput) {
  Situation situation = Of({Sales(1, "a")}, {Sales(1, "bad")});
  situation.holds = {{"sales", "2026-01-01.csv", "bad", "rolled back", {}}};
  EXPECT_EQ(Value(ChooseInputs(situation)).inputs, std::vector<Input>{Sales(1, "a")});
  situation.present = {Sales(1, "mended")};
  EXPECT_EQ(Value(ChooseInputs(situation)).inputs, std::vector<Input>{Sales(1, "mended")});
}

TEST(ChooseInputs, AHeldFileMayVanish) {
  Situation situation = Of({Sales(1, "a")}, {});
  situation.holds = {{"sales", "2026-01-01.csv", "", "bad", {}}};
  EXPECT_TRUE(Value(ChooseInputs(situation)).inputs.empty());
}

TEST(ChooseInputs, EqualFilesOfAnAppendFeedCountOnce) {
  const Input first = In("web", "2026-01-01.csv", "w");
  const Input second = In("web", "2026-01-02.csv", "w");
  const Input other = In("web", "2026-01-03.csv", "w", "r2");
  const NextSet next = Value(ChooseInputs(Of({}, {other, second, first, Sales(1, "x"), Sales(2, "x")})));
  EXPECT_EQ(next.inputs, (std::vector<Input>{Sales(1, "x"), first, Sales(2, "x"), other}));
  EXPECT_EQ(next.repeats, std::vector<Input>{second});
}

TEST(ChooseInputs, ARepeatCountsOnceItsTwinIsCorrected) {
  const Input first = In("web", "2026-01-01.csv", "w");
  const Input second = In("web", "2026-01-02.csv", "w");
  const NextSet before = Value(ChooseInputs(Of({}, {first, second})));
  Situation correction = Of(SetOf(before), {In("web", "2026-01-01.csv", "w2"), second});
  correction.date = Day::Of(2026, 1, 1);
  const NextSet after = Value(ChooseInputs(correction));
  EXPECT_EQ(after.inputs, (std::vector<Input>{In("web", "2026-01-01.csv", "w2"), second}));
  EXPECT_TRUE(after.repeats.empty());
}

TEST(ChooseInputs, AFileListedTwiceIsAMistakeOfOurs) {
  EXPECT_TRUE(FailsWith(Code::kInternal, ChooseInputs(Of({}, {Sales(1, "a"), Sales(1, "a")}))));
}

TEST(ChooseInputs, ANameThatIsNotUtf8IsRefused) {
  const auto next = ChooseInputs(Of({}, {In("sales", "caf\xE9.csv", "a")}));
  ASSERT_TRUE(FailsWith(Code::kInvalid, next));
  EXPECT_EQ(next.error().message, "cannot take file 'sales/caf\\xE9.csv': its name is not UTF-8");
}

/// Files of three feeds over six days, with repeats in the append feed.
std::vector<Input> SixDays() {
  std::vector<Input> files{In("web", "all.csv", "w0"), In("products", "list.csv", "p0")};
  for (int day = 1; day <= 6; ++day) {
    const std::string name = "2026-01-0" + std::to_string(day) + ".csv";
    files.push_back(In("sales", name, "s" + std::to_string(day)));
    files.push_back(In("web", name, "w" + std::to_string(day % 3)));
    files.push_back(In("products", name, "p" + std::to_string(day / 2)));
  }
  return files;
}

TEST(ChooseInputs, AnyOrderOfArrivalGivesTheSameSet) {
  const NextSet at_once = Value(ChooseInputs(Of({}, SixDays())));
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, 0);
    std::vector<Input> arriving = SixDays();
    for (size_t i = arriving.size() - 1; i > 0; --i) std::swap(arriving[i], arriving[random.Below(i + 1)]);
    std::vector<Input> present;
    NextSet next;
    while (present.size() < arriving.size()) {
      const size_t count = std::min(arriving.size() - present.size(), size_t{1} + random.Below(5));
      present.insert(present.end(), arriving.begin() + static_cast<std::ptrdiff_t>(present.size()),
                     arriving.begin() + static_cast<std::ptrdiff_t>(present.size() + count));
      next = Value(ChooseInputs(Of(SetOf(next), present)));
    }
    ASSERT_EQ(next.inputs, at_once.inputs);
    ASSERT_EQ(next.repeats, at_once.repeats);
  }
}

TEST(ChooseInputs, AnyOrderOfDatesGivesTheSameSet) {
  const NextSet at_once = Value(ChooseInputs(Of({}, SixDays())));
  std::vector<int> days{1, 2, 3, 4, 5, 6};
  do {
    NextSet next;
    for (const int day : days) {
      Situation situation = Of(SetOf(next), SixDays());
      situation.date = Day::Of(2026, 1, day);
      next = Value(ChooseInputs(situation));
    }
    ASSERT_EQ(next.inputs, at_once.inputs);
    ASSERT_EQ(next.repeats, at_once.repeats);
  } while (std::next_permutation(days.begin(), days.end()));
}

}  // namespace
}  // namespace till::publish
