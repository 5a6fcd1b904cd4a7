#include "generate/generate.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/memory/object_store.h"
#include "base/text.h"
#include "generate/csv_text.h"
#include "retail/tables.h"

namespace till::generate {
namespace {

using adapters::MemoryStore;

Options SmallShop() {
  Options options;
  options.customers = 300;
  options.products = 120;
  options.orders = 4000;
  options.from = Day::Of(2024, 12, 1);
  options.to = Day::Of(2025, 3, 31);
  return options;
}

using Row = std::vector<std::string>;

/// The cells of a file without quotes, the header first.
std::vector<Row> Rows(const std::string& text) {
  std::vector<Row> rows;
  for (const std::string& line : Split(text, '\n')) {
    if (!line.empty()) rows.push_back(Split(line, ','));
  }
  return rows;
}

std::map<std::string, std::string> Files(MemoryStore& store) {
  std::map<std::string, std::string> files;
  const auto objects = store.List("");
  for (const lake::ObjectInfo& object : objects.value()) files[object.key] = store.Get(object.key).value();
  return files;
}

struct Made {
  Summary summary;
  std::map<std::string, std::string> files;
};

Made Make(const Options& options, size_t threads = 1) {
  MemoryStore store;
  auto summary = Generate(options, store, WorkerPool(threads));
  EXPECT_TRUE(summary.ok());
  return {std::move(summary).value(), Files(store)};
}

int64_t Cents(const std::string& text) { return *ParseInt(Replace(text, ".", "")); }

// Columns of an orders file.
enum { kOrder, kLine, kAt, kCustomer, kProduct, kQuantity, kPrice, kDiscount, kTax, kShipping };
enum { kChannel = 10, kStore, kStatus, kIsReturn, kIsCancelled, kOriginal, kPromotion, kColumns };

/// All order rows of a clean shop in the daily layout.
std::vector<Row> OrderRowsOf(const Made& made) {
  std::vector<Row> all;
  for (const auto& [key, text] : made.files) {
    if (key.find("/orders/") == std::string::npos) continue;
    std::vector<Row> rows = Rows(text);
    all.insert(all.end(), rows.begin() + 1, rows.end());
  }
  return all;
}

TEST(Generate, GivesTheSameBytesForAnyNumberOfThreads) {
  Options options = SmallShop();
  options.dirt = 0.01;
  for (const Layout layout : {Layout::kDaily, Layout::kSingle}) {
    options.layout = layout;
    const Made one = Make(options, 1);
    const Made two = Make(options, 2);
    EXPECT_EQ(one.files, two.files);
    EXPECT_EQ(ToText(one.summary.truth), ToText(two.summary.truth));
  }
}

TEST(Generate, GivesAnotherShopForAnotherSeed) {
  Options options = SmallShop();
  const Made one = Make(options);
  options.seed = 2;
  EXPECT_NE(one.files, Make(options).files);
}

TEST(Generate, MakesADayOnItsOwnAsInTheWhole) {
  const Made made = Make(SmallShop());
  for (const char* day : {"2024-12-01", "2024-12-26", "2025-03-31"}) {
    EXPECT_EQ(OrdersOfDay(SmallShop(), *Day::Parse(day)).value(),
              made.files.at(std::string("raw/orders/") + day + ".csv"));
  }
}

TEST(Generate, HasTheSameOrderLinesInBothLayouts) {
  Options options = SmallShop();
  const Made daily = Make(options);
  options.layout = Layout::kSingle;
  const Made single = Make(options);
  std::vector<Row> rows = Rows(single.files.at("raw/orders.csv"));
  rows.erase(rows.begin());
  EXPECT_EQ(rows, OrderRowsOf(daily));
  EXPECT_EQ(ToText(daily.summary.truth), ToText(single.summary.truth));
}

TEST(Generate, WritesNoFilesForClosedDays) {
  const Made made = Make(SmallShop());
  EXPECT_EQ(made.files.count("raw/orders/2024-12-25.csv"), 0U);
  EXPECT_EQ(made.files.count("raw/orders/2025-01-01.csv"), 0U);
  EXPECT_EQ(made.files.count("raw/orders/2024-12-24.csv"), 1U);
}

TEST(Generate, UsesCanonicalColumnNames) {
  Options options = SmallShop();
  options.layout = Layout::kSingle;
  const Made made = Make(options);
  for (const char* table : {"customers", "products", "orders", "stores"}) {
    const std::vector<Row> rows = Rows(made.files.at("raw/" + std::string(table) + ".csv"));
    for (const std::string& header : rows[0]) {
      EXPECT_NE(retail::FindSourceTable(table)->Find(header), nullptr) << table << "." << header;
    }
    for (const Row& row : rows) ASSERT_EQ(row.size(), rows[0].size()) << table;
  }
}

TEST(Generate, CountsWhatItWrites) {
  const Made made = Make(SmallShop());
  std::map<std::string, int64_t> rows;
  int64_t bytes = 0;
  for (const auto& [key, text] : made.files) {
    rows[Split(key, '/')[1]] += static_cast<int64_t>(Rows(text).size()) - 1;
    bytes += static_cast<int64_t>(text.size());
  }
  EXPECT_EQ(made.summary.files, static_cast<int64_t>(made.files.size()));
  EXPECT_EQ(made.summary.bytes, bytes);
  EXPECT_EQ(made.summary.orders, rows["orders"]);
  EXPECT_EQ(made.summary.customers, rows["customers"]);
  EXPECT_EQ(made.summary.products, rows["products"]);
  EXPECT_EQ(made.summary.stores, rows["stores"]);
}

TEST(Generate, MakesTheOrdersAskedForWithUniqueRisingIds) {
  const std::vector<Row> rows = OrderRowsOf(Make(SmallShop()));
  std::map<std::string, std::string> last_of_day;
  std::set<std::string> sales;
  std::set<std::string> lines;
  for (const Row& row : rows) {
    EXPECT_TRUE(lines.insert(row[kOrder] + "/" + row[kLine]).second);
    std::string& last = last_of_day[row[kAt].substr(0, 10)];
    EXPECT_LE(last, row[kOrder]);
    last = row[kOrder];
    if (row[kIsReturn] == "false") sales.insert(row[kOrder]);
  }
  EXPECT_EQ(sales.size(), 4000U);
}

TEST(Generate, StatesTheTruthOfItsFiles) {
  const Made made = Make(SmallShop());
  int64_t gross = 0, discounts = 0, returns = 0, taxes = 0, shipping = 0, units = 0, lines = 0;
  std::map<std::string, int64_t> by_month;
  std::set<std::string> orders, customers;
  for (const Row& row : OrderRowsOf(made)) {
    ++lines;
    if (row[kIsCancelled] == "true") continue;
    const int64_t quantity = *ParseInt(row[kQuantity]);
    const int64_t amount = quantity * Cents(row[kPrice]);
    by_month[row[kAt].substr(0, 7)] += amount - Cents(row[kDiscount]);
    taxes += Cents(row[kTax]);
    shipping += Cents(row[kShipping]);
    if (row[kIsReturn] == "true") {
      returns += amount - Cents(row[kDiscount]);
      continue;
    }
    gross += amount;
    discounts -= Cents(row[kDiscount]);
    units += quantity;
    orders.insert(row[kOrder]);
    if (!row[kCustomer].empty()) customers.insert(row[kCustomer]);
  }
  const Json& truth = made.summary.truth;
  EXPECT_EQ(truth["lines"], lines);
  EXPECT_EQ(truth["orders"], orders.size());
  EXPECT_EQ(truth["customers"], customers.size());
  EXPECT_EQ(truth["units"], units);
  EXPECT_EQ(truth["gross_sales"], CentsText(gross));
  EXPECT_EQ(truth["discounts"], CentsText(discounts));
  EXPECT_EQ(truth["returns"], CentsText(returns));
  EXPECT_EQ(truth["revenue"], CentsText(gross + discounts + returns));
  EXPECT_EQ(truth["taxes"], CentsText(taxes));
  EXPECT_EQ(truth["shipping"], CentsText(shipping));
  ASSERT_EQ(truth["revenue_by_month"].size(), by_month.size());
  for (const auto& [month, cents] : by_month) EXPECT_EQ(truth["revenue_by_month"][month], CentsText(cents));
}

TEST(Generate, ReturnsWhatWasSoldAtThePricePaid) {
  std::map<std::string, Row> sold;
  int64_t returned = 0;
  const std::vector<Row> rows = OrderRowsOf(Make(SmallShop()));
  for (const Row& row : rows) {
    if (row[kIsReturn] == "false") {
      sold[row[kOrder] + row[kProduct]] = row;
      continue;
    }
    ++returned;
    const Row& sale = sold.at(row[kOriginal] + row[kProduct]);
    EXPECT_LT(sale[kAt].substr(0, 10), row[kAt].substr(0, 10));
    EXPECT_EQ(*ParseInt(row[kQuantity]), -*ParseInt(sale[kQuantity]));
    EXPECT_EQ(row[kPrice], sale[kPrice]);
    EXPECT_EQ(Cents(row[kDiscount]), -Cents(sale[kDiscount]));
    EXPECT_EQ(row[kCustomer], sale[kCustomer]);
    EXPECT_EQ(sale[kIsCancelled], "false");
  }
  const double share = static_cast<double>(returned) / static_cast<double>(rows.size());
  EXPECT_GT(share, 0.02);
  EXPECT_LT(share, 0.06);
}

TEST(Generate, SellsAtThePriceOfTheLastProductFile) {
  const Made made = Make(SmallShop());
  std::map<std::string, std::string> price;
  std::set<std::string> changed;
  for (Day day = SmallShop().from; day <= SmallShop().to; day = day + 1) {
    if (const auto file = made.files.find("raw/products/" + day.ToString() + ".csv"); file != made.files.end()) {
      for (const Row& row : Rows(file->second)) {
        const bool known = price.count(row[0]) > 0;
        if (known && price[row[0]] != row[5]) changed.insert(row[0]);
        price[row[0]] = row[5];
      }
    }
    const auto orders = made.files.find("raw/orders/" + day.ToString() + ".csv");
    if (orders == made.files.end()) continue;
    for (const Row& row : Rows(orders->second)) {
      if (row[kIsReturn] != "false") continue;
      EXPECT_EQ(row[kPrice], price[row[kProduct]]) << day.ToString();
    }
  }
  EXPECT_GT(changed.size(), 5U);
}

TEST(Generate, SellsOnlyToCustomersItHasAnnounced) {
  const Made made = Make(SmallShop());
  std::set<std::string> known;
  int64_t changes = 0;
  for (Day day = SmallShop().from; day <= SmallShop().to; day = day + 1) {
    if (const auto file = made.files.find("raw/customers/" + day.ToString() + ".csv"); file != made.files.end()) {
      for (const Row& row : Rows(file->second)) {
        if (row[0] == "customer_id") continue;
        if (!known.insert(row[0]).second) ++changes;
        EXPECT_LE(row[11].substr(0, 10), day.ToString());
      }
    }
    const auto orders = made.files.find("raw/orders/" + day.ToString() + ".csv");
    if (orders == made.files.end()) continue;
    for (const Row& row : Rows(orders->second)) {
      if (row[kOrder] == "order_id" || row[kCustomer].empty()) continue;
      EXPECT_EQ(known.count(row[kCustomer]), 1U);
    }
  }
  EXPECT_EQ(known.size(), 300U);
  EXPECT_GT(changes, 5);
}

TEST(Generate, RefusesOptionsThatMakeNoSense) {
  MemoryStore store;
  const WorkerPool pool(1);
  const auto message = [&](const Options& options) { return Generate(options, store, pool).error().message; };
  Options options = SmallShop();
  options.customers = 0;
  EXPECT_EQ(message(options), "cannot generate a shop: customers is 0, expected 1 or more");
  options = SmallShop();
  options.to = Day::Of(2024, 11, 30);
  EXPECT_EQ(message(options), "cannot generate a shop: from 2024-12-01 is after to 2024-11-30");
  options = SmallShop();
  options.from = options.to = Day::Of(2024, 12, 25);
  EXPECT_EQ(message(options), "cannot generate a shop: there is no open day from 2024-12-25 to 2024-12-25");
  options = SmallShop();
  options.dirt = 1.5;
  EXPECT_EQ(message(options), "cannot generate a shop: dirt is 1.500000, expected a share from 0 to 1");
  EXPECT_EQ(OrdersOfDay(SmallShop(), Day::Of(2026, 1, 5)).error().message,
            "cannot generate the orders of '2026-01-05': the shop is open from 2024-12-01 to 2025-03-31");
}

TEST(Generate, MakesTheSmallestShop) {
  Options options;
  options.customers = options.products = options.orders = 1;
  options.from = options.to = Day::Of(2026, 1, 5);
  options.dirt = 1;
  const Made made = Make(options);
  EXPECT_EQ(made.summary.truth["spoilt"].size(), static_cast<size_t>(made.summary.orders));
  EXPECT_EQ(made.summary.truth["revenue"], "0.00");
}

}  // namespace
}  // namespace till::generate
