#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

constexpr const char* kProject = "[project]\nname = \"Corner\"\ncurrency = \"GBP\"\ntimezone = \"UTC\"\n\n";
constexpr const char* kHeader = "order,day,product,customer,quantity,price\n";
constexpr const char* kColumns =
    "order_id    = \"order\"\norder_date  = \"day\"\nproduct_id  = \"product\"\ncustomer_id = \"customer\"\n"
    "quantity    = \"quantity\"\nunit_price  = \"price\"\n\n";

/// A feed of order lines below raw/<name>, with further lines of its own.
std::string OrdersFeed(const std::string& name, const std::string& further = {}) {
  return "[feeds." + name + "]\npath = \"raw/" + name + "/{date}.csv\"\n" + further + "\n[feeds." + name +
         ".orders.columns]\n" + kColumns;
}

std::string SalesToml(const std::string& further = {}) { return kProject + OrdersFeed("sales", further); }

/// A feed that fills `table` with the columns of the same names as its headers.
std::string TableFeed(const std::string& table, const std::string& kind, const std::vector<std::string>& columns) {
  std::string toml = "[feeds." + table + "]\npath = \"raw/" + table + "/{date}.csv\"\nkind = \"" + kind +
                     "\"\n[feeds." + table + "." + table + ".columns]\n";
  for (const std::string& column : columns) toml += column + " = \"" + column + "\"\n";
  return toml + "\n";
}

void WriteSales(const Shop& shop, const std::string& day, const std::string& lines) {
  shop.Write("lake/raw/sales/" + day + ".csv", kHeader + lines);
}

constexpr const char* kLines =
    "select order_id, product_id, cast(quantity as integer) as quantity from fact_orders "
    "join dim_products using (product_key) order by all";

TEST(Feeds, ThirtyOverlappingExportsEqualTheLastOneAlone) {
  const Shop rolling(SalesToml());
  const Shop last(SalesToml());
  const Day first = *Day::Parse("2026-01-01");
  const auto order = [&](int day) {
    const std::string date = (first + day).ToString();
    const std::string id = std::to_string(day);
    const std::string price = std::to_string(day % 7 + 1) + ".25";
    return "A" + id + "," + date + ",p" + id + ",c" + std::to_string(day % 11) + ",2," + price + "\n" +  //
           "A" + id + "," + date + ",p0,c" + std::to_string(day % 11) + ",1,0.99\n";
  };
  for (int export_day = 29; export_day < 59; ++export_day) {
    std::string lines;
    for (int day = 29; day <= export_day; ++day) lines += order(day);
    WriteSales(rolling, (first + export_day).ToString(), lines);
    if (export_day == 58) WriteSales(last, (first + export_day).ToString(), lines);
  }
  const Json run = rolling.Run();
  EXPECT_EQ(run["rows"]["read"], 930);
  EXPECT_EQ(run["rows"]["superseded"], 870);
  EXPECT_EQ(last.Run()["rows"]["superseded"], 0);
  EXPECT_EQ(rolling.TableSums(), last.TableSums());
  const std::string all = "select * from fact_orders order by all";
  EXPECT_EQ(rolling.Query(all), last.Query(all));
}

TEST(Feeds, ACorrectedFileReplacesWhatItBrought) {
  const Shop shop(SalesToml());
  WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,2,1.50\n2,2026-01-05,B,c2,1,3.00\n");
  const Json first = shop.Run();
  WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,5,1.50\n");
  const Json second = shop.Run();
  EXPECT_EQ(ToText(second["files"]), R"({"new":0,"skipped":0,"corrected":1,"refused":0})");
  EXPECT_EQ(second["publication"], first["publication"].get<int>() + 1);
  EXPECT_EQ(shop.Query(kLines), R"([["1","A",5]])");
}

TEST(Feeds, AnOrderThatComesAgainIsReplacedInChangesAndAddedToInAppend) {
  const auto deliver = [](const Shop& shop) {
    WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,2,1.50\n1,2026-01-05,B,c1,1,3.00\n");
    WriteSales(shop, "2026-01-06", "1,2026-01-05,A,c1,7,1.50\n");
    return shop.Run()["rows"]["superseded"];
  };
  const Shop changes(SalesToml("kind = \"changes\""));
  EXPECT_EQ(deliver(changes), 2);
  EXPECT_EQ(changes.Query(kLines), R"([["1","A",7]])");
  const Shop append(SalesToml("kind = \"append\""));
  EXPECT_EQ(deliver(append), 0);
  EXPECT_EQ(append.Query(kLines), R"([["1","A",2],["1","A",7],["1","B",1]])");
}

TEST(Feeds, ACustomerWhoIsGoneFromTheSnapshotIsDeleted) {
  const Shop shop(kProject + TableFeed("customers", "snapshot", {"customer_id", "city"}) + OrdersFeed("sales"));
  std::string customers = "customer_id,city\n";
  for (int i = 0; i < 9; ++i) customers += "c" + std::to_string(i) + ",Leeds\n";
  shop.Write("lake/raw/customers/2026-01-05.csv", customers + "gone,York\n");
  shop.Write("lake/raw/customers/2026-01-07.csv", customers);
  WriteSales(shop, "2026-01-06", "1,2026-01-06,A,gone,1,2.00\n");
  WriteSales(shop, "2026-01-08", "2,2026-01-08,A,c1,1,2.00\n");
  shop.Run();
  EXPECT_EQ(shop.Query("select is_deleted, is_current, cast(valid_from as varchar) as valid_from from dim_customers "
                       "where customer_id = 'gone' order by valid_from"),
            R"([[false,false,"0001-01-01"],[true,true,"2026-01-07"]])");
  EXPECT_EQ(shop.Query("select count(*) as still from dim_customers where is_current and not is_deleted "
                       "and customer_key <> -1"),
            "[[9]]");
}

TEST(Feeds, AProductThatComesAfterItsSaleCompletesTheInferredMember) {
  const Shop shop(kProject + TableFeed("products", "changes", {"product_id", "category"}) + OrdersFeed("sales"));
  WriteSales(shop, "2026-01-05", "1,2026-01-05,late,c1,1,2.00\n");
  shop.Run();
  const std::string sql = "select product_key, category, is_inferred from dim_products where product_id = 'late'";
  const Json before = shop.Ask({"query", sql})["rows"];
  ASSERT_EQ(before.size(), 1u);
  EXPECT_EQ(before[0][2], true);
  shop.Write("lake/raw/products/2026-01-09.csv", "product_id,category\nlate,Tea\n");
  shop.Run();
  const Json after = shop.Ask({"query", sql})["rows"];
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(ToText(after[0]), ToText(Json::array({before[0][0], "Tea", false})));
}

TEST(Feeds, TwoSourcesCanBothHaveAnOrderOfTheSameId) {
  const Shop shop(kProject + OrdersFeed("sales") + OrdersFeed("web", "source = \"web\""));
  WriteSales(shop, "2026-01-05", "1001,2026-01-05,A,c1,1,2.00\n");
  shop.Write("lake/raw/web/2026-01-05.csv", std::string(kHeader) + "1001,2026-01-05,A,c1,1,5.00\n");
  EXPECT_EQ(shop.Run()["rows"]["superseded"], 0);
  EXPECT_EQ(shop.Metrics({"revenue", "orders", "customers"}), R"([["7",2,2]])");
  EXPECT_EQ(shop.Query("select source, order_id from fact_orders order by all"), R"([["","1001"],["web","1001"]])");
}

TEST(Feeds, AHeldInputStaysOutUntilItIsReleased) {
  const Shop shop(SalesToml());
  WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,1,2.00\n");
  WriteSales(shop, "2026-01-06", "2,2026-01-06,A,c1,1,900.00\n");
  const Json whole = shop.Run();
  shop.Ask({"inputs", "hold", "sales/2026-01-06.csv", "--reason", "till was broken"});
  const Json without = shop.Run();
  EXPECT_NE(without["publication"], whole["publication"]);
  EXPECT_EQ(shop.Query(kLines), R"([["1","A",1]])");
  bool held = false;
  for (const Json& input : shop.Lines({"inputs", "list"})) held |= input["state"] == "held: till was broken";
  EXPECT_TRUE(held);
  shop.Ask({"inputs", "release", "sales/2026-01-06.csv"});
  EXPECT_EQ(shop.Run()["content_hash"], whole["content_hash"]);
  EXPECT_EQ(shop.Metrics({"revenue"}), R"([["902"]])");
}

TEST(Feeds, AVanishedFileStopsTheRun) {
  const Shop shop(SalesToml());
  WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,1,2.00\n");
  WriteSales(shop, "2026-01-06", "2,2026-01-06,A,c1,1,3.00\n");
  shop.Run();
  shop.Remove("lake/raw/sales/2026-01-05.csv");
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.err,
            "error: cannot go on: 'sales/2026-01-05.csv' was part of publication 1 and is gone\n"
            "hint: put the file back, or set on_removed = \"keep\" or \"drop\" for feed 'sales'\n");
  EXPECT_EQ(run.Object()["status"], "failed");
  EXPECT_EQ(ErrorOf(run)["code"], "rejected");
  EXPECT_EQ(shop.Metrics({"revenue"}), R"([["5"]])") << "the last publication stays readable";
}

TEST(Feeds, AMissingDueFileStopsTheRunUnlessItIsAllowed) {
  const Shop shop(SalesToml("due = \"daily\""));
  WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,1,2.00\n");
  WriteSales(shop, "2026-01-07", "2,2026-01-07,A,c1,1,3.00\n");
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.err,
            "error: cannot go on: feed 'sales' has no file for Tue 2026-01-06\n"
            "hint: to go on without, run with --allow-missing; for a day without trade add to calendar.csv the line "
            "2026-01-06,closed,,; never to stop for feed 'sales', set its on_missing = \"publish\"\n");
  EXPECT_TRUE(shop.Lines({"publications", "list"}).empty());
  EXPECT_EQ(shop.Run({"--allow-missing"})["status"], "succeeded");
  EXPECT_EQ(ToText(shop.Ask({"publications", "show"}).at("incomplete")), R"(["sales 2026-01-06"])");
  const Json status = shop.Ask({"status"});
  EXPECT_EQ(ToText(status["feeds"]), R"([{"feed":"sales","day":"2026-01-07","state":"complete","rows":1}])");
  EXPECT_EQ(ToText(status["attention"]),
            R"([{"severity":"warn","message":"sales 2026-01-06 is incomplete: a due file was missing",)"
            R"("hint":"till run takes it when it comes; a closed day is for calendar.csv"}])");
}

TEST(Feeds, AFileWithTooManyBadRowsIsRefusedWholeAndPublishesOnceMended) {
  const Shop shop(SalesToml("max_rejects = \"10%\""));
  const std::string good = "1,2026-01-05,A,c1,1,2.00\n";
  WriteSales(shop, "2026-01-05",
             good + "2,2026-01-05,A,c1,1,x\n3,2026-01-05,A,c1,1,y\n4,2026-01-05,A,c1,1,z\n5,soon,A,c1,1,2\n" +
                 "6,later,A,c1,1,2\n7,2026-01-05,,c1,1,2\n8,2026-01-05,,c1,1,2\n9,2026-01-05,A,c1,1\n");
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 3);
  const std::string message = ErrorOf(run).value("message", "");
  EXPECT_EQ(message,
            "cannot load '2026-01-05.csv': 8 of 9 rows refused (88.89%), more than the 10% that feed 'sales' allows: "
            "3 not_a_decimal (line 3, column 'price': 'x' is not a decimal), "
            "2 missing_value (line 8, column 'product': the cell is empty), "
            "2 not_a_date (line 6, column 'day': 'soon' is not a date)");
  EXPECT_TRUE(shop.Lines({"publications", "list"}).empty()) << "nothing may be published";
  const auto rejects = shop.Lines({"rejects", "list"});
  ASSERT_EQ(rejects.size(), 8u);
  EXPECT_EQ(ToText(rejects[0]), R"({"file":"sales/2026-01-05.csv","line":3,"byte":67,"column":"price","value":"x",)"
                                R"("code":"not_a_decimal","reason":"'x' is not a decimal"})");
  WriteSales(shop, "2026-01-05", good);
  EXPECT_EQ(shop.Run()["rows"]["loaded"], 1);
  EXPECT_TRUE(shop.Lines({"rejects", "list"}).empty());
}

TEST(Feeds, AMistakeInTillTomlIsNamedWithLineAndColumn) {
  const Shop shop(Replace(SalesToml(), "order_id    = ", "ordr_id     = "));
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err,
            "error: cannot read till.toml:10:1: unknown column 'ordr_id' of table 'orders'\n"
            "hint: did you mean 'order_id'?\n");
}

TEST(Feeds, APortInUseIsNamedWithTheWayOut) {
  const Shop shop(SalesToml());
  WriteSales(shop, "2026-01-05", "1,2026-01-05,A,c1,1,2.00\n");
  shop.Run();
  RunningTill first({"serve", "--port", "0", "--json", "--project", shop.path().string()}, shop.path());
  Json where;
  for (int tries = 0; tries < 200 && !where.contains("port"); ++tries) {
    usleep(25'000);
    const auto parsed = ParseJson(first.Out(), "output");
    if (parsed.ok()) where = *parsed;
  }
  ASSERT_TRUE(where.contains("port")) << first.Out();
  const std::string port = std::to_string(where["port"].get<int>());
  const Ended second = shop.Till({"serve", "--port", port});
  EXPECT_EQ(second.exit_code, 6);
  EXPECT_EQ(second.err,
            "error: cannot listen on 127.0.0.1:" + port + ": the port is in use\nhint: --port takes another\n");
  EXPECT_EQ(first.End(SIGTERM), 0);
}

}  // namespace
}  // namespace till::tests
