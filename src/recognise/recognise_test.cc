#include "recognise/recognise.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "base/text.h"
#include "project/project.h"
#include "recognise/due_days.h"

namespace till::recognise {
namespace {

namespace fs = std::filesystem;

/// A folder of files to be recognised. Golden texts name it FROM.
class RecogniseTest : public testing::Test {
 protected:
  RecogniseTest() : folder_(TemporaryFolder::Make()) {}

  fs::path From() const { return folder_->path() / "exports"; }
  void Put(const std::string& name, std::string_view text) { ASSERT_TRUE(WriteFile(From() / name, text).ok()); }
  Result<Recognition> Run() const { return Recognise(From(), folder_->path() / "shop", Assets()); }

  void ExpectGolden(const Recognition& recognition, const std::string& name) const {
    const fs::path path = fs::path(TILL_SOURCE_DIR) / "tests/golden/init" / name;
    const auto golden = ReadFile(path);
    ASSERT_TRUE(golden.ok()) << golden.error().ToString();
    EXPECT_EQ(Replace(recognition.toml, From().string(), "FROM"), *golden);
    EXPECT_TRUE(project::Parse(recognition.toml, folder_->path() / "shop").ok());
  }

  Result<TemporaryFolder> folder_;
};

TEST_F(RecogniseTest, KnowsTheOnlineRetailDataByItsHeaders) {
  for (int day = 0; day < 35; ++day) {
    const Day date = Day::Of(2011, 1, 2) + day;
    if (date.Weekday() == 6 || date == Day::Of(2011, 1, 19)) continue;
    Put(date.ToString() + ".csv",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "536365,85123A,LANTERN,6," +
            date.ToString() + " 08:26:00,2.55,17850.0,United Kingdom\n");
  }
  const auto recognition = Run();
  ASSERT_TRUE(recognition.ok()) << recognition.error().ToString();
  ExpectGolden(*recognition, "online_retail.toml");
  EXPECT_EQ(recognition->calendar, "date,kind,name,store_id\n2011-01-19,closed,no file,\n");
  EXPECT_TRUE(recognition->unplaced.empty());
}

TEST_F(RecogniseTest, KnowsThreeExportsInOneFolder) {
  Put("customers.csv", "customer_id,first_name,last_name,email,country\nc1,Ann,Lee,ann@example.org,France\n");
  Put("products.csv", "product_id,product_name,category,price,shelf\np1,Ball,Toys,9.50,7\n");
  Put("orders.csv", "order_id,customer_id,product_id,order_date,quantity,unit_price\no1,c1,p1,2026-01-05,2,9.50\n");
  Put("readme.md", "hello");
  const auto recognition = Run();
  ASSERT_TRUE(recognition.ok()) << recognition.error().ToString();
  ExpectGolden(*recognition, "mission.toml");
  EXPECT_EQ(recognition->calendar, "");
  EXPECT_EQ(
      ToText(ToJson(*recognition)["unplaced"]),
      R"([{"what":"products.csv: column 'shelf'","reason":"no column of these tables has such a name"},)"
      R"({"what":"readme.md","reason":"it is no CSV file by its name, or its name has one of { } * or is no UTF-8"}])");
}

TEST_F(RecogniseTest, PlacesObviousNamesAndWritesFormats) {
  for (int day = 1; day <= 9; ++day) {
    const std::string number = std::to_string(day);
    Put("till/sales_2026010" + number + ".csv",
        "Order No;Date;SKU;Qty;Price;Brand;Total\n7;0" + number + "/01/2026 10:15;A1;2;3,50;Acme;yes\n");
  }
  const auto recognition = Run();
  ASSERT_TRUE(recognition.ok()) << recognition.error().ToString();
  ExpectGolden(*recognition, "obvious.toml");
}

TEST_F(RecogniseTest, PointsIntoTheLakeByARelativePath) {
  const fs::path raw = folder_->path() / "shop/lake/raw";
  ASSERT_TRUE(WriteFile(raw / "stores/2026-01-05.csv", "store_id,store_name\n1,Paris\n").ok());
  const auto recognition = Recognise(raw, folder_->path() / "shop", Assets());
  ASSERT_TRUE(recognition.ok()) << recognition.error().ToString();
  EXPECT_EQ(recognition->feeds.front().path, "raw/stores/{date}.csv");
}

TEST_F(RecogniseTest, GivesEachFeedANameOfItsOwn) {
  Put("a.csv", "store_id,store_name\n1,Paris\n");
  Put("b.csv", "store_id,store_name\n2,Lyon\n");
  const auto recognition = Run();
  ASSERT_TRUE(recognition.ok());
  ASSERT_EQ(recognition->feeds.size(), 2u);
  EXPECT_EQ(recognition->feeds[0].feed, "stores");
  EXPECT_EQ(recognition->feeds[1].feed, "stores_2");
}

TEST_F(RecogniseTest, WritesWhatItSawWithLinesToFillWhereNothingFits) {
  Put("bestellungen.csv",
      "Bestellnummer;SKU;Datum;Menge;Preis;E-Mail\n1;a;05.01.2026;2;3,50;a@example.org\n2;b;06.01.2026;1;4,50;b@"
      "example.org\n");
  const auto recognition = Run();
  ASSERT_TRUE(recognition.ok()) << recognition.error().ToString();
  const auto golden = ReadFile(fs::path(TILL_SOURCE_DIR) / "tests/golden/init/to_fill.toml");
  ASSERT_TRUE(golden.ok());
  EXPECT_EQ(Replace(recognition->toml, From().string(), "FROM"), *golden);
  EXPECT_EQ(recognition->to_fill, (std::vector<std::string>{"line 17: order_id", "line 18: quantity",
                                                            "line 19: order_date", "line 20: unit_price"}));
  EXPECT_TRUE(recognition->feeds.empty());
  std::string filled = recognition->toml;
  for (const auto& [column, header] : {std::pair{"order_id  ", "Bestellnummer"},
                                       {"quantity  ", "Menge"},
                                       {"order_date", "Datum"},
                                       {"unit_price", "Preis"}}) {
    filled = Replace(filled, std::string(column) + " = \"\"", std::string(column) + " = \"" + header + "\"");
  }
  const auto project = project::Parse(filled, folder_->path() / "shop");
  EXPECT_TRUE(project.ok()) << project.error().ToString();
}

TEST_F(RecogniseTest, KeepsAFileThatItDoesNotKnowAsACommentBesideThoseItKnows) {
  Put("orders.csv", "order_id,product_id,order_date,quantity,unit_price\n1,a,2026-01-05,1,2\n");
  Put("prices.csv", "artikel,preis\na,2\n");
  const auto recognition = Run();
  ASSERT_TRUE(recognition.ok());
  EXPECT_TRUE(recognition->to_fill.empty());
  EXPECT_NE(recognition->toml.find("\n# [feeds.orders_2]\n"), std::string::npos) << recognition->toml;
  EXPECT_TRUE(project::Parse(recognition->toml, "/shop").ok());
}

TEST_F(RecogniseTest, RefusesAFolderWithoutFiles) {
  Put("readme.md", "hello");
  EXPECT_EQ(Replace(Run().error().ToString(), From().string(), "FROM"),
            "cannot make a project from 'FROM': no file is recognised\n"
            "hint: readme.md: it is no CSV file by its name, or its name has one of { } * or is no UTF-8");
  EXPECT_EQ(Recognise("/no/such", "/shop", Assets()).error().code, Code::kNotFound);
}

TEST(DueDaysTest, LeavesOutAWeekdayThatIsNeverSeen) {
  std::vector<Day> days;
  for (Day day = Day::Of(2026, 1, 1); day < Day::Of(2026, 3, 1); day = day + 1) {
    if (day.Weekday() != 7 && day != Day::Of(2026, 1, 6)) days.push_back(day);
  }
  const DueDays due = FindDueDays(days);
  EXPECT_EQ(due.weekdays, (std::vector<int>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(due.gaps, std::vector<Day>{Day::Of(2026, 1, 6)});
  EXPECT_EQ(due.evidence, "no file on any Sun in 8 weeks");
}

TEST(DueDaysTest, IsNeverDueWhereFilesComeSeldom) {
  std::vector<Day> days;
  for (int i = 0; i < 20; ++i) days.push_back(Day::Of(2026, 1, 1) + i * i);
  EXPECT_TRUE(FindDueDays(days).weekdays.empty());
  EXPECT_TRUE(FindDueDays(std::span(days).first(3)).weekdays.empty());
}

TEST(OnlineRetailTest, IsRecognisedWhole) {
  const char* given = std::getenv("TILL_DATA_DIR");
  const fs::path data = given != nullptr ? fs::path(given) : fs::path(TILL_SOURCE_DIR) / "../shared/data";
  if (!fs::exists(data / "online-retail")) GTEST_SKIP() << "no data at " << data << "; set TILL_DATA_DIR";
  const auto recognition = Recognise(data / "online-retail", "/shop", Assets());
  ASSERT_TRUE(recognition.ok()) << recognition.error().ToString();
  ASSERT_EQ(recognition->feeds.size(), 1u);
  EXPECT_EQ(recognition->feeds.front().feed, "sales");
  EXPECT_EQ(recognition->feeds.front().files, 305);
  EXPECT_TRUE(recognition->unplaced.empty());
  const auto project = project::Parse(recognition->toml, "/shop");
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project->feeds.front().due_weekdays, (std::vector<int>{1, 2, 3, 4, 5, 7}));
  EXPECT_EQ(project->currency, "GBP");
  for (const char* closed : {"2010-12-24", "2010-12-26", "2011-01-03"}) {
    EXPECT_NE(recognition->calendar.find(std::string(closed) + ",closed"), std::string::npos) << closed;
  }
  EXPECT_EQ(recognition->calendar.find("2010-12-25"), std::string::npos) << "a Saturday is not due";
}

}  // namespace
}  // namespace till::recognise
