#include "ingest/staging.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "adapters/duckdb/parquet.h"
#include "adapters/memory/object_store.h"
#include "base/random.h"
#include "base/text.h"
#include "csv/encoding.h"
#include "ingest/rejects.h"
#include "tests/support/expect.h"

namespace till::ingest {
namespace {

using Lines = std::vector<std::string>;
using testing::Value;

constexpr std::string_view kProject = R"(
[project]
name = "Corner Shop"
currency = "GBP"
timezone = "Europe/London"
day_starts_at = "04:00"
)";

constexpr std::string_view kSales = R"(
[feeds.sales]
path = "raw/sales/{date}.csv"
[feeds.sales.orders.columns]
order_id    = "InvoiceNo"
product_id  = "StockCode"
quantity    = "Quantity"
ordered_at  = "InvoiceDate"
unit_price  = "UnitPrice"
customer_id = { from = "CustomerID", number_as_text = true }
is_return   = { from = "InvoiceNo", starts_with = "C" }
channel     = { value = "store" }
[feeds.sales.products.columns]
product_id   = "StockCode"
product_name = "Description"
[feeds.sales.customers.columns]
customer_id = { from = "CustomerID", number_as_text = true }
country     = "Country"
)";
constexpr std::string_view kSalesHeader =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

constexpr std::string_view kNumbered = R"(
[feeds.lines]
path = "raw/lines/{date}.csv"
[feeds.lines.orders.columns]
order_id    = "order"
line_number = "line"
product_id  = "product"
quantity    = { value = "1" }
order_date  = { value = "2026-01-05" }
unit_price  = { value = "2.50" }
)";

constexpr std::string_view kPeople = R"(
[feeds.people]
path = "raw/people/{date}.csv"
kind = "snapshot"
[feeds.people.customers.columns]
customer_id = "id"
email       = "email"
birth_year  = "born"
segment     = "segment"
updated_at  = "changed"
)";
constexpr std::string_view kPeopleHeader = "id,email,born,segment,changed\n";

/// A project with one feed, whose files are staged into a lake in memory.
class Shop {
 public:
  explicit Shop(std::string_view feed)
      : project_(Value(project::Parse(std::string(kProject) + std::string(feed), "/shop"))) {}

  project::Feed& feed() { return project_.feeds.front(); }
  adapters::MemoryStore& store() { return store_; }

  /// With its receipt.
  Result<StagedFile> TryStage(std::string_view bytes) {
    TILL_ASSIGN(const StagedFile staged, TryStageWithoutReceipt(bytes));
    TILL_TRY(SaveReceipts({&staged}, store_, WorkerPool(1)));
    return staged;
  }
  Result<StagedFile> TryStageWithoutReceipt(std::string_view bytes) {
    EXPECT_TRUE(testing::IsOk(store_.Put("raw/day.csv", bytes)));
    const std::map<std::string, std::string> path_values{{"date", "2026-01-05"}};
    const std::string recipe = project::Recipe(project_, feed(), path_values, kReaderVersion);
    return StageFile({&project_, &feed(), "raw/day.csv", path_values, "raw/day.csv", recipe}, store_);
  }
  StagedFile Stage(std::string_view bytes) { return Value(TryStage(bytes)); }

  /// The rows of a staged file as "a|b|c" of the columns named in `columns`, with '|' between them.
  Lines Rows(const StagedFile& staged, std::string_view name, std::string_view columns) {
    const auto path = Value(store_.Fetch(staged.prefix + "/" + std::string(name)));
    const columns::Batch batch = Value(reader_.Read(path));
    Lines rows;
    for (size_t row = 0; row < batch.rows(); ++row) {
      Lines cells;
      for (const std::string& column : Split(columns, '|')) {
        const columns::Column* found = batch.Find(column);
        cells.push_back(found == nullptr ? "no " + column : columns::FormatValue(*found, row));
      }
      rows.push_back(Join(cells, "|"));
    }
    return rows;
  }
  Lines Names(const StagedFile& staged) {
    Lines names;
    for (const auto& object : Value(store_.List(staged.prefix)))
      names.push_back(object.key.substr(staged.prefix.size() + 1));
    return names;
  }

 private:
  project::Project project_;
  adapters::MemoryStore store_;
  duckdb::ParquetReader reader_ = duckdb::ParquetReader::Open().value();
};

std::string Sales(std::string_view rows) { return std::string(kSalesHeader) + std::string(rows); }
std::string People(std::string_view rows) { return std::string(kPeopleHeader) + std::string(rows); }

TEST(StagingTest, StagesEachRowForEveryTableOfItsFeed) {
  Shop shop(kSales);
  const StagedFile staged =
      shop.Stage(Sales("536365,85123A,\"HEART, WHITE\",6,2010-07-01 08:26:00,2.55,17850.0,United Kingdom\n"
                       "C536379,D,Discount,-1,2010-12-01 02:00:00,27.50,,France\n"));
  EXPECT_EQ(staged.receipt.read, 2);
  EXPECT_EQ(staged.receipt.loaded, 2);
  EXPECT_EQ(shop.Names(staged), (Lines{"customers/part-0000.parquet", "keys.parquet", "orders/part-0000.parquet",
                                       "products/part-0000.parquet", "receipt.json"}));
  EXPECT_EQ(shop.Rows(staged, "orders/part-0000.parquet",
                      "_line|_byte|order_id|quantity|unit_price|customer_id|is_return|channel|store_id"),
            (Lines{"2|82|536365|6|2.55|17850|false|store|", "3|161|C536379|-1|27.5||true|store|"}));
  EXPECT_EQ(shop.Rows(staged, "products/part-0000.parquet", "_line|product_id|product_name|_order_date|updated_on"),
            (Lines{"2|85123A|HEART, WHITE|2010-07-01|", "3|D|Discount|2010-11-30|"}));
  EXPECT_EQ(shop.Rows(staged, "customers/part-0000.parquet", "_line|customer_id|country|_order_date"),
            (Lines{"2|17850|United Kingdom|2010-07-01"}));
}

TEST(StagingTest, LinesHaveAPlaceInTheirOrder) {
  Shop shop(kNumbered);
  const StagedFile staged = shop.Stage(
      "order,line,product\nup,1,A\ndown,9,A\nup,2,A\ndown,7,A\ntwice,1,A\ntwice,1,A\npartly,4,A\npartly,,A\nnone,,A\n"
      "none,,A\nbad,x,A\n");
  EXPECT_EQ(shop.Rows(staged, "orders/part-0000.parquet", "order_id|line_number|line_rank"),
            (Lines{"up|1|1", "down|9|1", "up|2|2", "down|7|2", "twice|1|1", "twice|1|2", "partly|4|1", "partly||2",
                   "none||1", "none||2"}));
  EXPECT_EQ(shop.Rows(staged, "keys.parquet", "id|rejected|renumbered"),
            (Lines{"down|false|false", "none|false|false", "partly|false|true", "twice|false|true", "up|false|false"}));
}

TEST(StagingTest, ALargeFileIsStagedInParts) {
  Shop shop(kNumbered);
  std::string bytes = "order,line,product\n";
  for (int i = 0; i < 250'000; ++i) bytes += i % 100 == 0 ? "long,1,A\n" : "o" + std::to_string(i) + ",1,A\n";
  bytes += "bad,x,A\nlong,1,A\nlast,1,A\n";
  const StagedFile staged = shop.Stage(bytes);
  EXPECT_EQ(staged.receipt.loaded, 250'002);
  EXPECT_EQ(staged.receipt.rejected, 1);
  EXPECT_EQ(shop.Names(staged), (Lines{"keys.parquet", "orders/part-0000.parquet", "orders/part-0001.parquet",
                                       "receipt.json", "rejects.parquet"}));
  EXPECT_EQ(shop.Rows(staged, "orders/part-0001.parquet", "_line|order_id|line_rank"),
            (Lines{"250003|long|2501", "250004|last|1"}));
}

TEST(StagingTest, TimesBecomeInstantsAndTradingDays) {
  Shop shop(kSales);
  const StagedFile staged =
      shop.Stage(Sales("1,A,x,1,2010-07-01 08:26:00,1,,\n"
                       "2,A,x,1,2010-07-01 03:59:59,1,,\n"
                       "3,A,x,1,2010-07-01T03:30:00Z,1,,\n"
                       "4,A,x,1,2010-07-01,1,,\n"));
  EXPECT_EQ(shop.Rows(staged, "orders/part-0000.parquet", "order_date|ordered_at|order_hour"),
            (Lines{"2010-07-01|2010-07-01T07:26:00Z|8", "2010-06-30|2010-07-01T02:59:59Z|3",
                   "2010-07-01|2010-07-01T03:30:00Z|4", "2010-07-01||"}));
}

TEST(StagingTest, ARowThatDoesNotFitIsRefusedOnceWithItsAddressAndBytes) {
  Shop shop(kSales);
  const StagedFile staged =
      shop.Stage(Sales("1,A,x,1,2010-07-01 08:26:00,\"12,50\",7.0,\n"
                       "2,A,x,1,2010-07-01 08:26:00,1,7.0,\n"
                       "3,A,\"x,1,2010-07-01 08:26:00,1,7.0,\n"
                       "4,A,x,1\n"
                       "5,A,x,1,2010-07-01 08:26:00,1,7.0,,\n"
                       "6,,x,1,2010-07-01 08:26:00,1,7.0,\n"
                       "7,A,x,1,2010-07-01 08:26:00,,7.0,\n"
                       "8,A,x,1,,1,7.0,\n"
                       "9,A,x\xFF,1,2010-07-01 08:26:00,1,7.0,café au lait à la crème\n"));
  EXPECT_EQ(staged.receipt.read, 9);
  EXPECT_EQ(staged.receipt.loaded, 1);
  EXPECT_EQ(staged.receipt.rejected, 8);
  EXPECT_EQ(shop.Rows(staged, "orders/part-0000.parquet", "order_id"), (Lines{"2"}));
  EXPECT_EQ(shop.Rows(staged, "products/part-0000.parquet", "_line"), (Lines{"3"}));
  EXPECT_EQ(shop.Rows(staged, "rejects.parquet", "line|column|value|code|reason"),
            (Lines{"2|UnitPrice|12,50|not_a_decimal|'12,50' is not a decimal",
                   "4|||unclosed_quote|a quote is never closed", "5|||missing_cells|4 cells where the header has 8",
                   "6|||surplus_cells|9 cells where the header has 8", "7|StockCode||missing_value|the cell is empty",
                   "8|UnitPrice||missing_value|the cell is empty", "9|InvoiceDate||missing_value|the cell is empty",
                   "10|||bad_encoding|the row has bytes that are not in the file's encoding"}));
  EXPECT_EQ(shop.Rows(staged, "rejects.parquet", "bytes").back(),
            "9,A,x\\xFF,1,2010-07-01 08:26:00,1,7.0,café au lait à la crème");
}

TEST(StagingTest, ARowWithAnImpossibleAmountOrDayIsRefused) {
  Shop shop(kSales);
  const StagedFile staged =
      shop.Stage(Sales("1,A,x,5012345678900,2010-07-01 08:26:00,2.55,,\n"
                       "2,A,x,900000,2010-07-01 08:26:00,-900000.5,,\n"
                       "3,A,x,1,9999-12-31 00:00:00,1,,\n"
                       "4,A,x,1,0001-01-01 12:00:00,1,,\n"
                       "5,A,x,3000,2010-07-01 08:26:00,9000000,,\n"));
  Lines reasons;
  for (const RejectCount& reject : staged.receipt.rejects) {
    reasons.push_back(reject.code + " " + std::to_string(reject.rows) + " " + reject.example.column + ": " +
                      reject.example.reason);
  }
  EXPECT_EQ(reasons, (Lines{"implausible_amount 2 Quantity: '5012345678900' times its price is 90 billion or more",
                            "implausible_date 2 InvoiceDate: '9999-12-31 00:00:00' is not between 1900 and 2199"}));
  EXPECT_EQ(shop.Rows(staged, "orders/part-0000.parquet", "order_id|quantity|unit_price"), (Lines{"5|3000|9000000"}));
}

TEST(StagingTest, KeysNameLoadedOrdersWithTheirDatesAndThingsOfRefusedRows) {
  Shop shop(kSales);
  const StagedFile staged =
      shop.Stage(Sales("2,A,x,1,2010-07-02 08:26:00,1,7.0,\n"
                       "2,B,x,1,2010-07-01 08:26:00,1,,\n"
                       "1,A,x,1,2010-07-03 08:26:00,1,7.0,\n"
                       "9,C,x,none,2010-07-03 08:26:00,1,8.0,\n"));
  EXPECT_EQ(
      shop.Rows(staged, "keys.parquet", "table_name|id|first_date|last_date|rejected"),
      (Lines{"customers|7|||false", "customers|8|||true", "orders|1|2010-07-03|2010-07-03|false",
             "orders|2|2010-07-01|2010-07-02|false", "products|A|||false", "products|B|||false", "products|C|||true"}));
  const StagedTable& orders = *staged.receipt.Find("orders");
  EXPECT_EQ(orders.first_date, Day::Parse("2010-07-01"));
  EXPECT_EQ(orders.last_date, Day::Parse("2010-07-03"));
}

TEST(StagingTest, ARefusedRowWhoseIdNobodyCanReadIsCounted) {
  Shop shop(kPeople);
  const StagedFile staged = shop.Stage(People("1,a@b.c,1985,gold,\n,x,1985,gold,\n3,x,young,gold,\n4,\"x\n"));
  EXPECT_EQ(staged.receipt.loaded, 1);
  EXPECT_EQ(staged.receipt.Find("customers")->unreadable_ids, 1);
  EXPECT_EQ(shop.Rows(staged, "keys.parquet", "id|rejected"), (Lines{"1|false", "3|true", "4|true"}));
}

TEST(StagingTest, PersonalCellsStandInNoStatisticsAndNoReason) {
  Shop shop(kPeople);
  const StagedFile staged = shop.Stage(People("1,a@b.c,1985.0,gold,2026-01-05T23:30:00-05:00\n2,x@y.z,young,,\n"));
  const StagedTable& customers = *staged.receipt.Find("customers");
  EXPECT_EQ(customers.columns,
            (std::vector<StagedColumn>{{"customer_id", 0, "1", "1"},
                                       {"segment", 0, "gold", "gold"},
                                       {"updated_at", 0, "2026-01-06T04:30:00Z", "2026-01-06T04:30:00Z"},
                                       {"updated_on", 0, "2026-01-06", "2026-01-06"}}));
  EXPECT_EQ(staged.receipt.rejects,
            (std::vector<RejectCount>{
                {"not_an_integer", 1, {3, 76, "born", std::nullopt, "the cell is not a whole number"}}}));
  EXPECT_EQ(shop.Rows(staged, "rejects.parquet", "value|bytes"), (Lines{"|2,x@y.z,young,,"}));
}

TEST(StagingTest, IdsLoseBlanksAndTextKeepsThem) {
  Shop shop(kPeople);
  const StagedFile staged = shop.Stage(People(" 1 ,a,1985, gold ,\n2,\" \",,  ,\n"));
  EXPECT_EQ(shop.Rows(staged, "customers/part-0000.parquet", "customer_id|email|segment"),
            (Lines{"1|a| gold ", "2||"}));
}

TEST(StagingTest, EqualBytesAreStagedOnce) {
  Shop shop(kSales);
  const std::string bytes = Sales("1,A,x,1,2010-07-01 08:26:00,1,,\n");
  const StagedFile first = shop.Stage(bytes);
  const auto before = Value(shop.store().List("staging/"));
  const StagedFile again = shop.Stage(bytes);
  EXPECT_FALSE(first.reused);
  EXPECT_TRUE(again.reused);
  EXPECT_EQ(again.receipt, first.receipt);
  EXPECT_EQ(again.prefix, "staging/" + first.content + "-" + first.recipe.substr(0, 12));
  const auto after = Value(shop.store().List("staging/"));
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin(), after.end(),
                         [](const auto& a, const auto& b) { return a.etag == b.etag; }));
}

TEST(StagingTest, WithoutAWholeReceiptAFileIsStagedAgain) {
  Shop shop(kSales);
  const std::string bytes = Sales("1,A,x,1,2010-07-01 08:26:00,1,,\n");
  const StagedFile unfinished = Value(shop.TryStageWithoutReceipt(bytes));
  EXPECT_EQ(shop.Names(unfinished), (Lines{"keys.parquet", "orders/part-0000.parquet", "products/part-0000.parquet"}));
  const StagedFile first = shop.Stage(bytes);
  EXPECT_FALSE(first.reused);
  const std::string receipt = first.prefix + "/receipt.json";
  const std::string whole = Value(shop.store().Get(receipt));
  for (const std::string& torn : {std::string(), whole.substr(0, whole.size() / 2), std::string(whole.size(), '\0')}) {
    ASSERT_TRUE(testing::IsOk(shop.store().Put(receipt, std::string_view(torn))));
    EXPECT_FALSE(shop.Stage(bytes).reused);
    EXPECT_EQ(Value(shop.store().Get(receipt)), whole);
  }
}

TEST(StagingTest, AWindows1252FileIsReadAsSuch) {
  Shop shop(kPeople);
  const StagedFile staged = shop.Stage(People("2,a,1985,Fianc\xE9,\n"));
  EXPECT_EQ(staged.receipt.dialect.encoding, "windows-1252");
  EXPECT_EQ(shop.Rows(staged, "customers/part-0000.parquet", "segment"), (Lines{"Fiancé"}));
}

TEST(StagingTest, AHeaderOnlyFileHasNoRows) {
  Shop shop(kSales);
  const StagedFile staged = shop.Stage(kSalesHeader);
  EXPECT_EQ(staged.receipt.read, 0);
  EXPECT_EQ(shop.Names(staged), (Lines{"keys.parquet", "receipt.json"}));
}

TEST(StagingTest, FilesThatCannotBeLoadedSayWhy) {
  Shop shop(kSales);
  const auto error = [&](std::string_view bytes) { return shop.TryStage(bytes).error().ToString(); };
  EXPECT_EQ(error(""),
            "cannot load 'raw/day.csv': the file is empty\nhint: even a day without sales has a header line");
  EXPECT_EQ(error("\xFF\xFEI"),
            "cannot load 'raw/day.csv': it is in utf-16le, which no reader takes\nhint: export it as UTF-8");
  EXPECT_EQ(error("\x1F\x8B\x08"), "cannot load 'raw/day.csv': the gzip file ends too early");
  EXPECT_EQ(error("InvoiceNo,\"StockCode\n"),
            "cannot load 'raw/day.csv': its header on line 1 cannot be read: a quote is never closed");
  EXPECT_EQ(error("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,UnitPrice\n"),
            "cannot load 'raw/day.csv': column 'unit_price' maps to header 'UnitPrice', which the file has more than "
            "once\nhint: give the columns different headers where the file is exported");
  EXPECT_TRUE(Value(shop.store().List("staging/")).empty());
}

TEST(StagingTest, LoadedAndRejectedAddUpOnAnyBytes) {
  constexpr std::string_view kCells[] = {"1",  "A", "x",        "12,5", "\"",   "\"\"", "2010-07-01 08:26:00",
                                         "\n", "",  "\xC3\xA9", "\xFF", "\r\n", "7.0",  "\"a\nb\""};
  Shop shop(kSales);
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, 1);
    std::string rows;
    for (int i = 0; i < 40; ++i) {
      if (random.Below(3) == 0) {
        rows += "2,A,x,1,2010-07-02 08:26:00,1,7.0,\n";
        continue;
      }
      for (uint64_t cells = random.Below(10); cells > 0; --cells) {
        rows.append(kCells[random.Below(std::size(kCells))]).append(",");
      }
      rows += "\n";
    }
    const StagedFile staged = shop.Stage(Sales(rows));
    const Receipt& receipt = staged.receipt;
    ASSERT_EQ(receipt.read, receipt.loaded + receipt.rejected);
    ASSERT_EQ(receipt.loaded, receipt.Find("orders")->rows);
    int64_t counted = 0;
    for (const RejectCount& count : receipt.rejects) counted += count.rows;
    ASSERT_EQ(counted, receipt.rejected);
    if (counted > 0) {
      ASSERT_EQ(static_cast<int64_t>(shop.Rows(staged, "rejects.parquet", "line").size()), counted);
    }
    for (const std::string& bytes : shop.Rows(staged, "rejects.parquet", "bytes")) {
      ASSERT_NE(Sales(rows).find(csv::UnescapeBytes(bytes).value()), std::string::npos);
    }
  }
}

Receipt Refused(int64_t rejected, int64_t read) {
  Receipt receipt;
  receipt.read = read;
  receipt.rejected = rejected;
  receipt.loaded = read - rejected;
  return receipt;
}

TEST(StagingTest, AFileOverItsLimitNamesTheCommonestReasons) {
  project::Feed feed;
  feed.name = "sales";
  Receipt receipt = Refused(14, 1200);
  receipt.rejects = {{"not_a_decimal", 8, {17, 900, "UnitPrice", "12,50", "'12,50' is not a decimal"}},
                     {"missing_cells", 3, {20, 999, "", std::nullopt, "5 cells where the header has 8"}},
                     {"not_a_date", 2, {21, 1020, "Date", "x", "'x' is not a date"}},
                     {"bad_encoding", 1, {30, 2000, "", std::nullopt, "bytes"}}};
  const Status status = CheckRejects(receipt, feed, "2026-01-05.csv");
  ASSERT_TRUE(testing::FailsWith(Code::kRejected, status));
  EXPECT_EQ(
      status.error().ToString(),
      "cannot load '2026-01-05.csv': 14 of 1,200 rows refused (1.167%), more than the 0.5% that feed 'sales' allows: "
      "8 not_a_decimal (line 17, column 'UnitPrice': '12,50' is not a decimal), "
      "3 missing_cells (line 20: 5 cells where the header has 8), "
      "2 not_a_date (line 21, column 'Date': 'x' is not a date)\n"
      "hint: mend the file or the mapping, or raise max_rejects of feed 'sales'");
}

TEST(StagingTest, TheLimitItselfIsAllowed) {
  project::Feed feed;
  EXPECT_TRUE(testing::IsOk(CheckRejects(Refused(5, 1000), feed, "x")));
  EXPECT_TRUE(testing::IsOk(CheckRejects(Refused(0, 0), feed, "x")));
  feed.max_rejects = 0;
  EXPECT_TRUE(testing::FailsWith(Code::kRejected, CheckRejects(Refused(1, 1000), feed, "x")));
}

TEST(StagingTest, AllOfOnlineRetailLoads) {
  const char* set = std::getenv("TILL_DATA_DIR");
  const std::filesystem::path data = set != nullptr ? set : std::filesystem::path(TILL_SOURCE_DIR) / "../shared/data";
  if (!std::filesystem::exists(data / "online-retail")) GTEST_SKIP() << "no online-retail below " << data;
  const auto project = Value(project::Parse(std::string(kProject) + std::string(kSales), "/shop"));
  adapters::MemoryStore store;
  const std::string recipe = project::Recipe(project, project.feeds.front(), {}, kReaderVersion);
  int64_t loaded = 0;
  int64_t rejected = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data / "online-retail")) {
    const std::string key = entry.path().filename();
    ASSERT_TRUE(testing::IsOk(store.Put(key, entry.path())));
    const FileToStage file{&project, &project.feeds.front(), key, {}, key, recipe};
    const StagedFile staged = Value(StageFile(file, store));
    loaded += staged.receipt.loaded;
    rejected += staged.receipt.rejected;
  }
  EXPECT_EQ(loaded, 541'909);
  EXPECT_EQ(rejected, 0);
}

}  // namespace
}  // namespace till::ingest
