#include "adapters/duckdb/parquet.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/files.h"
#include "base/hash.h"
#include "base/worker_pool.h"

namespace till::duckdb {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;

const Schema& AllTypes() {
  static const Schema schema{{"flag", Type::kBoolean},  {"small", Type::kInteger}, {"large", Type::kBigint},
                             {"money", Type::kDecimal}, {"day", Type::kDate},      {"at", Type::kTimestamp},
                             {"text", Type::kText}};
  return schema;
}

Batch Rows(int64_t first, int64_t count) {
  Batch batch = Batch::Of(AllTypes());
  for (int64_t i = first; i < first + count; ++i) {
    for (auto& column : batch.columns) {
      if (i % 7 == 3) {
        column.AppendNull();
      } else if (column.type() == Type::kText) {
        column.AppendText("text " + std::to_string(i % 11) + " of some length");
      } else {
        column.AppendNumber(column.type() == Type::kBoolean ? i % 2 : -i);
      }
    }
  }
  return batch;
}

std::string Text(const Batch& batch) {
  std::string text;
  for (size_t row = 0; row < batch.rows(); ++row) {
    for (const auto& column : batch.columns) text += columns::FormatValue(column, row) + ",";
    text += "\n";
  }
  return text;
}

class DuckdbParquetTest : public testing::Test {
 protected:
  std::unique_ptr<columns::Parquet> parquet_ = OpenParquet().value();
  TemporaryFolder folder_ = TemporaryFolder::Make().value();
};

TEST_F(DuckdbParquetTest, GivesBackEveryTypeAndEveryNull) {
  const Batch written = Rows(0, 5000);
  ASSERT_TRUE(parquet_->Write(folder_.path() / "a.parquet", AllTypes(), std::span(&written, 1)).ok());
  const auto read = parquet_->Read(folder_.path() / "a.parquet");
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_EQ(read->schema, AllTypes());
  EXPECT_EQ(Text(*read), Text(written));
}

TEST_F(DuckdbParquetTest, WritesAFileWithoutRows) {
  ASSERT_TRUE(parquet_->Write(folder_.path() / "a.parquet", AllTypes(), {}).ok());
  const auto read = parquet_->Read(folder_.path() / "a.parquet");
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_EQ(read->schema, AllTypes());
  EXPECT_EQ(read->rows(), 0U);
}

TEST_F(DuckdbParquetTest, WritesEqualBytesOnAnyThreadHoweverTheRowsAreCut) {
  const std::vector<Batch> whole{Rows(0, 4000)};
  const std::vector<Batch> parts{Rows(0, 1000), Batch::Of(AllTypes()), Rows(1000, 3000)};
  const WorkerPool pool(4);
  const Status status = pool.ForEach(8, [&](size_t i, size_t) {
    const auto path = folder_.path() / (std::to_string(i) + ".parquet");
    return parquet_->Write(path, AllTypes(), i % 2 == 0 ? whole : parts);
  });
  ASSERT_TRUE(status.ok()) << status.error().ToString();
  const auto first = Sha256Hex(ReadFile(folder_.path() / "0.parquet").value());
  for (int i = 1; i < 8; ++i) {
    const auto path = folder_.path() / (std::to_string(i) + ".parquet");
    EXPECT_EQ(Sha256Hex(ReadFile(path).value()), first) << i;
  }
}

TEST_F(DuckdbParquetTest, SaysWhyAFileCannotBeRead) {
  const auto missing = parquet_->Read(folder_.path() / "none.parquet");
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_EQ(missing.error().message, "cannot read '" + (folder_.path() / "none.parquet").string() + "': no such file");
  ASSERT_TRUE(WriteFile(folder_.path() / "torn.parquet", "PAR1 and no more").ok());
  EXPECT_EQ(parquet_->Read(folder_.path() / "torn.parquet").error().code, Code::kCorrupt);
}

TEST_F(DuckdbParquetTest, SaysWhyAFileCannotBeWritten) {
  const Status status = parquet_->Write(folder_.path() / "no" / "folder.parquet", AllTypes(), {});
  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.error().message.starts_with("cannot write '" + (folder_.path() / "no/folder.parquet").string()));
}

}  // namespace
}  // namespace till::duckdb
