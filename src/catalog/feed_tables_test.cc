#include "catalog/feed_tables.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/support/expect.h"

namespace till::catalog {
namespace {

using columns::Type;
using testing::Value;
using Texts = std::vector<std::string>;

/// A project whose feeds have these paths and read orders from the headers A, B and C.
project::Project ProjectOf(const std::vector<std::pair<std::string, std::string>>& feeds) {
  std::string toml = "[project]\nname = \"shop\"\ntimezone = \"UTC\"\n[lake]\nroot = \"s3://bucket/shop\"\n";
  for (const auto& [name, path] : feeds) {
    toml += "[feeds." + name + "]\npath = \"" + path + "\"\n[feeds." + name +
            ".orders.columns]\norder_id = \"A\"\nproduct_id = \"B\"\nquantity = \"C\"\nunit_price = \"D\"\norder_date "
            "= { path = \"date\" }\n";
  }
  return Value(project::Parse(toml, "/shop"));
}

SchemaVersion SchemaOfFeed(std::string feed, const Texts& headers = {"A", "B", "C"}) {
  SchemaVersion schema;
  schema.table = std::move(feed);
  schema.version = 3;
  for (const std::string& header : headers) schema.columns.emplace_back().name = header;
  return schema;
}

FeedFile File(std::string feed, std::string object, Day date = Day::Of(2026, 1, 5), std::string store = "") {
  return {std::move(feed), std::move(object), date, std::move(store)};
}

/// "column:type" of the partition columns, then "values -> folder".
Texts Partitions(const MirrorTable& table) {
  Texts lines;
  for (const MirrorColumn& column : table.partition_columns) {
    lines.push_back(column.name + ":" + std::string(columns::TypeName(column.type)));
  }
  for (const MirrorPartition& partition : table.partitions) {
    lines.push_back(Join(partition.values, ",") + " -> " + partition.folder);
  }
  return lines;
}

/// The one table of a feed "sales" with this path and these files.
MirrorTable Sales(const std::string& path, const std::vector<FeedFile>& files) {
  const SchemaVersion schema = SchemaOfFeed("sales");
  const FeedTables made = TablesOf(ProjectOf({{"sales", path}}), {&schema, 1}, files);
  EXPECT_EQ(made.left_out, Texts{});
  return made.tables.size() == 1 ? made.tables[0] : MirrorTable{};
}

TEST(FeedTables, AFeedIsATableWithItsColumnsAndWhatTheyAreReadAs) {
  SchemaVersion schema = SchemaOfFeed("sales", {"A", "Unit Price (€)", "unit price", "#!"});
  schema.columns[1].type = Type::kDecimal;
  schema.delimiter = ';';
  const FeedTables made = TablesOf(ProjectOf({{"sales", "raw/sales/{date}.csv"}}), {&schema, 1}, {});
  ASSERT_EQ(made.tables.size(), 1U);
  const MirrorTable& table = made.tables[0];
  EXPECT_EQ(table.name, "sales");
  EXPECT_EQ(table.folder, "raw/sales/");
  EXPECT_EQ(table.delimiter, ';');
  const std::vector<MirrorColumn> columns{
      {"a", Type::kText, "text under the header 'A', read as orders.order_id"},
      {"unit_price", Type::kDecimal, "decimal under the header 'Unit Price (€)', not read"},
      {"unit_price_2", Type::kText, "text under the header 'unit price', not read"},
      {"column_4", Type::kText, "text under the header '#!', not read"}};
  EXPECT_EQ(table.columns, columns);
  EXPECT_EQ(table.notes, (std::map<std::string, std::string>{{"encoding", "utf-8"}, {"schema_version", "3"}}));
  EXPECT_EQ(Partitions(table), Texts{});
}

TEST(FeedTables, EachFolderWithAFieldIsAPartition) {
  EXPECT_EQ(Partitions(Sales("raw/sales/{date}/x.csv", {File("sales", "raw/sales/2026-01-05/x.csv")})),
            (Texts{"business_date:date", "2026-01-05 -> raw/sales/2026-01-05/"}));
  EXPECT_EQ(Partitions(Sales("raw/sales/dt={date:%Y%m%d}/*.csv", {File("sales", "raw/sales/dt=20260105/x.csv")})),
            (Texts{"dt:date", "2026-01-05 -> raw/sales/dt=20260105/"}));
  EXPECT_EQ(Partitions(Sales("raw/sales/{date:%Y/%m/%d}/x.csv", {File("sales", "raw/sales/2026/01/05/x.csv")})),
            (Texts{"business_date:date", "2026-01-05 -> raw/sales/2026/01/05/"}));
  EXPECT_EQ(Partitions(Sales("raw/shop={store}/{date}/{store}-{date}.csv",
                             {File("sales", "raw/shop=b/2026-01-05/b-2026-01-05.csv", Day::Of(2026, 1, 5), "b"),
                              File("sales", "raw/shop=a/2026-01-06/a-2026-01-06.csv", Day::Of(2026, 1, 6), "a")})),
            (Texts{"shop:text", "business_date:date", "a,2026-01-06 -> raw/shop=a/2026-01-06/",
                   "b,2026-01-05 -> raw/shop=b/2026-01-05/"}));
}

TEST(FeedTables, AFieldInTheFileNameMakesNoPartition) {
  const MirrorTable table = Sales("raw/sales/{date:%Y/%m/%d}.csv", {File("sales", "raw/sales/2026/01/05.csv")});
  EXPECT_EQ(Partitions(table), Texts{});
  EXPECT_EQ(table.folder, "raw/sales/");
}

TEST(FeedTables, APartitionIsNamedOtherThanEveryColumn) {
  const SchemaVersion schema = SchemaOfFeed("sales", {"A", "Business Date"});
  const FeedTables made = TablesOf(ProjectOf({{"sales", "raw/sales/{date}/x.csv"}}), {&schema, 1}, {});
  ASSERT_EQ(made.tables.size(), 1U);
  EXPECT_EQ(Partitions(made.tables[0]), Texts{"business_date_2:date"});
}

TEST(FeedTables, FilesFromOutsideTheLakeLieByBusinessDate) {
  EXPECT_EQ(Partitions(Sales("/in/{date}.csv", {File("sales", "raw/sales/2026-01-05/2026-01-05.csv~1~2")})),
            (Texts{"business_date:date", "2026-01-05 -> raw/sales/2026-01-05/"}));
  EXPECT_EQ(Partitions(Sales("s3://bucket/shop/in/{date}/x.csv", {File("sales", "in/2026-01-05/x.csv")})),
            (Texts{"business_date:date", "2026-01-05 -> in/2026-01-05/"}));
}

TEST(FeedTables, AFeedWhoseFoldersHoldOthersFilesIsLeftOut) {
  const std::vector<SchemaVersion> schemas{SchemaOfFeed("sales"), SchemaOfFeed("returns")};
  const std::vector<FeedFile> files{File("sales", "raw/2026-01-05/sales.csv"),
                                    File("returns", "raw/2026-01-05/returns.csv")};
  const FeedTables made =
      TablesOf(ProjectOf({{"sales", "raw/{date}/sales.csv"}, {"returns", "raw/{date}/returns.csv"}}), schemas, files);
  EXPECT_TRUE(made.tables.empty());
  EXPECT_EQ(made.left_out, (Texts{"feed 'sales' shares its folder with 'raw/2026-01-05/returns.csv' of feed 'returns'",
                                  "feed 'returns' shares its folder with 'raw/2026-01-05/sales.csv' of feed 'sales'"}));
}

TEST(FeedTables, OneDayInTwoFoldersIsNoPartition) {
  const SchemaVersion schema = SchemaOfFeed("sales");
  const std::vector<FeedFile> files{File("sales", "raw/a/2026-01-05/x.csv"), File("sales", "raw/b/2026-01-05/x.csv")};
  const FeedTables made = TablesOf(ProjectOf({{"sales", "raw/*/{date}/x.csv"}}), {&schema, 1}, files);
  EXPECT_EQ(made.left_out,
            Texts{"feed 'sales' has files of 2026-01-05 in 'raw/a/2026-01-05/' and in 'raw/b/2026-01-05/'"});
}

TEST(FeedTables, AFeedThatWasNeverSeenHasNoTable) {
  const FeedTables made = TablesOf(ProjectOf({{"sales", "raw/{date}.csv"}}), {}, {});
  EXPECT_TRUE(made.tables.empty());
  EXPECT_EQ(made.left_out, Texts{});
}

}  // namespace
}  // namespace till::catalog
