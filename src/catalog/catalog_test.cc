#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "adapters/memory/object_store.h"
#include "base/files.h"
#include "catalog/infer_file.h"

namespace till::catalog {
namespace {

SchemaVersion SchemaOfText(std::string_view text) {
  const csv::Dialect dialect = csv::SniffDialect(text);
  return SchemaOf("sales", csv::Infer(text, dialect), dialect);
}

int64_t RecordText(lake::ObjectStore& store, std::string_view text) {
  const auto recorded = Record(store, SchemaOfText(text));
  EXPECT_TRUE(recorded.ok()) << recorded.error().ToString();
  return recorded->version;
}

TEST(CatalogTest, GivesAnEqualSchemaItsVersionAndWritesNothing) {
  adapters::MemoryStore store;
  EXPECT_EQ(RecordText(store, "id,price\n1,2.50\n"), 1);
  EXPECT_EQ(RecordText(store, "id,price\n7,3\n"), 1);
  EXPECT_EQ(RecordText(store, "id,price\n8,\n"), 1);
  EXPECT_EQ(store.List("")->size(), 1u);
  EXPECT_EQ(store.List("")->front().key, "_till/catalog/sales/000001.json");
}

TEST(CatalogTest, OpensAVersionForAnotherSchema) {
  adapters::MemoryStore store;
  EXPECT_EQ(RecordText(store, "id,price\n1,2.50\n"), 1);
  EXPECT_EQ(RecordText(store, "id,price,brand\n1,2.50,x\n"), 2);
  EXPECT_EQ(RecordText(store, "id,price,brand\nA1,2.50,x\n"), 3);
  EXPECT_EQ(RecordText(store, "id,price,brand\n1,2.50,x\n"), 3);
  EXPECT_EQ(RecordText(store, "id,price\n1,2.50\n"), 1);
  const auto first = Show(store, "sales", 1);
  const auto last = Show(store, "sales");
  ASSERT_TRUE(first.ok() && last.ok());
  EXPECT_EQ(ToText(ToJson(Diff(*first, *last))),
            R"({"added":["brand"],"removed":[],"retyped":[{"column":"id","before":"integer","after":"text"}],)"
            R"("reordered":false,"rewritten":false})");
}

TEST(CatalogTest, AVersionIsReadAndWrittenAsTheGoldenOne) {
  const auto golden = ReadFile(TILL_SOURCE_DIR "/tests/golden/formats/catalog.json");
  ASSERT_TRUE(golden.ok()) << golden.error().ToString();
  adapters::MemoryStore store;
  const std::string text = golden->substr(0, golden->find('\n'));
  ASSERT_TRUE(store.Put("_till/catalog/sales/000001.json", std::string_view(text)).ok());
  const auto shown = Show(store, "sales");
  ASSERT_TRUE(shown.ok()) << shown.error().ToString();
  EXPECT_EQ(shown->columns.size(), 3U);
  adapters::MemoryStore other;
  ASSERT_TRUE(Record(other, *shown).ok());
  EXPECT_EQ(*other.Get("_till/catalog/sales/000001.json"), text);
}

TEST(CatalogTest, ShowsWhatWasRecorded) {
  adapters::MemoryStore store;
  RecordText(store, "id,email,price\n1,x@example.org,2.50\n2,,3\n");
  const auto shown = Show(store, "sales");
  ASSERT_TRUE(shown.ok()) << shown.error().ToString();
  EXPECT_EQ(
      ToText(ToJson(*shown)),
      R"({"table":"sales","version":1,"columns":[)"
      R"({"name":"id","type":"integer","nullable":false,"nulls":0,"distinct":2,"min":"1","max":"2"},)"
      R"({"name":"email","type":"text","nullable":true,"nulls":null,"distinct":null,"min":null,"max":null},)"
      R"({"name":"price","type":"decimal","nullable":false,"nulls":0,"distinct":2,"min":"2.5","max":"3"}],"files":1})");
  EXPECT_EQ(List(store)->size(), 1u);
  EXPECT_EQ(store.Get("_till/catalog/sales/000001.json")->find("example"), std::string::npos);
}

TEST(CatalogTest, NamesTheNearestTableOrTheVersionsThereAre) {
  adapters::MemoryStore store;
  EXPECT_EQ(Show(store, "sales").error().ToString(),
            "cannot show schema of 'sales': the catalog has no such table\n"
            "hint: the catalog is empty; it is filled by: till run");
  RecordText(store, "id\n1\n");
  EXPECT_EQ(Show(store, "sale").error().ToString(),
            "cannot show schema of 'sale': the catalog has no such table\nhint: did you mean 'sales'?");
  EXPECT_EQ(Show(store, "sales", 7).error().ToString(), "cannot show version 7 of 'sales': its versions are 1 to 1");
}

TEST(CatalogTest, ATornVersionIsNamedAndMayBeTakenOut) {
  adapters::MemoryStore store;
  RecordText(store, "id,price\n1,2.50\n");
  RecordText(store, "id,price,brand\n1,2.50,x\n");
  for (const std::string_view torn : {"", "{\"format\":1,\"ta", "[]", "{\"format\":1}"}) {
    ASSERT_TRUE(store.Put("_till/catalog/sales/000002.json", torn).ok());
    const auto shown = Show(store, "sales");
    ASSERT_FALSE(shown.ok());
    EXPECT_TRUE(shown.error().message.starts_with("cannot read '_till/catalog/sales/000002.json': "));
    EXPECT_EQ(shown.error().hint, "remove it; the next new file of its feed records the schema again");
    EXPECT_EQ(*RemoveTorn(store), std::vector<std::string>{"_till/catalog/sales/000002.json"});
    EXPECT_EQ(RecordText(store, "id,price,brand\n1,2.50,x\n"), 2);
  }
  EXPECT_TRUE(RemoveTorn(store)->empty());
}

TEST(CatalogTest, RefusesANewerFormat) {
  adapters::MemoryStore store;
  ASSERT_TRUE(store.Put("_till/catalog/sales/000001.json", std::string_view(R"({"format":2})")).ok());
  EXPECT_EQ(Show(store, "sales").error().ToString(),
            "cannot read '_till/catalog/sales/000001.json': format 2 is newer than this program's 1");
}

TEST(InferFileTest, ReadsAnyFileInFull) {
  auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(folder.ok());
  const auto path = folder->path() / "stock.2026.csv";
  ASSERT_TRUE(WriteFile(path, "sku;counted\nA;2026-01-05\nB;2026-01-06\nB\n").ok());
  const auto inferred = InferPath(path);
  ASSERT_TRUE(inferred.ok()) << inferred.error().ToString();
  EXPECT_EQ(ToText(ToJson(*inferred)),
            R"({"table":"stock","version":0,"columns":[)"
            R"({"name":"sku","type":"text","nullable":false,"nulls":0,"distinct":2,"min":"A","max":"B"},)"
            R"({"name":"counted","type":"date","nullable":false,"nulls":0,"distinct":2,"min":"2026-01-05",)"
            R"("max":"2026-01-06"}],"files":1,"rows":2,"broken":1})");
  ASSERT_TRUE(WriteFile(path, "").ok());
  EXPECT_EQ(InferPath(path).error().ToString(), "cannot infer '" + path.string() + "': the file is empty");
}

}  // namespace
}  // namespace till::catalog
