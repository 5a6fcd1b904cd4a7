#include "ingest/receipt.h"

#include <gtest/gtest.h>

#include "tests/support/expect.h"

namespace till::ingest {
namespace {

Receipt Example() {
  Receipt receipt;
  receipt.content = "aa";
  receipt.recipe = "bb";
  receipt.bytes = 1234;
  receipt.header = {"id", "preis"};
  receipt.unmapped = {"note"};
  receipt.dialect.delimiter = ';';
  receipt.read = 3;
  receipt.loaded = 2;
  receipt.rejected = 1;
  receipt.rejects = {{"not_a_decimal", 1, {3, 40, "preis", "x", "'x' is not a decimal"}}};
  receipt.tables = {{"orders",
                     2,
                     0,
                     Day::Parse("2026-01-05"),
                     Day::Parse("2026-01-06"),
                     {{"part-0000.parquet", 2, 999}},
                     {{"unit_price", 1, "2.5", "2.5"}, {"discount", 2, std::nullopt, std::nullopt}}}};
  return receipt;
}

TEST(ReceiptTest, ComesBackFromJson) {
  EXPECT_EQ(testing::Value(ReceiptFromJson(ToJson(Example()), "receipt")), Example());
}

TEST(ReceiptTest, IsTheRecordOfFormat1) {
  EXPECT_EQ(ToText(ToJson(Example())),
            R"({"format":1,"content":"aa","recipe":"bb","bytes":1234,"gzip":false,)"
            R"("dialect":{"delimiter":";","quote":"\"","encoding":"utf-8","bom":false,"header":true},)"
            R"("header":["id","preis"],"unmapped":["note"],"read":3,"loaded":2,"rejected":1,)"
            R"("rejects":[{"code":"not_a_decimal","rows":1,"example":{"line":3,"byte":40,"column":"preis","value":"x",)"
            R"("reason":"'x' is not a decimal"}}],)"
            R"("tables":[{"table":"orders","rows":2,"unreadable_ids":0,"first_date":"2026-01-05",)"
            R"("last_date":"2026-01-06","parts":[{"name":"part-0000.parquet","rows":2,"size":999}],)"
            R"("columns":[{"column":"unit_price","nulls":1,"min":"2.5","max":"2.5"},)"
            R"({"column":"discount","nulls":2,"min":null,"max":null}]}]})");
}

TEST(ReceiptTest, ARecordThatIsNotOursIsRefused) {
  Json json = ToJson(Example());
  json["loaded"] = 3;
  EXPECT_EQ(ReceiptFromJson(json, "'r.json'").error().message,
            "cannot read 'r.json': 3 rows read, 3 loaded and 1 rejected");
  json["format"] = 2;
  EXPECT_EQ(ReceiptFromJson(json, "'r.json'").error().ToString(),
            "cannot read 'r.json': it has format 2, this program knows up to 1\n"
            "hint: use the program that wrote it, or a newer one");
  EXPECT_TRUE(testing::FailsWith(Code::kCorrupt, ReceiptFromJson(Json::object(), "'r.json'")));
}

}  // namespace
}  // namespace till::ingest
