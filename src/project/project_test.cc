#include "project/project.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/text.h"

namespace till::project {
namespace {

constexpr std::string_view kHead = R"([project]
name = "Corner Shop"
currency = "GBP"
timezone = "Europe/London"
day_starts_at = "04:00"
)";

constexpr std::string_view kSales = R"([feeds.sales]
path = "raw/sales/{date}.csv"
due  = "Sun-Fri"
on_missing = "wait:07:30"
settle = "2m"
max_rejects = "1%"
[feeds.sales.orders.columns]
order_id    = "InvoiceNo"
product_id  = ["StockCode", "SKU"]
ordered_at  = { from = "InvoiceDate", format = "%d/%m/%Y %H:%M" }
quantity    = "Quantity"
unit_price  = { from = "UnitPrice", decimal = "," }
customer_id = { from = "CustomerID", number_as_text = true }
is_return   = { from = "InvoiceNo", starts_with = "C" }
channel     = { value = "store" }
)";

std::string ErrorOf(const std::string& toml) {
  const auto project = Parse(toml, "/shop");
  return project.ok() ? "no error" : project.error().ToString();
}

std::string Sales(std::string_view from, std::string_view to) { return std::string(kHead) + Replace(kSales, from, to); }

TEST(ProjectTest, ReadsEverySettingOfAProject) {
  const auto project = Parse(std::string(kHead) +
                                 "[lake]\nroot = \"/data/lake\"\ncatalog = \"embedded\"\n"
                                 "[schedule]\ncron = \"30 6 * * *\"\nretries = 4\n[checks]\nvolume = \"off\"\n",
                             "/shop");
  ASSERT_TRUE(project.ok()) << project.error().ToString();
  EXPECT_EQ(project->name, "Corner Shop");
  EXPECT_EQ(project->currency, "GBP");
  EXPECT_EQ(project->timezone, "Europe/London");
  EXPECT_EQ(project->day_starts_at_minutes, 240);
  EXPECT_EQ(project->LakeFolder(), "/data/lake");
  EXPECT_EQ(project->schedule, "30 6 * * *");
  EXPECT_EQ(project->retries, 4);
  EXPECT_EQ(project->checks.at("volume"), Severity::kOff);
}

TEST(ProjectTest, ReadsAFeedWithEveryFormOfColumnRule) {
  const auto project = Parse(std::string(kHead) + std::string(kSales), "/shop");
  ASSERT_TRUE(project.ok()) << project.error().ToString();
  EXPECT_EQ(project->LakeFolder(), "/shop/lake");
  const Feed* feed = project->FindFeed("sales");
  ASSERT_NE(feed, nullptr);
  EXPECT_EQ(feed->kind, FeedKind::kChanges);
  EXPECT_EQ(feed->due_weekdays, (std::vector<int>{1, 2, 3, 4, 5, 7}));
  EXPECT_EQ(feed->on_missing, OnMissing::kWait);
  EXPECT_EQ(feed->wait_until_minutes, 450);
  EXPECT_EQ(feed->settle_micros, 120'000'000);
  EXPECT_EQ(feed->max_rejects, 0.01);
  EXPECT_EQ(feed->line, 6);
  ASSERT_EQ(feed->tables.size(), 1u);
  const auto& columns = feed->tables.front().columns;
  ASSERT_EQ(columns.size(), 8u);
  EXPECT_EQ(columns[0].column, "order_id");
  EXPECT_EQ(columns[0].from, std::vector<std::string>{"InvoiceNo"});
  EXPECT_EQ(columns[1].from, (std::vector<std::string>{"StockCode", "SKU"}));
  EXPECT_EQ(columns[2].format, "%d/%m/%Y %H:%M");
  EXPECT_EQ(columns[4].decimal, ',');
  EXPECT_TRUE(columns[5].number_as_text);
  EXPECT_EQ(columns[6].starts_with, "C");
  EXPECT_EQ(columns[7].value, "store");
  EXPECT_TRUE(columns[7].from.empty());
}

TEST(ProjectTest, NamesAnUnknownColumnWithItsPlaceAndTheNearest) {
  EXPECT_EQ(ErrorOf(Sales("order_id    =", "ordr_id     =")),
            "cannot read till.toml:13:1: unknown column 'ordr_id' of table 'orders'\nhint: did you mean 'order_id'?");
}

TEST(ProjectTest, NamesUnknownKeysAndTables) {
  EXPECT_EQ(ErrorOf("[projct]\n"),
            "cannot read till.toml:1:2: unknown key 'projct' in the file\nhint: did you mean 'project'?");
  EXPECT_EQ(ErrorOf(Sales("settle =", "setle =")),
            "cannot read till.toml:10:1: unknown key 'setle' in [feeds.sales]\nhint: did you mean 'settle'?");
  EXPECT_EQ(ErrorOf(Sales("[feeds.sales.orders.columns]", "[feeds.sales.ordrs.columns]")),
            "cannot read till.toml:12:14: unknown key 'ordrs' in [feeds.sales]\nhint: did you mean 'orders'?");
  EXPECT_EQ(ErrorOf(Sales("starts_with", "start_with")),
            "cannot read till.toml:19:37: unknown key 'start_with' in the rule of column 'is_return'\n"
            "hint: did you mean 'starts_with'?");
}

TEST(ProjectTest, NamesAnUnknownFeedKind) {
  EXPECT_EQ(ErrorOf(Sales("settle = \"2m\"", "kind = \"change\"")),
            "cannot read till.toml:10:8: unknown kind 'change'\nhint: did you mean 'changes'?");
}

TEST(ProjectTest, RefusesSettingsThatMeanNothing) {
  EXPECT_EQ(ErrorOf(Sales("Sun-Fri", "Sun-Fry")),
            "cannot read till.toml:8:8: unknown due 'Sun-Fry'\nhint: write \"daily\", \"Sun-Fri\" or \"Mon,Wed\"");
  EXPECT_EQ(ErrorOf(Sales("wait:07:30", "wait:7:30")),
            "cannot read till.toml:9:14: unknown on_missing 'wait:7:30'\nhint: known: fail, wait:HH:MM, publish");
  EXPECT_EQ(ErrorOf(Sales("\"1%\"", "5")),
            "cannot read till.toml:11:15: 'max_rejects' is no share of a file's rows\nhint: write \"0.5%\" or 0.005");
  EXPECT_EQ(ErrorOf(Sales("\"2m\"", "2")), "cannot read till.toml:10:10: 'settle' is a whole number, expected a text");
  EXPECT_EQ(ErrorOf(Sales("{date}", "{day}")),
            "cannot read till.toml:7:8: cannot read path 'raw/sales/{day}.csv': unknown field '{day}'\n"
            "hint: known: {date}, {date:%Y%m%d}, {store} and *");
  EXPECT_EQ(ErrorOf(Sales("{date}", "all")),
            "cannot read till.toml:8:8: 'due' is given, but path 'raw/sales/all.csv' has no {date}");
}

TEST(ProjectTest, RefusesRulesThatDoNotFitTheirColumn) {
  EXPECT_EQ(ErrorOf(Sales("{ from = \"UnitPrice\", decimal = \",\" }", "{ from = \"UnitPrice\", format = \"%d\" }")),
            "cannot read till.toml:17:37: 'format' does not fit column 'unit_price', which is a decimal");
  EXPECT_EQ(ErrorOf(Sales("{ value = \"store\" }", "{ value = \"store\", from = \"Channel\" }")),
            "cannot read till.toml:20:1: column 'channel' has 2 sources, expected 1\n"
            "hint: give one of from = \"HEADER\", value = \"…\", path = \"date\"");
  EXPECT_EQ(
      ErrorOf(Sales("{ value = \"store\" }", "{ path = \"store\" }")),
      "cannot read till.toml:20:1: column 'channel' takes {store} from path 'raw/sales/{date}.csv', which has none");
  EXPECT_EQ(ErrorOf(Sales("{ value = \"store\" }", "{ path = \"date\" }")),
            "cannot read till.toml:20:24: column 'channel' is a text and cannot be the path's date\n"
            "hint: dates take path = \"date\", texts take path = \"store\"");
}

TEST(ProjectTest, RefusesATableWithoutItsRequiredColumns) {
  EXPECT_EQ(ErrorOf(Sales("quantity    = \"Quantity\"\n", "")),
            "cannot read till.toml:12:14: feed 'sales' fills table 'orders' without column 'quantity'\n"
            "hint: add quantity = \"HEADER\" to [feeds.sales.orders.columns]");
  EXPECT_EQ(ErrorOf(Sales("unit_price ", "tax ")),
            "cannot read till.toml:12:14: feed 'sales' fills table 'orders' without column 'unit_price' or "
            "'total_amount'\nhint: add unit_price = \"HEADER\" to [feeds.sales.orders.columns]");
  EXPECT_EQ(ErrorOf(Sales("ordered_at  = { from = \"InvoiceDate\", format = \"%d/%m/%Y %H:%M\" }\n", "")),
            "cannot read till.toml:12:14: feed 'sales' fills table 'orders' without column 'order_date' or "
            "'ordered_at'\nhint: add order_date = \"HEADER\" to [feeds.sales.orders.columns]");
}

TEST(ProjectTest, RefusesWhatTheProjectTableLacks) {
  EXPECT_EQ(ErrorOf(""),
            "cannot read till.toml:1:1: table [project] is missing\nhint: add [project] with name and timezone");
  EXPECT_EQ(ErrorOf("[project]\nname = \"x\"\n"),
            "cannot read till.toml:1:1: [project] has no timezone\nhint: add timezone = \"Europe/London\"");
  EXPECT_EQ(ErrorOf(Replace(kHead, "GBP", "Pound")),
            "cannot read till.toml:3:12: currency is 'Pound'\nhint: write its ISO 4217 code: \"GBP\"");
  const std::string unknown_zone = ErrorOf(Replace(kHead, "Europe/London", "Europe/Lodnon"));
  EXPECT_TRUE(unknown_zone.starts_with("cannot read till.toml:4:12: unknown timezone 'Europe/Lodnon'\nhint: "))
      << unknown_zone;
}

TEST(ProjectTest, ReadsTheServicesOfAProject) {
  const auto project =
      Parse(Replace(kHead, "[project]\n", "[project]\nengine = \"redshift\"\n") +
                "[lake]\nroot = \"s3://bucket/shop\"\ncatalog = \"glue\"\n"
                "[aws]\nregion = \"eu-west-1\"\naddressing = \"path\"\nencryption = \"aws:kms\"\n"
                "kms_key = \"key\"\n[aws.endpoints]\ns3 = \"http://127.0.0.1:7070\"\n"
                "[glue]\ncrawler = \"nightly\"\nupdate_behavior = \"LOG\"\n"
                "[redshift]\nconnection = \"host=x dbname=shop\"\niam_role = \"arn:aws:iam::1:role/r\"\n"
                "[quicksight]\naccount = \"123456789012\"\nsource = \"redshift\"\n",
            "/shop");
  ASSERT_TRUE(project.ok()) << project.error().ToString();
  const Services& services = project->services;
  EXPECT_EQ(services.engine, EngineKind::kRedshift);
  EXPECT_EQ(services.catalog, CatalogKind::kGlue);
  EXPECT_EQ(services.aws.region, "eu-west-1");
  EXPECT_EQ(services.aws.addressing, "path");
  EXPECT_EQ(services.aws.encryption, "aws:kms");
  EXPECT_EQ(services.aws.kms_key, "key");
  EXPECT_EQ(services.aws.endpoints.at("s3"), "http://127.0.0.1:7070");
  EXPECT_EQ(services.glue.database, "corner_shop");
  EXPECT_EQ(services.glue.crawler, "nightly");
  EXPECT_EQ(services.glue.update_behavior, "LOG");
  EXPECT_EQ(services.glue.delete_behavior, "DEPRECATE_IN_DATABASE");
  EXPECT_EQ(services.redshift.connection, "host=x dbname=shop");
  EXPECT_EQ(services.redshift.schema, "till");
  EXPECT_EQ(services.redshift.iam_role, "arn:aws:iam::1:role/r");
  EXPECT_EQ(services.quicksight.account, "123456789012");
  EXPECT_EQ(services.quicksight.source, "redshift");
}

TEST(ProjectTest, NamesTheMistakesInServices) {
  EXPECT_EQ(ErrorOf(std::string(kHead) + "engine = \"redshfit\"\n"),
            "cannot read till.toml:6:10: unknown engine 'redshfit'\nhint: did you mean 'redshift'?");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[lake]\ncatalog = \"hive\"\n"),
            "cannot read till.toml:7:11: unknown catalog 'hive'\nhint: known: embedded, glue");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[aws.endpoints]\ns3 = \"localhost\"\n"),
            "cannot read till.toml:7:6: endpoint 'localhost' is no URL\nhint: write it as \"https://s3.example.com\"");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[postgres]\nconnection = \"host=x password=y\"\n"),
            "cannot read till.toml:7:14: the connection holds a password\nhint: keep it in PGPASSWORD or in ~/.pgpass");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[glue]\ndatabase = \"My Shop\"\n"),
            "cannot read till.toml:7:12: database is 'My Shop'\nhint: use lower case letters, digits and '_'");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[aws]\nregion = \"<REGION>\"\n"),
            "cannot read till.toml:7:10: region is '<REGION>'\nhint: write it as \"eu-west-1\"");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[quicksight]\naccount = \"12\"\n"),
            "cannot read till.toml:7:11: account is '12'\nhint: it has 12 digits");
}

TEST(ProjectTest, RefusesAScheduleThatTheSchedulerWouldRefuse) {
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[schedule]\ncron = \"61 6 * * *\"\n"),
            "cannot read till.toml:7:8: schedule '61 6 * * *' at column 1: minute 61 is not in 0-59\n"
            "hint: five fields: minute hour day-of-month month day-of-week, as in '30 6 * * mon-fri'");
  EXPECT_EQ(ErrorOf(std::string(kHead) + "[schedule]\ncron = \"@daily\"\n"), "no error");
}

TEST(ProjectTest, ABooleanIsToldFromATextInOneWay) {
  const std::string head = std::string(kHead) +
                           "[feeds.p]\npath = \"p.csv\"\n[feeds.p.products.columns]\n"
                           "product_id = \"Code\"\nis_merchandise = { from = \"Code\", false_values = [\"POST\"]";
  const auto project = Parse(head + " }\n", "/shop");
  ASSERT_TRUE(project.ok()) << project.error().ToString();
  EXPECT_EQ(project->feeds.front().tables.front().columns[1].false_values, std::vector<std::string>{"POST"});
  EXPECT_EQ(ErrorOf(head + ", starts_with = \"P\" }\n"),
            "cannot read till.toml:10:18: column 'is_merchandise' has 2 ways to tell true from false\n"
            "hint: give one of starts_with, true_values, false_values");
}

TEST(ProjectTest, RefusesWhatIsTooDeepOrTooLong) {
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  EXPECT_EQ(ErrorOf("# ok\n" + deep + " = 1\n"),
            "cannot read till.toml:2:130: more than 64 names or brackets in each other");
  EXPECT_EQ(ErrorOf("[" + deep + "]\n"), "cannot read till.toml:1:131: more than 64 names or brackets in each other");
  EXPECT_EQ(ErrorOf("a = " + std::string(100'000, '[') + "\n"),
            "cannot read till.toml:1:69: more than 64 names or brackets in each other");
  EXPECT_EQ(ErrorOf(std::string(2 << 20, '\n')),
            "cannot read till.toml:1:1: it has 2097152 bytes, at most 1048576 are read");
  const std::string dots(100, '.');
  EXPECT_EQ(ErrorOf("# " + dots + "\n" + std::string(kHead) + "[schedule]\n# " + std::string(99, '[') +
                    "\ncron = \"@daily\" # \"\n"),
            "no error");
}

TEST(ProjectTest, AFeedIsNotReadFromWhatTillWrites) {
  const auto error_of = [](const std::string& path) {
    return ErrorOf(std::string(kHead) + "[feeds.p]\npath = \"" + path + "\"\n[feeds.p.products.columns]\n" +
                   "product_id = \"Code\"\n");
  };
  EXPECT_EQ(
      error_of("processed/{date}.csv"),
      "cannot read till.toml:7:8: path 'processed/{date}.csv' is in the lake's folder 'processed', which is till's "
      "own\nhint: raw files go below raw/: \"raw/p/{date}.csv\"");
  EXPECT_NE(error_of("raw/../staging/{date}.csv"), "no error");
  EXPECT_NE(error_of("/shop/lake/_till/{date}.csv"), "no error");
  EXPECT_EQ(error_of("raw/processed/{date}.csv"), "no error");
  EXPECT_EQ(error_of("processed_{date}.csv"), "no error");
}

TEST(ProjectTest, NamesThePlaceOfBrokenToml) {
  const std::string error = ErrorOf("[project]\nname = \"x\n");
  EXPECT_TRUE(error.starts_with("cannot read till.toml:2:")) << error;
}

TEST(ProjectTest, FindsTheNearestFolderAbove) {
  auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(folder.ok());
  const auto shop = folder->path() / "shop";
  ASSERT_TRUE(WriteFile(shop / "till.toml", kHead).ok());
  ASSERT_TRUE(MakeFolder(shop / "lake/raw").ok());
  const auto found = FindFolder(shop / "lake/raw");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, shop);
  const auto missing = FindFolder(folder->path());
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().ToString(), "cannot find a project at or above '" + folder->path().string() +
                                            "': no till.toml\nhint: name its folder with --project DIR, or make one "
                                            "with: till init --from PATH");
  const auto loaded = Load(shop);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->folder, shop);
  EXPECT_EQ(Load(folder->path()).error().code, Code::kNotFound);
}

TEST(ProjectTest, ReadsTheCalendar) {
  auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(folder.ok());
  EXPECT_TRUE(LoadCalendar(folder->path())->empty());
  const auto path = folder->path() / "calendar.csv";
  ASSERT_TRUE(
      WriteFile(path, "date,kind,name,store_id\n2026-12-25,closed,\"Christmas, all\",\n\n2026-07-01,event,Fair,7\n")
          .ok());
  const auto days = LoadCalendar(folder->path());
  ASSERT_TRUE(days.ok()) << days.error().ToString();
  ASSERT_EQ(days->size(), 2u);
  EXPECT_EQ(days->front().day, Day::Of(2026, 12, 25));
  EXPECT_EQ(days->front().name, "Christmas, all");
  EXPECT_EQ(days->back().store_id, "7");
  ASSERT_TRUE(WriteFile(path, "date,kind\n2026-12-25,close\n").ok());
  EXPECT_EQ(LoadCalendar(folder->path()).error().ToString(),
            "cannot read calendar.csv:2: unknown kind 'close'\nhint: did you mean 'closed'?");
  ASSERT_TRUE(WriteFile(path, "date,kind\n25.12.2026,closed\n").ok());
  EXPECT_EQ(LoadCalendar(folder->path()).error().ToString(),
            "cannot read calendar.csv:2: date is '25.12.2026', expected YYYY-MM-DD");
  ASSERT_TRUE(WriteFile(path, "date,kind,name\n2026-12-25,closed,\"Christmas\n").ok());
  EXPECT_EQ(LoadCalendar(folder->path()).error().ToString(), "cannot read calendar.csv:2: a quote is never closed");
}

}  // namespace
}  // namespace till::project
