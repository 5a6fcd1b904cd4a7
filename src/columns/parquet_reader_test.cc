#include "columns/parquet_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "columns/parquet_writer.h"

namespace till::columns {
namespace {

constexpr int64_t kLargestDecimal = 999'999'999'999'999'999;

const Schema& AllTypes() {
  static const Schema schema{{"flag", Type::kBoolean},  {"small", Type::kInteger}, {"large", Type::kBigint},
                             {"money", Type::kDecimal}, {"day", Type::kDate},      {"at", Type::kTimestamp},
                             {"text", Type::kText},     {"kind", Type::kText},     {"none", Type::kText}};
  return schema;
}

/// Random rows: a text that repeats, one that does not, one that is null throughout, numbers of every magnitude.
Batch RandomRows(std::mt19937_64& random, size_t rows, int nulls_in_ten) {
  Batch batch = Batch::Of(AllTypes());
  for (size_t row = 0; row < rows; ++row) {
    for (size_t i = 0; i < batch.columns.size(); ++i) {
      Column& column = batch.columns[i];
      const std::string& name = batch.schema[i].name;
      const int64_t number = static_cast<int64_t>(random()) >> (random() % 64);
      if (name == "none" || static_cast<int>(random() % 10) < nulls_in_ten) {
        column.AppendNull();
      } else if (name == "kind") {
        column.AppendText("kind " + std::to_string(random() % 5));
      } else if (name == "text") {
        column.AppendText(std::string(random() % 40, static_cast<char>('a' + random() % 26)));
      } else if (name == "flag") {
        column.AppendNumber(number & 1);
      } else if (name == "small" || name == "day") {
        column.AppendNumber(static_cast<int32_t>(number));
      } else {
        column.AppendNumber(name == "money" ? number % kLargestDecimal : number);
      }
    }
  }
  return batch;
}

std::string Encoded(const Batch& batch) { return EncodeParquet(batch.schema, {&batch, 1}).value(); }

void ExpectEqual(const Batch& read, const Batch& written) {
  ASSERT_EQ(read.schema, written.schema);
  for (size_t i = 0; i < written.columns.size(); ++i) {
    const Column& column = written.columns[i];
    ASSERT_EQ(read.columns[i].size(), column.size()) << written.schema[i].name;
    for (size_t row = 0; row < column.size(); ++row) {
      ASSERT_EQ(read.columns[i].IsNull(row), column.IsNull(row)) << written.schema[i].name << " " << row;
      if (column.IsNull(row)) continue;
      if (column.type() == Type::kText) {
        ASSERT_EQ(read.columns[i].Text(row), column.Text(row)) << written.schema[i].name << " " << row;
      } else {
        ASSERT_EQ(read.columns[i].Number(row), column.Number(row)) << written.schema[i].name << " " << row;
      }
    }
  }
}

TEST(ParquetReaderTest, ReadsEveryTypeAsItWasWritten) {
  std::mt19937_64 random(20260105);
  for (const size_t rows : {0, 1, 2, 7, 8, 9, 33, 129, 1000}) {
    for (const int nulls_in_ten : {0, 3, 10}) {
      const Batch batch = RandomRows(random, rows, nulls_in_ten);
      const auto read = DecodeParquet(Encoded(batch));
      ASSERT_TRUE(read.ok()) << rows << " rows";
      ExpectEqual(*read, batch);
    }
  }
}

TEST(ParquetReaderTest, ReadsTheLeastAndTheGreatestNumber) {
  for (const auto& [type, least, most] :
       {std::tuple(Type::kInteger, int64_t{INT32_MIN}, int64_t{INT32_MAX}),
        std::tuple(Type::kBigint, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max())}) {
    Batch batch = Batch::Of({{"number", type}});
    for (const int64_t number : {least, most, int64_t{0}, most, least, least, int64_t{-1}}) {
      batch.columns[0].AppendNumber(number);
    }
    const auto read = DecodeParquet(Encoded(batch));
    ASSERT_TRUE(read.ok());
    ExpectEqual(*read, batch);
  }
}

TEST(ParquetReaderTest, ReadsMoreRowsThanAGroupAndLongerTextsThanAPage) {
  Batch batch = Batch::Of({{"number", Type::kBigint}, {"text", Type::kText}});
  for (int64_t row = 0; row < 250'000; ++row) {
    batch.columns[0].AppendNumber(row * row);
    batch.columns[1].AppendText(std::to_string(row) + std::string(200, 'x'));
  }
  const auto read = DecodeParquet(Encoded(batch));
  ASSERT_TRUE(read.ok());
  ExpectEqual(*read, batch);
}

TEST(ParquetReaderTest, RefusesBytesThatAreCut) {
  std::mt19937_64 random(1);
  const std::string bytes = Encoded(RandomRows(random, 300, 2));
  for (size_t size = 0; size < bytes.size(); size += 1 + size / 50) {
    const auto read = DecodeParquet(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(read.error().ToString(), "cannot read a Parquet file: it is not as it was written");
    EXPECT_EQ(read.error().code, Code::kCorrupt);
  }
}

TEST(ParquetReaderTest, SurvivesAnyDamage) {
  std::mt19937_64 random(2);
  const std::string bytes = Encoded(RandomRows(random, 300, 2));
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = bytes;
    for (uint64_t hits = 1 + random() % 4; hits > 0; --hits)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto read = DecodeParquet(damaged);
    if (!read.ok()) {
      EXPECT_EQ(read.error().code, Code::kCorrupt);
    }
  }
}

}  // namespace
}  // namespace till::columns
