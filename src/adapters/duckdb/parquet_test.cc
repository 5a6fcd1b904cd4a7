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

}  // namespace
}  // namespace till::duckdb
