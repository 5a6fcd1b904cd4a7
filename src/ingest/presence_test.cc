#include "ingest/presence.h"

#include <gtest/gtest.h>

#include "tests/support/expect.h"

namespace till::ingest {
namespace {

using till::testing::Value;

class Presence : public ::testing::Test {
 protected:
  Presence() {
    project_.timezone = "Europe/London";
    project::Feed sales;
    sales.name = "sales";
    sales.due_weekdays = {1, 2, 3, 4, 5};
    project::Feed customers;
    customers.name = "customers";
    project_.feeds = {sales, customers};
  }

  void Come(const std::string& feed, std::string_view day, const std::string& store = "") {
    Arrival arrival;
    arrival.feed = feed;
    arrival.business_date = Day::Parse(day).value();
    arrival.store = store;
    listing_.arrivals.push_back(arrival);
  }
  void Withhold(std::string_view day, Withheld::Why why, const std::string& fact) {
    listing_.withheld.push_back({"sales", "", Day::Parse(day).value(), "", why, fact});
  }

  std::vector<DueDay> Judged(std::optional<Day> run_date = {}) const {
    return JudgePresence(project_, calendar_, listing_, run_date);
  }
  std::vector<std::string> Shown(std::optional<Day> run_date = {}) const {
    std::vector<std::string> shown;
    for (const DueDay& due : Judged(run_date)) {
      shown.push_back(due.ToString() + " " + std::string(DayStateName(due.state)));
    }
    return shown;
  }
  Result<std::vector<std::string>> Checked(std::string_view now = "2026-01-06T06:30:00Z",
                                           MissingPolicy policy = MissingPolicy::kAsFeedSays) const {
    return CheckPresence(project_, Judged(Day::Of(2026, 1, 5)), Instant::Parse(now).value(), policy);
  }

  project::Project project_;
  std::vector<project::CalendarDay> calendar_;
  Listing listing_;
};

using Texts = std::vector<std::string>;

// 2026-01-05 is a Monday.
TEST_F(Presence, JudgesDueDaysFromTheFirstToTheNewest) {
  Come("sales", "2026-01-01");
  Come("sales", "2026-01-06");
  Come("customers", "2026-01-07");
  EXPECT_EQ(Shown(), (Texts{"sales 2026-01-01 complete", "sales 2026-01-02 missing", "sales 2026-01-05 missing",
                            "sales 2026-01-06 complete", "sales 2026-01-07 missing"}));
}

TEST_F(Presence, JudgesToTheRunsDateWhereItHasOne) {
  Come("sales", "2026-01-01");
  Come("sales", "2026-01-06");
  EXPECT_EQ(Shown(Day::Of(2026, 1, 2)), (Texts{"sales 2026-01-01 complete", "sales 2026-01-02 missing"}));
}

TEST_F(Presence, AFeedWithoutDueDaysIsNeverMissing) {
  Come("customers", "2026-01-01");
  Come("customers", "2026-01-06");
  EXPECT_EQ(Shown(), Texts{});
}

TEST_F(Presence, AFileWithoutADateIsNoDay) {
  Come("sales", "0001-01-01");
  EXPECT_EQ(Shown(), Texts{});
}

TEST_F(Presence, ClosedDaysAreNotDue) {
  Come("sales", "2026-01-01");
  Come("sales", "2026-01-06");
  calendar_ = {{Day::Of(2026, 1, 2), "closed", "stocktaking", ""}, {Day::Of(2026, 1, 5), "holiday", "", ""}};
  EXPECT_EQ(Shown(), (Texts{"sales 2026-01-01 complete", "sales 2026-01-05 missing", "sales 2026-01-06 complete"}));
}

TEST_F(Presence, EachStoreIsJudgedFromItsOwnFirstDay) {
  Come("sales", "2026-01-01", "north");
  Come("sales", "2026-01-05", "south");
  Come("sales", "2026-01-06", "south");
  calendar_ = {{Day::Of(2026, 1, 5), "closed", "", "north"}};
  EXPECT_EQ(Shown(), (Texts{"sales 2026-01-01 north complete", "sales 2026-01-02 north missing",
                            "sales 2026-01-05 south complete", "sales 2026-01-06 north missing",
                            "sales 2026-01-06 south complete"}));
}

TEST_F(Presence, AWithheldFileIsNotThereYet) {
  Come("sales", "2026-01-01");
  Withhold("2026-01-02", Withheld::Why::kEmpty, "the file is empty");
  Withhold("2026-01-05", Withheld::Why::kGrowing, "modified 40 seconds ago");
  EXPECT_EQ(Shown(Day::Of(2026, 1, 5)),
            (Texts{"sales 2026-01-01 complete", "sales 2026-01-02 missing", "sales 2026-01-05 growing"}));
  EXPECT_EQ(Checked().error().message,
            "cannot go on: feed 'sales' has no whole file for Fri 2026-01-02 (the file is empty); "
            "feed 'sales' has no whole file for Mon 2026-01-05 (modified 40 seconds ago)");
}

TEST_F(Presence, AnEmptyFileOfTheNewestDayIsJudged) {
  Come("sales", "2026-01-01");
  Withhold("2026-01-02", Withheld::Why::kEmpty, "the file is empty");
  Withhold("2026-01-05", Withheld::Why::kGrowing, "modified 40 seconds ago");
  EXPECT_EQ(Shown(), (Texts{"sales 2026-01-01 complete", "sales 2026-01-02 missing"}));
}

TEST_F(Presence, AMissingFileStopsTheRun) {
  Come("sales", "2026-01-02");
  const auto checked = Checked();
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, Code::kRejected);
  EXPECT_EQ(checked.error().ToString(),
            "cannot go on: feed 'sales' has no file for Mon 2026-01-05\n"
            "hint: to go on without, run with --allow-missing; for a day without trade add to calendar.csv the line "
            "2026-01-05,closed,,; never to stop for feed 'sales', set its on_missing = \"publish\"");
}

TEST_F(Presence, NamesThreeDaysAndCountsTheRest) {
  Come("sales", "2025-12-29");
  EXPECT_EQ(Checked().error().message,
            "cannot go on: feed 'sales' has no file for Tue 2025-12-30; feed 'sales' has no file for Wed 2025-12-31; "
            "feed 'sales' has no file for Thu 2026-01-01; and 2 more days");
}

TEST_F(Presence, AllowedOrPublishedDaysAreNamedAsIncomplete) {
  Come("sales", "2026-01-02");
  EXPECT_EQ(Value(Checked("2026-01-06T06:30:00Z", MissingPolicy::kAllow)), Texts{"sales 2026-01-05"});
  project_.feeds[0].on_missing = project::OnMissing::kPublish;
  EXPECT_EQ(Value(Checked()), Texts{"sales 2026-01-05"});
}

TEST_F(Presence, AFeedMayWaitUntilItsHour) {
  Come("sales", "2026-01-02");
  project_.feeds[0].on_missing = project::OnMissing::kWait;
  project_.feeds[0].wait_until_minutes = 7 * 60;
  EXPECT_EQ(Checked("2026-01-06T06:59:59Z").error().code, Code::kUnavailable);
  EXPECT_EQ(Checked("2026-01-06T06:59:59Z").error().ToString(),
            "cannot go on: feed 'sales' has no file for Mon 2026-01-05\n"
            "hint: it is waited for; run with --allow-missing to go on");
  EXPECT_EQ(Checked("2026-01-06T07:00:00Z").error().code, Code::kRejected);
  EXPECT_EQ(Checked("2026-01-07T06:00:00Z").error().code, Code::kRejected);  // two days late is no longer waited for
}

TEST_F(Presence, CompleteDaysLeaveNothingToSay) {
  Come("sales", "2026-01-02");
  Come("sales", "2026-01-05");
  EXPECT_EQ(Value(Checked()), Texts{});
}

}  // namespace
}  // namespace till::ingest
