#include "ingest/arrivals.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapters/memory/object_store.h"
#include "base/files.h"
#include "ingest/landing.h"
#include "tests/support/expect.h"

namespace till::ingest {
namespace {

using till::testing::IsOk;
using till::testing::Value;

Instant At(std::string_view text) { return Instant::Parse(text).value(); }

class Lines : public Log {
 public:
  void Info(std::string_view line) override { text += std::string(line) + "\n"; }
  void Warn(std::string_view line) override { text += "warn: " + std::string(line) + "\n"; }
  std::string text;
};

class Arrivals : public ::testing::Test {
 protected:
  Arrivals() {
    project_.folder = folder_.path();
    project_.timezone = "Europe/London";
  }

  project::Feed& AddFeed(const std::string& name, const std::string& path) {
    project::Feed feed;
    feed.name = name;
    feed.path = path;
    feed.line = 7;
    project_.feeds.push_back(feed);
    return project_.feeds.back();
  }

  void PutRaw(const std::string& key, std::string_view bytes = "a,b\n") { ASSERT_TRUE(IsOk(store_.Put(key, bytes))); }

  /// Writes a file of the folder outside the lake, modified at `modified`.
  void Drop(const std::string& name, std::string_view bytes, std::string_view modified = "2026-01-05T22:00:00Z") {
    const auto path = folder_.path() / "drop" / name;
    ASSERT_TRUE(IsOk(WriteFile(path, bytes)));
    const int64_t seconds = At(modified).micros / 1'000'000;
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  std::string DropPath(const std::string& pattern) const { return (folder_.path() / "drop" / pattern).string(); }

  Result<Listing> List(std::string_view now = "2026-01-06T06:30:00Z") {
    return ListArrivals({project_, store_, pool_, At(now), log_});
  }

  /// "sales 2026-01-05 [key] <- object" of each arrival.
  static std::vector<std::string> Shown(const Listing& listing) {
    std::vector<std::string> shown;
    for (const Arrival& a : listing.arrivals) {
      shown.push_back(a.feed + " " + a.business_date.ToString() + " [" + a.key + "] <- " + a.object);
    }
    return shown;
  }
  static std::vector<std::string> ShownWithheld(const Listing& listing) {
    std::vector<std::string> shown;
    for (const Withheld& w : listing.withheld) {
      shown.push_back(w.feed + " " + w.business_date.ToString() + " [" + w.key + "] " + w.fact);
    }
    return shown;
  }

  TemporaryFolder folder_ = TemporaryFolder::Make().value();
  project::Project project_;
  adapters::MemoryStore store_;
  WorkerPool pool_{2};
  Lines log_;
};

using Texts = std::vector<std::string>;

TEST_F(Arrivals, FilesInTheLakeAreReadInPlace) {
  AddFeed("sales", "raw/sales/{date}/{store}.csv");
  AddFeed("customers", "raw/customers.csv");
  PutRaw("raw/sales/2026-01-06/north.csv");
  PutRaw("raw/sales/2026-01-05/north.csv");
  PutRaw("raw/customers.csv");
  const Listing listing = Value(List());
  EXPECT_EQ(Shown(listing), (Texts{"customers 0001-01-01 [customers.csv] <- raw/customers.csv",
                                   "sales 2026-01-05 [2026-01-05/north.csv] <- raw/sales/2026-01-05/north.csv",
                                   "sales 2026-01-06 [2026-01-06/north.csv] <- raw/sales/2026-01-06/north.csv"}));
  const Arrival& first = listing.arrivals[1];
  EXPECT_EQ(first.store, "north");
  EXPECT_EQ(first.size, 4);
  EXPECT_EQ(first.path_values, (std::map<std::string, std::string>{{"date", "2026-01-05"}, {"store", "north"}}));
  EXPECT_FALSE(first.etag.empty());
  EXPECT_EQ(listing.arrivals[0].path_values.size(), 0U);
  EXPECT_EQ(listing.unmatched, Texts{});
}

TEST_F(Arrivals, APathInTheLakeMayBeAbsolute) {
  AddFeed("sales", (folder_.path() / "lake" / "raw" / "{date}.csv").string());
  PutRaw("raw/2026-01-05.csv");
  EXPECT_EQ(Shown(Value(List())), Texts{"sales 2026-01-05 [2026-01-05.csv] <- raw/2026-01-05.csv"});
}

TEST_F(Arrivals, WhatMatchesNoFeedIsReported) {
  AddFeed("sales", "raw/sales_{date}.csv");
  AddFeed("customers", "raw/customers_{date}.csv").done = "customers.done";
  for (const char* key : {"raw/sales_2026-01-05.csv", "raw/customers_2026-01-05.csv", "raw/customers.done",
                          "raw/sales_20260106.csv", "raw/_till.json", "raw/.hidden", "staging/x.parquet"}) {
    PutRaw(key);
  }
  EXPECT_EQ(Value(List()).unmatched, Texts{"raw/sales_20260106.csv"});
}

TEST_F(Arrivals, AFileWhoseNameCannotBeUsedIsNamedAndLeft) {
  AddFeed("sales", "raw/sales/*.csv");
  AddFeed("web", DropPath("*.csv"));
  PutRaw("raw/sales/caf\xe9.csv");
  PutRaw("raw/sales/2026-01-05.csv");
  PutRaw("raw/sales/notes\xe9.txt");
  const std::string longest = std::string(221, 'x') + ".csv";
  Drop(longest, "a");
  Drop("x" + longest, "a");
  const Listing listing = Value(List());
  EXPECT_EQ(listing.arrivals.size(), 2U);
  EXPECT_EQ(ShownWithheld(listing), (Texts{"sales 0001-01-01 [caf\\xE9.csv] its name is not UTF-8: rename it",
                                           "web 2026-01-05 [2026-01-05/x" + longest +
                                               "] its name is too long: 226 bytes, at most 225: rename it"}));
  EXPECT_EQ(listing.unmatched, Texts{"raw/sales/notes\\xE9.txt"});
}

TEST_F(Arrivals, AFileBelongsToOneFeed) {
  AddFeed("sales", "raw/{date}.csv");
  AddFeed("orders", "raw/*.csv");
  PutRaw("raw/2026-01-05.csv");
  const auto listing = List();
  ASSERT_FALSE(listing.ok());
  EXPECT_EQ(listing.error().ToString(),
            "cannot list feed 'orders': file 'raw/2026-01-05.csv' is also one of feed 'sales'\n"
            "hint: make their paths differ; one feed may fill several tables");
}

TEST_F(Arrivals, EmptyGrowingAndUnconfirmedFilesAreWithheld) {
  AddFeed("sales", DropPath("{date}.csv")).settle_micros = 120'000'000;
  AddFeed("stock", DropPath("stock_{date}.csv")).done = "stock_{date}.done";
  Drop("2026-01-03.csv", "x", "2026-01-06T06:28:00Z");
  Drop("2026-01-04.csv", "");
  Drop("2026-01-05.csv", "x", "2026-01-06T06:29:20Z");
  Drop("stock_2026-01-04.csv", "x");
  Drop("stock_2026-01-04.done", "");
  Drop("stock_2026-01-05.csv", "x");
  const Listing listing = Value(List());
  EXPECT_EQ(listing.arrivals.size(), 2U);
  EXPECT_EQ(ShownWithheld(listing),
            (Texts{"sales 2026-01-04 [2026-01-04/2026-01-04.csv] the file is empty",
                   "sales 2026-01-05 [2026-01-05/2026-01-05.csv] modified 40 seconds ago, taken after 120 seconds",
                   "stock 2026-01-05 [2026-01-05/stock_2026-01-05.csv] there is no 'stock_{date}.done' for it"}));
  EXPECT_EQ(listing.unmatched, Texts{});
}

TEST_F(Arrivals, FilesOutsideTheLakeAreLanded) {
  AddFeed("sales", "../drop/{store}/sales_{date:%Y%m%d}.csv");
  Drop("north/sales_20260105.csv", "abc");
  Drop("note.txt", "x");
  const Listing listing = Value(List());
  EXPECT_EQ(Shown(listing), Texts{"sales 2026-01-05 [2026-01-05/north/sales_20260105.csv] <- "
                                  "raw/sales/2026-01-05/north/sales_20260105.csv~20260106T063000Z~ba7816bf8f01"});
  EXPECT_EQ(listing.arrivals[0].path_values,
            (std::map<std::string, std::string>{{"date", "2026-01-05"}, {"store", "north"}}));
  EXPECT_EQ(listing.landed, 1);
  EXPECT_EQ(listing.unmatched, Texts{DropPath("note.txt")});
  EXPECT_EQ(Value(store_.Get(listing.arrivals[0].object)), "abc");
  EXPECT_EQ(Value(List("2026-01-07T00:00:00Z")).landed, 0);
}

TEST_F(Arrivals, ALandedFileWithoutADateHasTheDayOnWhichItWasModified) {
  AddFeed("sales", DropPath("sales.csv"));
  Drop("sales.csv", "abc", "2026-07-05T23:30:00Z");
  EXPECT_EQ(Shown(Value(List("2026-07-06T06:30:00Z"))),
            Texts{"sales 2026-07-06 [2026-07-06/sales.csv] <- "
                  "raw/sales/2026-07-06/sales.csv~20260706T063000Z~ba7816bf8f01"});
  Drop("sales.csv", "abc", "2026-07-09T12:00:00Z");  // the same content again: nothing new
  EXPECT_EQ(Value(List("2026-07-09T18:00:00Z")).landed, 0);
  EXPECT_EQ(Value(List("2026-07-09T18:00:00Z")).arrivals.size(), 1U);
}

TEST_F(Arrivals, OfARollingExportTheLatestLandingOfAKeyIsTheInput) {
  AddFeed("sales", DropPath("sales_{date}.csv"));
  Drop("sales_2026-01-05.csv", "abc", "2026-01-05T22:00:00Z");
  ASSERT_TRUE(IsOk(List("2026-01-05T23:00:00Z")));
  Drop("sales_2026-01-05.csv", "abcd", "2026-01-06T22:00:00Z");
  const Listing second = Value(List("2026-01-06T23:00:00Z"));
  EXPECT_EQ(Value(store_.List("raw/sales/")).size(), 2U);
  EXPECT_EQ(Shown(second), Texts{"sales 2026-01-05 [2026-01-05/sales_2026-01-05.csv] <- "
                                 "raw/sales/2026-01-05/sales_2026-01-05.csv~20260106T230000Z~88d4266fd4e6"});
}

TEST_F(Arrivals, ARollingExportWithoutADateIsAnInputOfEachNight) {
  AddFeed("sales", DropPath("last_30_days.csv"));
  Drop("last_30_days.csv", "abc", "2026-01-05T22:00:00Z");
  ASSERT_TRUE(IsOk(List("2026-01-05T23:00:00Z")));
  Drop("last_30_days.csv", "abcd", "2026-01-06T22:00:00Z");
  EXPECT_EQ(Shown(Value(List("2026-01-06T23:00:00Z"))),
            (Texts{"sales 2026-01-05 [2026-01-05/last_30_days.csv] <- "
                   "raw/sales/2026-01-05/last_30_days.csv~20260105T230000Z~ba7816bf8f01",
                   "sales 2026-01-06 [2026-01-06/last_30_days.csv] <- "
                   "raw/sales/2026-01-06/last_30_days.csv~20260106T230000Z~88d4266fd4e6"}));
}

TEST_F(Arrivals, AContentThatComesBackIsLandedAgainAndLater) {
  AddFeed("sales", DropPath("{date}.csv"));
  for (const char* content : {"abc", "abcd", "abc"}) {
    Drop("2026-01-05.csv", content);
    const timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    ASSERT_EQ(::utimensat(AT_FDCWD, DropPath("2026-01-05.csv").c_str(), now, 0), 0);
    ASSERT_TRUE(IsOk(List("2026-01-06T06:30:00Z")));  // the clock stands still
  }
  EXPECT_EQ(Value(List()).arrivals[0].object, "raw/sales/2026-01-05/2026-01-05.csv~20260106T063002Z~ba7816bf8f01");
}

TEST_F(Arrivals, WithoutItsIndexNothingIsLandedTwice) {
  AddFeed("sales", DropPath("{date}.csv"));
  Drop("2026-01-05.csv", "abc");
  ASSERT_TRUE(IsOk(List()));
  ASSERT_TRUE(IsOk(store_.Delete("_till/landed/sales.json")));
  EXPECT_EQ(Value(List("2026-01-07T06:30:00Z")).landed, 0);
  PutRaw("_till/landed/sales.json", "torn");
  EXPECT_EQ(Value(List("2026-01-07T06:30:00Z")).landed, 0);
  EXPECT_EQ(
      log_.text,
      "warn: reading all files of feed 'sales' again: cannot read '_till/landed/sales.json': no JSON at byte 2\n");
}

TEST_F(Arrivals, ALandedFileThatVanishedOutsideStaysAnInput) {
  AddFeed("sales", DropPath("{date}.csv"));
  Drop("2026-01-05.csv", "abc");
  ASSERT_TRUE(IsOk(List()));
  std::filesystem::remove(DropPath("2026-01-05.csv"));
  EXPECT_EQ(Value(List()).arrivals.size(), 1U);
}

TEST_F(Arrivals, AFolderOutsideThatDoesNotExistIsAnError) {
  AddFeed("sales", DropPath("{date}.csv"));
  const auto listing = List();
  ASSERT_FALSE(listing.ok());
  EXPECT_EQ(listing.error().ToString(), "cannot list feed 'sales': there is no folder '" + DropPath("") +
                                            "'\nhint: make it, or correct the path of the feed at till.toml:7");
}

TEST_F(Arrivals, AFileReplacedWithTheSameSizeAndTimeIsReadAgain) {
  AddFeed("sales", DropPath("{date}.csv"));
  Drop("2026-01-05.csv", "abc");
  EXPECT_EQ(Value(List()).landed, 1);
  EXPECT_EQ(Value(List()).landed, 0);
  Drop("2026-01-05.csv", "xyz");
  EXPECT_EQ(Value(List()).landed, 1);
}

}  // namespace
}  // namespace till::ingest
