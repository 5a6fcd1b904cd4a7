#include "adapters/duckdb/parquet.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace till::duckdb {
namespace {

class ParquetReaderTest : public testing::Test {
 protected:
  ParquetReader reader_ = ParquetReader::Open().value();
  TemporaryFolder folder_ = TemporaryFolder::Make().value();
};

TEST_F(ParquetReaderTest, SaysWhyAFileCannotBeRead) {
  const auto missing = reader_.Read(folder_.path() / "none.parquet");
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_EQ(missing.error().message, "cannot read '" + (folder_.path() / "none.parquet").string() + "': no such file");
  ASSERT_TRUE(WriteFile(folder_.path() / "torn.parquet", "PAR1 and no more").ok());
  EXPECT_EQ(reader_.Read(folder_.path() / "torn.parquet").error().code, Code::kCorrupt);
}

TEST_F(ParquetReaderTest, ReadsWhatIsWrittenForEveryReader) {
  using columns::Type;
  columns::Batch rows = columns::Batch::Of({{"flag", Type::kBoolean},
                                            {"line", Type::kInteger},
                                            {"id", Type::kBigint},
                                            {"price", Type::kDecimal},
                                            {"day", Type::kDate},
                                            {"at", Type::kTimestamp},
                                            {"it's \"named\"", Type::kText}});
  for (columns::Column& column : rows.columns) {
    column.type() == Type::kText ? column.AppendText("ä\n") : column.AppendNumber(1);
    column.AppendNull();
  }
  for (const auto& written : {rows, columns::Batch::Of(rows.schema)}) {
    const Status done = WriteParquet(written, folder_.path() / "rows.parquet");
    ASSERT_TRUE(done.ok()) << done.error().ToString();
    const auto read = reader_.Read(folder_.path() / "rows.parquet");
    ASSERT_TRUE(read.ok()) << read.error().ToString();
    EXPECT_EQ(read->schema, rows.schema);
    ASSERT_EQ(read->rows(), written.rows());
    for (size_t i = 0; i < rows.columns.size(); ++i) {
      for (size_t row = 0; row < written.rows(); ++row) {
        EXPECT_EQ(read->columns[i].IsNull(row), rows.columns[i].IsNull(row));
        EXPECT_EQ(columns::FormatValue(read->columns[i], row), columns::FormatValue(rows.columns[i], row));
      }
    }
  }
}

}  // namespace
}  // namespace till::duckdb
