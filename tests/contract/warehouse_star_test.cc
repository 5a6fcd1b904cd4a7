#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/local/object_store.h"
#include "base/assets.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/random.h"
#include "columns/parquet_writer.h"
#include "retail/tables.h"
#include "tests/support/engine.h"
#include "tests/support/rows.h"
#include "warehouse/checks.h"
#include "warehouse/star.h"
#include "warehouse/star_stats.h"

namespace till::warehouse {
namespace {

using testing_support::BatchOf;
using testing_support::Row;

/// Makes small seeded inputs, staged on disk, in which the feeds' kinds, corrections and overlaps all occur.
class Shop {
 public:
  explicit Shop(uint64_t seed) : random_(seed, 1) {}

  /// A file of a feed; `version` gives it other rows and another id.
  StagedInput File(const std::string& feed, int day, int version) {
    StagedInput input;
    input.feed = feed;
    input.business_date = Day::Of(2025, 11, 20) + day;
    input.key = input.business_date.ToString() + ".csv";
    input.id = Hash60(feed + input.key + std::to_string(version));
    input.kind = feed == "crm" || feed == "dump" ? "snapshot" : feed == "lines" ? "append" : "changes";
    input.source = feed == "lines" ? "web" : "";
    input.prices_include_tax = feed == "lines";
    Random random(static_cast<uint64_t>(input.id), 2);
    std::map<std::string, std::vector<Row>> tables;
    if (feed == "crm") tables["customers"] = Customers(random, input.business_date);
    if (feed == "pim") tables["products"] = Products(random, input.business_date);
    if (feed == "sales" || feed == "lines" || feed == "dump") AddOrders(random, input, tables);
    Store(input, tables);
    return input;
  }

 private:
  static std::string Name(std::string_view prefix, uint64_t number) {
    return std::string(prefix) + std::to_string(number);
  }

  static std::vector<Row> Customers(Random& random, Day) {
    std::vector<Row> rows;
    for (uint64_t i = 0; i < 12; ++i) {
      if (random.Below(5) == 0) continue;
      rows.push_back({{"customer_id", Name("c", i)},
                      {"city", Name("city", random.Below(3))},
                      {"email", Name("m", random.Below(9))}});
    }
    return rows;
  }

  static std::vector<Row> Products(Random& random, Day day) {
    std::vector<Row> rows;
    for (uint64_t i = 0; i < 3; ++i) {
      const std::string updated = random.Below(2) == 0 ? "" : (day - static_cast<int>(random.Below(20))).ToString();
      rows.push_back({{"product_id", Name("p", random.Below(6))},
                      {"category", random.Below(4) == 0 ? "" : Name("cat", random.Below(3))},
                      {"price", std::to_string(random.Below(9))},
                      {"updated_on", updated}});
    }
    return rows;
  }

  static void AddOrders(Random& random, const StagedInput& input, std::map<std::string, std::vector<Row>>& tables) {
    for (uint64_t order = 0; order < 1 + random.Below(5); ++order) {
      const std::string id = Name("o", random.Below(40));
      const bool numbered = random.Below(2) == 0;
      for (uint64_t line = 0; line < 1 + random.Below(3); ++line) {
        const Day day = input.business_date - static_cast<int>(random.Below(4) == 0 ? random.Below(40) : 0);
        const std::string number = std::to_string(tables["orders"].size() + 2);
        const bool back = random.Below(6) == 0;
        const std::string product = Name("p", random.Below(9));
        tables["orders"].push_back({{"_line", number},
                                    {"order_id", id},
                                    {"product_id", product},
                                    {"customer_id", random.Below(4) == 0 ? "" : Name("c", random.Below(14))},
                                    {"store_id", random.Below(2) == 0 ? "" : "s1"},
                                    {"line_number", numbered ? std::to_string(9 - line) : ""},
                                    {"order_date", day.ToString()},
                                    {"ordered_at", day.ToString() + "T10:00:00Z"},
                                    {"order_hour", "10"},
                                    {"quantity", (back ? "-" : "") + std::to_string(1 + random.Below(3))},
                                    {"unit_price", "1." + std::to_string(random.Below(99))},
                                    {"tax", "0.05"},
                                    {"discount", random.Below(2) == 0 ? "" : "0.1"}});
        tables["products"].push_back({{"_line", number},
                                      {"product_id", product},
                                      {"product_name", Name("name", random.Below(50))},
                                      {"_order_date", day.ToString()}});
      }
    }
  }

  static void WriteParquet(const std::filesystem::path& path, const columns::Batch& batch) {
    ASSERT_TRUE(WriteFile(path, columns::EncodeParquet(batch.schema, std::span(&batch, 1)).value()).ok());
  }

  /// Gives each line its rank; the orders whose line numbers do not tell their lines apart.
  static std::set<std::string> RankLines(std::vector<Row>& lines) {
    std::map<std::string, std::vector<std::string>> numbers;
    for (Row& line : lines) {
      std::vector<std::string>& order = numbers[line["order_id"]];
      order.push_back(line["line_number"]);
      line["line_rank"] = std::to_string(order.size());
    }
    std::set<std::string> renumbered;
    for (const auto& [order, given] : numbers) {
      std::set<std::string> different(given.begin(), given.end());
      different.erase("");
      if (!different.empty() && different.size() < given.size()) renumbered.insert(order);
    }
    return renumbered;
  }

  void Store(StagedInput& input, std::map<std::string, std::vector<Row>>& tables) {
    std::map<std::pair<std::string, std::string>, Row> keys;
    const std::set<std::string> renumbered = RankLines(tables["orders"]);
    const auto folder = folder_.path() / std::to_string(input.id);
    ASSERT_TRUE(MakeFolder(folder).ok());
    for (auto& [table, rows] : tables) {
      const retail::SourceTable& source = *retail::FindSourceTable(table);
      for (size_t i = 0; i < rows.size(); ++i) {
        rows[i].emplace("_line", std::to_string(i + 2));
        if (rows[i].contains("_order_date") || table == "stores") continue;
        Row& key = keys[{table, rows[i][std::string(source.natural_key)]}];
        const std::string date = table == "orders" ? rows[i]["order_date"] : "";
        key = {{"table_name", table},
               {"id", rows[i][std::string(source.natural_key)]},
               {"rejected", "false"},
               {"renumbered", table == "orders" && renumbered.contains(rows[i]["order_id"]) ? "true" : "false"},
               {"first_date", key["first_date"].empty() ? date : std::min(key["first_date"], date)},
               {"last_date", std::max(key["last_date"], date)}};
      }
      const columns::Schema schema = retail::StagedSchema(source);
      const columns::Batch batch = BatchOf(schema, rows);
      WriteParquet(folder / (table + ".parquet"), batch);
      input.parts[table] = {(folder / (table + ".parquet")).string().substr(1)};
    }
    std::vector<Row> key_rows;
    for (const auto& [id, row] : keys) key_rows.push_back(row);
    const columns::Batch batch = BatchOf(retail::KeysSchema(), key_rows);
    WriteParquet(folder / "keys.parquet", batch);
    input.keys = {(folder / "keys.parquet").string().substr(1)};
  }

  Random random_;
  TemporaryFolder folder_ = TemporaryFolder::Make().value();
};

using Inputs = std::map<std::tuple<Day, std::string, std::string>, StagedInput>;

/// The star of these inputs by an engine of its own, with its files.
struct Star {
  TemporaryFolder folder = TemporaryFolder::Make().value();
  std::unique_ptr<Warehouse> warehouse;
  StarResult result;
  size_t built = 0;

  std::map<std::string, std::string> Digests() const {
    std::map<std::string, std::string> digests;
    for (const StarTable& table : result.tables) {
      for (const StarFile& file : table.files) {
        digests[table.name + " " + file.unit] = Sha256Hex(ReadFile(file.path).value());
      }
    }
    return digests;
  }
};

std::unique_ptr<Star> Work(const Inputs& inputs, const Star* prior, const std::vector<int64_t>& changed,
                           size_t threads) {
  auto star = std::make_unique<Star>();
  star->warehouse = testing_support::OpenEngine(threads).value();
  StarRequest request;
  for (const auto& [key, input] : inputs) request.inputs.push_back(input);
  request.changed = changed;
  if (prior != nullptr) request.prior = prior->result.tables;
  request.folder = star->folder.path();
  const SqlLibrary sql(Assets(), star->warehouse->name());
  adapters::LocalStore store("/");
  auto result = WorkStar(*star->warehouse, store, sql, request);
  EXPECT_TRUE(result.ok()) << result.error().ToString();
  if (result.ok()) star->result = std::move(result).value();
  for (const StarTable& table : star->result.tables) {
    for (const StarFile& file : table.files) star->built += table.name == "fact_orders" && file.built ? 1 : 0;
  }
  return star;
}

void ExpectNoErrors(Star& star) {
  const SqlLibrary sql(Assets(), star.warehouse->name());
  ASSERT_TRUE(AttachStar(*star.warehouse, "star", star.result.tables).ok());
  const auto checks = RunChecks(*star.warehouse, sql, {}, {});
  ASSERT_TRUE(checks.ok()) << checks.error().ToString();
  for (const auto& check : *checks) {
    if (check.severity == "warn" || check.name == "customers_snapshot_loss") continue;
    EXPECT_EQ(check.failures, 0) << check.name << " " << check.sample.dump();
  }
}

class StarTest : public testing::TestWithParam<int> {};

TEST_P(StarTest, IsTheSameHoweverItCameAbout) {
  Shop shop(static_cast<uint64_t>(GetParam()));
  Random random(static_cast<uint64_t>(GetParam()), 7);
  const std::vector<std::string> feeds{"sales", "sales", "lines", "crm", "pim", "dump"};
  Inputs inputs;
  std::unique_ptr<Star> prior;
  std::vector<std::unique_ptr<Star>> all;
  std::string contents;
  for (int step = 0; step < 4; ++step) {
    std::vector<int64_t> changed;
    for (uint64_t i = 0; i < (step == 0 ? 12 : 1 + random.Below(3)); ++i) {
      StagedInput input = shop.File(feeds[random.Below(feeds.size())], static_cast<int>(random.Below(40)),
                                    static_cast<int>(random.Below(2)));
      const std::tuple key{input.business_date, input.feed, input.key};
      const auto old = inputs.find(key);
      if (old != inputs.end()) changed.push_back(old->second.id);
      if (old != inputs.end() && random.Below(3) == 0) {
        inputs.erase(old);
        continue;
      }
      changed.push_back(input.id);
      inputs[key] = std::move(input);
    }
    auto star = Work(inputs, all.empty() ? nullptr : all.back().get(), changed, 2);
    const auto whole = Work(inputs, nullptr, {}, 1 + static_cast<size_t>(step % 2));
    EXPECT_EQ(star->Digests(), whole->Digests()) << "step " << step;
    for (const auto& [file, digest] : whole->Digests()) contents += file + " " + digest + "\n";
    EXPECT_LE(star->built, whole->built);
    ExpectNoErrors(*star);
    all.push_back(std::move(star));
  }
  // The same on every engine: tests/external/postgres/run.sh compares them.
  RecordProperty("contents", Sha256Hex(contents));
}

INSTANTIATE_TEST_SUITE_P(Seeds, StarTest, testing::Range(1, 3));

}  // namespace
}  // namespace till::warehouse
