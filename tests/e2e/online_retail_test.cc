#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/files.h"
#include "base/text.h"
#include "tests/support/program.h"

namespace till::tests {
namespace {

constexpr const char* kFolder = "online-retail";

#define SKIP_WITHOUT_DATA(data) \
  if ((data).empty()) GTEST_SKIP() << "skipped: no online-retail in TILL_DATA_DIR (default ../shared/data)"

/// A project made by till init over `files`, in a folder of its own.
class Shop {
 public:
  explicit Shop(const std::filesystem::path& files) : folder_(TemporaryFolder::Make().value()) {
    const Ended made = RunTill({"init", Path(), "--from", files.string()});
    EXPECT_EQ(made.exit_code, 0) << made.err;
  }

  std::string Path() const { return (folder_.path() / "shop").string(); }
  Ended Till(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--project", Path(), "--json"});
    return RunTill(arguments);
  }
  /// The one row that a query gives.
  Json Row(const std::string& sql) const {
    const Ended ended = Till({"query", sql});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    const Json object = ended.Object();
    return object.contains("rows") && !object["rows"].empty() ? object["rows"][0] : Json();
  }

 private:
  TemporaryFolder folder_;
};

std::string HashAfter(const Ended& run) {
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const std::string last = run.out.substr(run.out.rfind('\n', run.out.size() - 2) + 1);
  const auto json = ParseJson(last, "run");
  return json.ok() ? json->value("content_hash", "") : "";
}

std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// Summed from the raw files by a program of its own: quantity x unit price, by calendar month.
void ExpectTheRevenueOfEachMonth(const Ended& answer) {
  const Json months = answer.Object();
  std::string text;
  for (const Json& row : months["rows"]) text += row[0].get<std::string>() + " " + row[1].get<std::string>() + "\n";
  EXPECT_EQ(text,
            "2010-12-01 748957.02\n2011-01-01 560000.26\n2011-02-01 498062.65\n2011-03-01 683267.08\n"
            "2011-04-01 493207.121\n2011-05-01 723333.51\n2011-06-01 691123.12\n2011-07-01 681300.111\n"
            "2011-08-01 682680.51\n2011-09-01 1019687.622\n2011-10-01 1070704.67\n2011-11-01 1461756.25\n"
            "2011-12-01 433668.01\n");
}

TEST(OnlineRetail, EveryRowIsLoadedAndEverySumIsRightToTheLastDigit) {
  const auto data = RealData(kFolder);
  SKIP_WITHOUT_DATA(data);
  const Shop shop(data);
  const Ended first = shop.Till({"run"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const Json report = first.Object();
  EXPECT_EQ(report["status"], "succeeded");
  EXPECT_EQ(report["files"]["new"], 305);
  EXPECT_EQ(report["rows"]["read"], 541909);
  EXPECT_EQ(report["rows"]["loaded"].get<int>() + report["rows"]["rejected"].get<int>(), 541909);

  const Ended totals = shop.Till({"metrics", "get", "revenue", "gross_sales", "returns", "orders", "customers"});
  ASSERT_EQ(totals.exit_code, 0) << totals.err;
  EXPECT_EQ(ToText(totals.Object()["rows"][0]), R"(["9747747.934","10644560.424","-896812.49",20728,4339])");
  EXPECT_EQ(ToText(shop.Row("select count(distinct order_id) as invoices, "
                            "count(*) filter (where customer_key = -1) as unknown_lines, "
                            "count(distinct country) as countries, cast(min(ordered_at) as varchar) as first_line, "
                            "count(*) filter (where isodow(order_date) = 6) as saturday_lines from fact_orders")),
            R"([25900,135080,38,"2010-12-01 08:26:00+00",0])");
  EXPECT_EQ(ToText(shop.Row("select count(*) as known from dim_customers where customer_key <> -1 and is_current")),
            "[4372]");

  ExpectTheRevenueOfEachMonth(shop.Till({"metrics", "get", "revenue", "--by", "month"}));

  const Ended second = shop.Till({"run"});
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.Object()["rows"]["read"], 0);
  EXPECT_EQ(second.Object()["files"]["skipped"], 305);
  EXPECT_EQ(second.Object()["publication"], report["publication"]);
  EXPECT_EQ(second.Object()["content_hash"], report["content_hash"]);
}

/// The files whose names begin so, in a folder of their own.
class Some {
 public:
  Some(const std::filesystem::path& data, const std::string& beginning) : folder_(TemporaryFolder::Make().value()) {
    for (const auto& file : FilesOf(data)) {
      if (file.filename().string().starts_with(beginning))
        std::filesystem::copy(file, folder_.path() / file.filename());
    }
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

TEST(OnlineRetail, DailyRunsOneRunAndShuffledRunsPublishTheSameContent) {
  const auto data = RealData(kFolder);
  SKIP_WITHOUT_DATA(data);
  const Some some(data, "2011-01-0");
  const Shop at_once(some.path());
  const std::string hash = HashAfter(at_once.Till({"run"}));
  ASSERT_FALSE(hash.empty());

  const Shop daily(some.path());
  const Ended backfill = daily.Till({"backfill"});
  EXPECT_EQ(HashAfter(backfill), hash);

  const Shop shuffled(some.path());
  std::vector<std::filesystem::path> files = FilesOf(some.path());
  std::ranges::shuffle(files, std::mt19937(7));
  std::string last;
  for (const auto& file : files) {
    last = HashAfter(shuffled.Till({"run", "--date", file.stem().string(), "--allow-missing"}));
  }
  EXPECT_EQ(last, hash);
}

TEST(OnlineRetail, ACorrectedFileIsAsIfItHadComeRightFirst) {
  const auto data = RealData(kFolder);
  SKIP_WITHOUT_DATA(data);
  const Some some(data, "2011-02");
  const auto file = FilesOf(some.path())[3];
  const std::string right = *ReadFile(file);
  const Shop corrected(some.path());
  ASSERT_TRUE(WriteFile(file, right.substr(0, right.find('\n', right.size() / 2) + 1)).ok());
  const std::string wrong_hash = HashAfter(corrected.Till({"run"}));
  ASSERT_TRUE(WriteFile(file, right).ok());
  const Ended mended = corrected.Till({"run"});
  EXPECT_EQ(mended.Object()["files"]["corrected"], 1);
  const Shop anew(some.path());
  EXPECT_EQ(HashAfter(mended), HashAfter(anew.Till({"run"})));
  EXPECT_NE(HashAfter(mended), wrong_hash);
}

}  // namespace
}  // namespace till::tests
