#include "tests/contract/warehouse_contract.h"

#include <filesystem>
#include <map>
#include <string>
#include <thread>

#include "adapters/duckdb/parquet.h"
#include "adapters/local/object_store.h"
#include "base/files.h"
#include "base/hash.h"
#include "columns/parquet_writer.h"
#include "retail/tables.h"

namespace till::warehouse {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;

std::string Text(const Batch& batch) {
  std::string text;
  for (size_t row = 0; row < batch.rows(); ++row) {
    for (const auto& column : batch.columns) text += columns::FormatValue(column, row) + "|";
    text += "\n";
  }
  return text;
}

/// The numbers from 0 to 10^digits - 1 as rows of `i`, in SQL that every engine takes, for FROM.
std::string Numbers(int digits) {
  std::string digit = "select 0 as d";
  for (int i = 1; i < 10; ++i) digit += " union all select " + std::to_string(i);
  std::string value;
  std::string tables;
  for (int i = 0; i < digits; ++i) {
    const std::string name = "d" + std::to_string(i);
    value = i == 0 ? name + ".d" : "(" + value + ") * 10 + " + name + ".d";
    tables += (i == 0 ? "(" : " cross join (") + digit + ") as " + name;
  }
  return "(select " + value + " as i from " + tables + ") as r";
}

/// An engine and a folder of its own for one case.
struct Bench {
  explicit Bench(const WarehouseCase& engine, size_t threads = 2) : warehouse(engine.open(threads).value()) {}

  std::filesystem::path Store(const std::string& name, const Schema& schema,
                              const std::vector<int64_t>& numbers) const {
    Batch batch = Batch::Of(schema);
    for (const int64_t number : numbers) {
      for (auto& column : batch.columns) {
        column.type() == Type::kText ? column.AppendText(std::to_string(number)) : column.AppendNumber(number);
      }
    }
    EXPECT_TRUE(WriteFile(folder.path() / name, columns::EncodeParquet(schema, std::span(&batch, 1)).value()).ok());
    return folder.path() / name;
  }

  std::string Ask(const std::string& select, const Parameters& parameters = {}) const {
    const auto batch = warehouse->Query(select, parameters);
    return batch.ok() ? Text(*batch) : batch.error().ToString();
  }

  TemporaryFolder folder = TemporaryFolder::Make().value();
  std::unique_ptr<Warehouse> warehouse;
};

TEST_P(WarehouseContract, AnswersWithTypesOfOurs) {
  const Bench bench(GetParam());
  const auto batch = bench.warehouse->Query(
      "select true as flag, 7 as small, cast(8 as bigint) as large, sum(cast(1.25 as decimal(18,4))) as money,"
      " count(*) as n, cast('2026-01-05' as date) as day, 'x' as text, cast(null as varchar(10)) as nothing",
      {});
  ASSERT_TRUE(batch.ok()) << batch.error().ToString();
  EXPECT_EQ(batch->schema, (Schema{{"flag", Type::kBoolean},
                                   {"small", Type::kInteger},
                                   {"large", Type::kBigint},
                                   {"money", Type::kDecimal},
                                   {"n", Type::kBigint},
                                   {"day", Type::kDate},
                                   {"text", Type::kText},
                                   {"nothing", Type::kText}}));
  EXPECT_EQ(Text(*batch), "true|7|8|1.25|1|2026-01-05|x||\n");
}

TEST_P(WarehouseContract, BindsParametersByName) {
  const Bench bench(GetParam());
  EXPECT_EQ(
      bench.Ask("select $day as day, $text as text, $number + 1 as number, $day as again",
                {{"day", *Day::Parse("2026-01-05")}, {"text", "it's"}, {"number", int64_t{41}}, {"unused", true}}),
      "2026-01-05|it's|42|2026-01-05|\n");
}

TEST_P(WarehouseContract, CallsAMistakeInAStatementInvalid) {
  const Bench bench(GetParam());
  EXPECT_EQ(bench.warehouse->Query("select * from nowhere", {}).error().code, Code::kInvalid);
  EXPECT_EQ(bench.warehouse->Query("selec 1", {}).error().code, Code::kInvalid);
  EXPECT_EQ(bench.warehouse->Query("select cast('x' as integer) as n", {}).error().code, Code::kInvalid);
}

TEST_P(WarehouseContract, ShowsThePartsOfExactlyTheStagedInputs) {
  const Bench bench(GetParam());
  const Schema stores = retail::StagedSchema(*retail::FindSourceTable("stores"));
  Schema texts;
  for (const auto& field : stores) texts.push_back({field.name, field.type});
  bench.Store("one.parquet", texts, {1, 2});
  bench.Store("two.parquet", texts, {3});
  std::vector<StagedInput> inputs(3);
  inputs[0] = {.id = 30, .feed = "a", .key = "1", .business_date = Day{1}, .source = "", .kind = "append"};
  inputs[1] = {.id = 20, .feed = "a", .key = "2", .business_date = Day{2}, .source = "", .kind = "append"};
  inputs[2] = {.id = 10, .feed = "b", .key = "3", .business_date = Day{3}, .source = "web", .kind = "changes"};
  inputs[0].parts["stores"] = {"one.parquet"};
  inputs[1].parts["stores"] = {"one.parquet"};
  inputs[2].parts["stores"] = {"two.parquet"};
  adapters::LocalStore store(bench.folder.path());
  ASSERT_TRUE(bench.warehouse->Stage(store, inputs).ok());
  EXPECT_EQ(bench.Ask("select _input, input_rank, feed, source, store_id from stg_stores order by 2, 5"),
            "30|1|a||1|\n30|1|a||2|\n20|2|a||1|\n20|2|a||2|\n10|3|b|web|3|\n");
  EXPECT_EQ(bench.Ask("select count(*) as n from stg_orders"), "0|\n");
  EXPECT_EQ(bench.Ask("select count(*) as n from stg_keys"), "0|\n");
  ASSERT_TRUE(bench.warehouse->Stage(store, std::span(inputs).subspan(2)).ok());
  EXPECT_EQ(bench.Ask("select key, business_date, store_id from stg_stores join inputs using (_input, business_date)"),
            "3|1970-01-04|3|\n");
}

TEST_P(WarehouseContract, SaysWhichStagedPartIsGoneOrCut) {
  const Bench bench(GetParam());
  const Schema stores = retail::StagedSchema(*retail::FindSourceTable("stores"));
  adapters::LocalStore store(bench.folder.path());
  std::vector<StagedInput> inputs(1);
  inputs[0] = {.id = 30, .feed = "a", .key = "1", .business_date = Day{1}, .source = "", .kind = "append"};
  inputs[0].parts["stores"] = {"one.parquet"};
  EXPECT_EQ(bench.warehouse->Stage(store, inputs).error().ToString(),
            "cannot read staged part 'one.parquet': it is gone\nhint: till run --full stages it again");
  bench.Store("one.parquet", stores, {1, 2});
  const std::string bytes = ReadFile(bench.folder.path() / "one.parquet").value();
  ASSERT_TRUE(WriteFile(bench.folder.path() / "one.parquet", std::string_view(bytes).substr(0, bytes.size() / 2)).ok());
  EXPECT_EQ(bench.warehouse->Stage(store, inputs).error().ToString(),
            "cannot read staged part 'one.parquet': it is cut\nhint: till run --full stages it again");
}

TEST_P(WarehouseContract, AttachesFilesWithTheirPartition) {
  const Bench bench(GetParam());
  const Schema stored{{"id", Type::kBigint}};
  const Schema columns{{"id", Type::kBigint}, {"order_month", Type::kDate}};
  const std::vector<Warehouse::AttachedTable> tables{
      {"lines",
       columns,
       "order_month",
       {bench.Store("a.parquet", stored, {1}), bench.Store("b.parquet", stored, {2}),
        bench.Store("c.parquet", stored, {3})},
       {Day{0}, Day{31}, Day{0}}},
      {"empty", columns, "order_month", {}, {}},
      {"whole", stored, "", {bench.Store("d.parquet", stored, {4})}, {}}};
  ASSERT_TRUE(bench.warehouse->Attach("star", tables).ok());
  EXPECT_EQ(bench.Ask("select id, order_month from star.lines order by id"),
            "1|1970-01-01|\n2|1970-02-01|\n3|1970-01-01|\n");
  EXPECT_EQ(bench.Ask("select count(id) as n, max(order_month) as m from star.empty"), "0||\n");
  EXPECT_EQ(bench.Ask("select id from star.whole"), "4|\n");
  ASSERT_TRUE(bench.warehouse->Attach("star", std::span(tables).subspan(2)).ok());
  EXPECT_EQ(bench.warehouse->Query("select id from star.lines", {}).error().code, Code::kInvalid);
}

TEST_P(WarehouseContract, KeepsWhatItMakes) {
  const Bench bench(GetParam());
  ASSERT_TRUE(bench.warehouse->Make("made", "select $n as n", {{"n", int64_t{1}}}).ok());
  ASSERT_TRUE(bench.warehouse->Make("made", "select n + 1 as n from (select 5 as n) as five", {}).ok());
  ASSERT_TRUE(bench.warehouse->Make("prior.made", "select n from made", {}).ok());
  EXPECT_EQ(bench.Ask("select m.n, p.n as p from made as m, prior.made as p"), "6|6|\n");
}

TEST_P(WarehouseContract, ReadsAndNothingElseOnceItIsRestricted) {
  const Bench bench(GetParam());
  const Schema stored{{"id", Type::kBigint}};
  const auto star = bench.Store("star.parquet", stored, {1, 2});
  const auto other = bench.Store("other.parquet", stored, {3});
  const Warehouse::AttachedTable table{"lines", stored, "", {star}, {}};
  ASSERT_TRUE(bench.warehouse->Attach("star", std::span(&table, 1)).ok());
  ASSERT_TRUE(bench.warehouse->Make("made", "select 5 as n", {}).ok());
  ASSERT_TRUE(bench.warehouse->RestrictToReading().ok());
  EXPECT_EQ(bench.Ask("select id, n from star.lines, made order by id;"), "1|5|\n2|5|\n");
  EXPECT_EQ(bench.Ask("/* all */ (with x as (select $n as n) select n from x) -- of them", {{"n", int64_t{7}}}),
            "7|\n");
  const std::string refused =
      "cannot run the query: only one SELECT is allowed\n"
      "hint: it reads the tables that are there; nothing is changed by it";
  const std::string written = (bench.folder.path() / "written").string();
  for (const std::string& statement :
       {std::string("select 1; select 2"), std::string("create table own as select 1 as n"),
        std::string("drop table made"), std::string("set threads = 1"),
        std::string("-- select\ncopy made to '") + written + "'", "copy made to '" + star.string() + "'",
        "attach '" + written + "' as own", std::string("explain select 1"), std::string("pragma version"),
        std::string("install httpfs"), std::string("")}) {
    EXPECT_EQ(bench.Ask(statement), refused) << statement;
  }
  for (const std::string& source :
       {"read_parquet('" + other.string() + "')", "'" + other.string() + "'", std::string("read_csv('/etc/passwd')"),
        std::string("read_text('/etc/passwd')"), "glob('" + bench.folder.path().string() + "/*')"}) {
    const Code code = bench.warehouse->Query("select * from " + source, {}).status().error().code;
    EXPECT_TRUE(code == Code::kDenied || code == Code::kInvalid) << source;
  }
  // Some engines know no such statement and say so in their own words.
  EXPECT_EQ(bench.warehouse->Query("with x as (select 1 as n) insert into made select n from x", {}).error().code,
            Code::kInvalid);
  EXPECT_EQ(bench.Ask("select n from made"), "5|\n");
  EXPECT_FALSE(std::filesystem::exists(written));
}

TEST_P(WarehouseContract, BuildsEqualFilesForAnyNumberOfThreads) {
  std::vector<std::string> digests;
  for (const size_t threads : {1, 2, 4}) {
    const Bench bench(GetParam(), threads);
    ASSERT_TRUE(
        bench.warehouse
            ->Make("lines",
                   "select cast(i as bigint) as id, cast('2026-01-01' as date) + cast(i % 90 as integer) as day,"
                   " cast('2026-01-01' as date) as order_month from " +
                       Numbers(5) + " where i < 20000",
                   {})
            .ok());
    const std::vector<Unit> units{{"2026-01", *Day::Parse("2026-01-01"), *Day::Parse("2026-01-31"), 7000},
                                  {"2026-02", *Day::Parse("2026-02-01"), *Day::Parse("2026-02-28"), 7000},
                                  {"2027-01", *Day::Parse("2027-01-01"), *Day::Parse("2027-01-31"), 0}};
    const auto files = bench.warehouse->Build("lines",
                                              "select id, day, order_month from lines where day between $first_day"
                                              " and $last_day order by day, id desc",
                                              units, "day", "order_month", bench.folder.path());
    ASSERT_TRUE(files.ok()) << files.error().ToString();
    ASSERT_EQ(files->size(), 2U);
    EXPECT_EQ(files->at(0).unit, "2026-01");
    EXPECT_EQ(files->at(0).rows, 6902);
    const auto read = duckdb::ParquetReader::Open().value().Read(files->at(1).path).value();
    EXPECT_EQ(read.schema, (Schema{{"id", Type::kBigint}, {"day", Type::kDate}}));
    EXPECT_EQ(read.columns[0].Number(0), 19921);
    digests.push_back(Sha256Hex(ReadFile(files->at(0).path).value() + ReadFile(files->at(1).path).value()));
  }
  EXPECT_EQ(digests[0], digests[1]);
  EXPECT_EQ(digests[0], digests[2]);
}

TEST_P(WarehouseContract, BuildsAUnitFromWhicheverStatementTheSame) {
  const Bench bench(GetParam());
  ASSERT_TRUE(bench.warehouse
                  ->Make("lines",
                         "select cast(i as bigint) as id, cast('2026-01-01' as date) + cast(i % 90 as integer) as day"
                         " from " +
                             Numbers(5) + " where i < 20000",
                         {})
                  .ok());
  const auto built = [&](int64_t rows, const std::vector<int>& days) {
    std::vector<Unit> units;
    for (const int i : days) {
      const Day day = *Day::Parse("2026-01-01") + i;
      units.push_back({day.ToString(), day, day, rows});
    }
    const auto files = bench.warehouse->Build(
        "lines", "select id, day from lines where day between $first_day and $last_day order by day, id", units, "day",
        "", bench.folder.path());
    EXPECT_TRUE(files.ok());
    std::map<std::string, std::string> digests;
    for (const BuiltFile& file : *files) digests[file.unit] = Sha256Hex(ReadFile(file.path).value());
    return digests;
  };
  const auto together = built(200, {3, 4, 5, 9, 60});
  EXPECT_EQ(together.size(), 5U);
  EXPECT_EQ(together, built(1'000'000, {3, 4, 5, 9, 60}));
  EXPECT_EQ(together, built(0, {3, 4, 5, 9, 60}));
}

TEST_P(WarehouseContract, KeepsRowsThatItIsGiven) {
  const Bench bench(GetParam());
  Batch rows = Batch::Of({{"id", Type::kBigint}, {"name", Type::kText}, {"price", Type::kDecimal}});
  rows.columns[0].AppendNumber(7);
  rows.columns[1].AppendText("it's \"x\"");
  rows.columns[2].AppendNumber(12'500);
  for (auto& column : rows.columns) column.AppendNull();
  ASSERT_TRUE(bench.warehouse->Load("prior.things", rows).ok());
  ASSERT_TRUE(bench.warehouse->Load("things", rows).ok());
  EXPECT_EQ(bench.Ask("select * from prior.things order by id nulls last"), "7|it's \"x\"|1.25|\n|||\n");
  EXPECT_EQ(bench.Ask("select count(*) as n from things"), "2|\n");
  ASSERT_TRUE(bench.warehouse->Load("things", Batch::Of({{"other", Type::kDate}})).ok());
  EXPECT_EQ(bench.Ask("select count(other) as n from things"), "0|\n");
}

TEST_P(WarehouseContract, EndsAnInterruptedQueryAsCancelled) {
  const Bench bench(GetParam());
  std::atomic<bool> done = false;
  std::thread interrupter([&] {
    while (!done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      bench.warehouse->Interrupt();
    }
  });
  const auto batch = bench.warehouse->Query(
      "select count(*) as n from " + Numbers(8) + " join " + Numbers(6) + "2 on r.i % 7 = r2.i % 5", {});
  done = true;
  interrupter.join();
  ASSERT_FALSE(batch.ok());
  EXPECT_EQ(batch.error().code, Code::kCancelled) << batch.error().ToString();
}

}  // namespace
}  // namespace till::warehouse
