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
  const std::vector<MirrorTable> made = TablesOf(ProjectOf({{"sales", path}}), {&schema, 1}, files);
  return made.size() == 1 ? made[0] : MirrorTable{};
}

TEST(FeedTables, AFeedIsATableWithItsColumnsAndWhatTheyAreReadAs) {
  SchemaVersion schema = SchemaOfFeed("sales", {"A", "Unit Price (€)", "unit price", "#!"});
  schema.columns[1].type = Type::kDecimal;
  schema.delimiter = ';';
  const std::vector<MirrorTable> made = TablesOf(ProjectOf({{"sales", "raw/sales/{date}.csv"}}), {&schema, 1}, {});
  ASSERT_EQ(made.size(), 1U);
  const MirrorTable& table = made[0];
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
  const std::vector<MirrorTable> made = TablesOf(ProjectOf({{"sales", "raw/sales/{date}/x.csv"}}), {&schema, 1}, {});
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(Partitions(made[0]), Texts{"business_date_2:date"});
}

TEST(FeedTables, FilesFromOutsideTheLakeLieByBusinessDate) {
  EXPECT_EQ(Partitions(Sales("/in/{date}.csv", {File("sales", "raw/sales/2026-01-05/2026-01-05.csv~1~2")})),
            (Texts{"business_date:date", "2026-01-05 -> raw/sales/2026-01-05/"}));
  EXPECT_EQ(Partitions(Sales("s3://bucket/shop/in/{date}/x.csv", {File("sales", "in/2026-01-05/x.csv")})),
            (Texts{"business_date:date", "2026-01-05 -> in/2026-01-05/"}));
}

TEST(FeedTables, ATableWhoseFoldersHoldItsFilesOnlyListsNone) {
  const MirrorTable table = Sales("raw/sales/{date}/x.csv", {File("sales", "raw/sales/2026-01-05/x.csv")});
  EXPECT_EQ(table.format, MirrorTable::Format::kCsv);
  EXPECT_EQ(table.partitions[0].files, Texts{});
}

TEST(FeedTables, FeedsThatShareFoldersListTheirFiles) {
  const std::vector<SchemaVersion> schemas{SchemaOfFeed("sales"), SchemaOfFeed("returns")};
  const std::vector<FeedFile> files{File("sales", "raw/2026-01-05/sales.csv"),
                                    File("returns", "raw/2026-01-05/returns.csv")};
  const std::vector<MirrorTable> made =
      TablesOf(ProjectOf({{"sales", "raw/{date}/sales.csv"}, {"returns", "raw/{date}/returns.csv"}}), schemas, files);
  ASSERT_EQ(made.size(), 2U);
  for (const MirrorTable& table : made) {
    EXPECT_EQ(table.format, MirrorTable::Format::kListed);
    EXPECT_EQ(Partitions(table), (Texts{"business_date:date", "2026-01-05 -> raw/2026-01-05/"}));
  }
  EXPECT_EQ(made[0].partitions[0].files, Texts{"raw/2026-01-05/sales.csv"});
  EXPECT_EQ(made[1].partitions[0].files, Texts{"raw/2026-01-05/returns.csv"});
}

TEST(FeedTables, AFileOfNobodyIsNoneOfTheTables) {
  const MirrorTable table =
      Sales("raw/sales/{date}.csv", {File("sales", "raw/sales/2026-01-06.csv"),
                                     File("sales", "raw/sales/2026-01-05.csv"), File("", "raw/sales/notes.txt")});
  EXPECT_EQ(table.format, MirrorTable::Format::kListed);
  EXPECT_EQ(table.files, (Texts{"raw/sales/2026-01-05.csv", "raw/sales/2026-01-06.csv"}));
}

TEST(FeedTables, ALandedFeedListsTheNewestCopies) {
  const MirrorTable table = Sales("/in/{date}.csv", {File("sales", "raw/sales/2026-01-05/2026-01-05.csv~2~b")});
  EXPECT_EQ(table.format, MirrorTable::Format::kListed);
  EXPECT_EQ(table.partitions[0].files, Texts{"raw/sales/2026-01-05/2026-01-05.csv~2~b"});
}

TEST(FeedTables, OneDayInTwoFoldersIsOnePartition) {
  const MirrorTable table =
      Sales("raw/*/{date}/x.csv", {File("sales", "raw/b/2026-01-05/x.csv"), File("sales", "raw/a/2026-01-05/x.csv")});
  EXPECT_EQ(table.format, MirrorTable::Format::kListed);
  ASSERT_EQ(table.partitions.size(), 1U);
  EXPECT_EQ(table.partitions[0].files, (Texts{"raw/a/2026-01-05/x.csv", "raw/b/2026-01-05/x.csv"}));
}

TEST(FeedTables, AFeedThatWasNeverSeenHasNoTable) {
  const std::vector<MirrorTable> made = TablesOf(ProjectOf({{"sales", "raw/{date}.csv"}}), {}, {});
  EXPECT_TRUE(made.empty());
}

}  // namespace
}  // namespace till::catalog
