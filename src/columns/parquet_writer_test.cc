#include "columns/parquet_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>

#include "adapters/duckdb/parquet.h"
#include "base/files.h"

namespace till::columns {
namespace {

constexpr int64_t kLargestDecimal = 999'999'999'999'999'999;

const Schema& AllTypes() {
  static const Schema schema{{"flag", Type::kBoolean},  {"small", Type::kInteger}, {"large", Type::kBigint},
                             {"money", Type::kDecimal}, {"day", Type::kDate},      {"at", Type::kTimestamp},
                             {"text", Type::kText}};
  return schema;
}

/// Whether a row has nulls.
using IsNull = std::function<bool(int64_t row)>;

/// Rows [first, first + count) of a table in which every value differs from its neighbour's.
Batch Rows(
    int64_t first, int64_t count, const IsNull& is_null = [](int64_t row) { return row % 7 == 3; }) {
  Batch batch = Batch::Of(AllTypes());
  for (int64_t row = first; row < first + count; ++row) {
    for (Column& column : batch.columns) {
      if (is_null(row)) {
        column.AppendNull();
      } else if (column.type() == Type::kText) {
        column.AppendText("text " + std::to_string(row) + " of some length");
      } else {
        column.AppendNumber(column.type() == Type::kBoolean ? row % 2 : row % 3 == 0 ? -row : row * row % 100'003);
      }
    }
  }
  return batch;
}

Batch Texts(const std::vector<std::string>& texts) {
  Batch batch = Batch::Of({{"text", Type::kText}});
  for (const std::string& text : texts) batch.columns[0].AppendText(text);
  return batch;
}

Batch Numbers(Type type, const std::vector<int64_t>& numbers) {
  Batch batch = Batch::Of({{"number", type}});
  for (const int64_t number : numbers) batch.columns[0].AppendNumber(number);
  return batch;
}

std::string Encoded(const Schema& schema, std::span<const Batch> batches) {
  auto bytes = EncodeParquet(schema, batches);
  EXPECT_TRUE(bytes.ok());
  return std::move(bytes).value();
}

class ParquetWriterTest : public testing::Test {
 protected:
  Batch ReadBack(std::string_view bytes) {
    EXPECT_TRUE(WriteFile(folder_.path() / "a.parquet", bytes).ok());
    auto batch = reader_.Read(folder_.path() / "a.parquet");
    EXPECT_TRUE(batch.ok()) << (batch.ok() ? "" : batch.error().ToString());
    return batch.ok() ? std::move(batch).value() : Batch{};
  }

  void ExpectComesBack(const Batch& batch, std::string_view what = "") {
    const Batch read = ReadBack(Encoded(batch.schema, std::span(&batch, 1)));
    ASSERT_EQ(read.schema, batch.schema) << what;
    ASSERT_EQ(read.rows(), batch.rows()) << what;
    for (size_t i = 0; i < batch.columns.size(); ++i) {
      for (size_t row = 0; row < batch.rows(); ++row) {
        const Column &expected = batch.columns[i], &found = read.columns[i];
        ASSERT_EQ(found.IsNull(row), expected.IsNull(row)) << what << batch.schema[i].name << " of row " << row;
        if (expected.IsNull(row)) continue;
        if (expected.type() == Type::kText) {
          ASSERT_TRUE(found.Text(row) == expected.Text(row)) << what << "text of row " << row;
        } else {
          ASSERT_EQ(found.Number(row), expected.Number(row)) << what << batch.schema[i].name << " of row " << row;
        }
      }
    }
  }

  duckdb::ParquetReader reader_ = duckdb::ParquetReader::Open().value();
  TemporaryFolder folder_ = TemporaryFolder::Make().value();
};

TEST_F(ParquetWriterTest, EveryTypeComesBackWhereverThereAreNulls) {
  const std::vector<std::pair<std::string, IsNull>> patterns{
      {"none: ", [](int64_t) { return false; }},
      {"all: ", [](int64_t) { return true; }},
      {"every other: ", [](int64_t row) { return row % 2 == 0; }},
      {"the first half: ", [](int64_t row) { return row < 500; }},
      {"only the last: ", [](int64_t row) { return row == 1000; }},
      {"runs: ", [](int64_t row) { return row / 13 % 3 == 1; }},
      {"all but one: ", [](int64_t row) { return row != 17; }},
  };
  for (const auto& [name, is_null] : patterns) ExpectComesBack(Rows(0, 1001, is_null), name);
}

TEST_F(ParquetWriterTest, AnyNumberOfRowsComesBack) {
  for (int64_t rows = 0; rows <= 40; ++rows) ExpectComesBack(Rows(0, rows), std::to_string(rows) + " rows: ");
  for (const int64_t rows : {127, 128, 129, 130, 257, 1025}) ExpectComesBack(Rows(5, rows), std::to_string(rows));
}

TEST_F(ParquetWriterTest, ManyRowGroupsComeBack) { ExpectComesBack(Rows(0, 300'000)); }

TEST_F(ParquetWriterTest, AFileOfNoBatchesHasItsColumns) {
  const Batch read = ReadBack(Encoded(AllTypes(), {}));
  EXPECT_EQ(read.schema, AllTypes());
  EXPECT_EQ(read.rows(), 0U);
}

TEST_F(ParquetWriterTest, ExtremesComeBack) {
  const int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  ExpectComesBack(Numbers(Type::kDecimal, {kLargestDecimal, -kLargestDecimal, 0, 1, kLargestDecimal, -1}));
  ExpectComesBack(Numbers(Type::kBigint, {least, most, 0, most, most, least, -1, least}));
  ExpectComesBack(Numbers(Type::kInteger, {INT32_MIN, INT32_MAX, 0, INT32_MAX, INT32_MIN, -1}));
  ExpectComesBack(Numbers(Type::kDate, {-719'162, 2'932'896, 0}));
  ExpectComesBack(Numbers(Type::kTimestamp, {-62'135'596'800'000'000, 253'402'300'799'999'999, 0}));
  ExpectComesBack(Numbers(Type::kBoolean, {1}));
}

TEST_F(ParquetWriterTest, TextsOfAllSortsComeBack) {
  ExpectComesBack(Texts({""}));
  ExpectComesBack(Texts({"", "", "", ""}));
  ExpectComesBack(Texts({"Fianc\u00e9", "\u4e2d\u6587", std::string("a\0b", 3), ""}));
  ExpectComesBack(Texts({std::string(3 << 20, 'x'), "short", std::string(20 << 20, 'y'), std::string(1 << 20, 'z')}));
  ExpectComesBack(Texts(std::vector<std::string>(9, std::string(2 << 20, 'x'))));
  std::vector<std::string> few, more, many;
  for (int i = 0; i < 20'000; ++i) {
    few.push_back("kind " + std::to_string(i * i % 5));
    more.push_back("store " + std::to_string(i / 3 * 7 % 4000));
    many.push_back("order " + std::to_string(i / 3));
  }
  ExpectComesBack(Texts(few));
  ExpectComesBack(Texts(more));
  ExpectComesBack(Texts(many));
}

TEST_F(ParquetWriterTest, BytesDependOnTheRowsAloneHoweverTheyAreCut) {
  const Batch whole = Rows(0, 130'000);
  const std::vector<Batch> parts{Rows(0, 1000), Batch::Of(AllTypes()), Rows(1000, 122'000), Rows(123'000, 7000)};
  const std::string bytes = Encoded(AllTypes(), std::span(&whole, 1));
  EXPECT_TRUE(Encoded(AllTypes(), std::span(&whole, 1)) == bytes);
  EXPECT_TRUE(Encoded(AllTypes(), parts) == bytes);
}

TEST_F(ParquetWriterTest, AColumnOfNullsCostsFewBytes) {
  const auto nulls = [](int64_t) { return true; };
  const Batch few = Rows(0, 1, nulls), many = Rows(0, 100'000, nulls);
  const size_t columns = AllTypes().size();
  EXPECT_LT(Encoded(AllTypes(), std::span(&many, 1)).size(),
            Encoded(AllTypes(), std::span(&few, 1)).size() + columns * 20);
}

}  // namespace
}  // namespace till::columns
