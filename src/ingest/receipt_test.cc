#include "ingest/receipt.h"

#include <gtest/gtest.h>

#include "base/files.h"
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
  const std::string golden =
      testing::Value(ReadFile(std::string(TILL_SOURCE_DIR) + "/tests/golden/formats/receipt.json"));
  EXPECT_EQ(ToText(ToJson(Example())) + "\n", golden);
  EXPECT_EQ(testing::Value(ReceiptFromJson(testing::Value(ParseJson(golden, "receipt")), "receipt")), Example());
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
