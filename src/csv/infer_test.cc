#include "csv/infer.h"

#include <gtest/gtest.h>

namespace till::csv {
namespace {

InferredColumn One(const std::string& header, const std::vector<std::string>& cells) {
  std::string bytes = header + "|other\n";
  for (const std::string& cell : cells) bytes += cell + "|x\n";
  Dialect dialect;
  dialect.delimiter = '|';
  return Infer(bytes, dialect).columns.at(0);
}

std::string Shape(const InferredColumn& column) {
  std::string shape(columns::TypeName(column.type));
  if (!column.format.empty()) shape += " " + column.format;
  if (!column.other_format.empty()) shape += " or " + column.other_format;
  if (column.decimal != '.' || column.thousands != '\0') shape += std::string(" ") + column.decimal;
  if (column.thousands != '\0') shape += column.thousands;
  if (column.number_as_text) shape += " number_as_text";
  return shape;
}

TEST(InferTest, FindsTheNarrowestTypeThatTakesEveryCell) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"1", "", "-3"}, "integer"},
      {{"1", "3000000000"}, "bigint"},
      {{"1", "2.5"}, "decimal"},
      {{"1", "2,5"}, "decimal ,"},
      {{"1,234.50", "7"}, "decimal .,"},
      {{"1.234,50", "7"}, "decimal ,."},
      {{"00123", "456"}, "text"},
      {{"17850.0", "13047.0"}, "decimal number_as_text"},
      {{"0", "1"}, "integer"},
      {{"true", "FALSE"}, "boolean"},
      {{"2026-01-05", "2026-01-06"}, "date"},
      {{"2026-01-05 10:00:00", "2026-01-06 11:00:00"}, "timestamp"},
      {{"2026-01-05T10:00:00Z"}, "timestamp"},
      {{"25/12/2010", "01/02/2011"}, "date %d/%m/%Y"},
      {{"12/25/2010", "01/02/2011"}, "date %m/%d/%Y"},
      {{"01/02/2011", "03/04/2011"}, "date %d/%m/%Y or %m/%d/%Y"},
      {{"01.12.2010"}, "date %d.%m.%Y"},
      {{"12/1/2010 8:26", "12/13/2010 9:00"}, "timestamp %m/%d/%Y %H:%M"},
      {{"20101201"}, "integer"},
      {{"a", "1"}, "text"},
      {{"", ""}, "text"},
  };
  for (const auto& [cells, shape] : cases) EXPECT_EQ(Shape(One("x", cells)), shape) << cells[0];
  EXPECT_EQ(Shape(One("Order Date", {"20101201"})), "date %Y%m%d");
}

TEST(InferTest, CountsAndMeasures) {
  const InferredColumn column = One("price", {"2.50", "", "10", "2.50", " "});
  EXPECT_EQ(column.header, "price");
  EXPECT_EQ(column.nulls, 2);
  EXPECT_EQ(column.distinct, 2);
  EXPECT_EQ(column.min, "2.5");
  EXPECT_EQ(column.max, "10");
  EXPECT_EQ(column.samples, (std::vector<std::string>{"2.50", "10"}));
}

TEST(InferTest, AFewOtherCellsDoNotHideTheTypeOfTheRestWhereThatIsAllowed) {
  const auto infer = [](const std::vector<std::string>& odd, const std::string& usual, Misfits allowed) {
    std::string bytes = "a,b\n";
    for (int i = 0; i < 60; ++i) bytes += usual + ",1\n";
    for (const std::string& cell : odd) bytes += cell + ",1\n";
    return Infer(bytes, {}, allowed).columns.at(0);
  };
  for (const char* odd : {"x", "1e3", "€5"}) {
    EXPECT_EQ(Shape(infer({odd}, "9.50", Misfits::kNone)), "text");
    const InferredColumn column = infer({odd}, "9.50", Misfits::kFew);
    EXPECT_EQ(Shape(column), "decimal");
    EXPECT_EQ(column.misfits, 1);
    EXPECT_EQ(column.misfit_samples, std::vector<std::string>{odd});
  }
  EXPECT_EQ(Shape(infer({"n/a"}, "25/12/2026", Misfits::kFew)), "date %d/%m/%Y");
  EXPECT_EQ(Shape(infer({"2.5"}, "7", Misfits::kFew)), "decimal") << "a type that takes all is better";
  EXPECT_EQ(Shape(infer({"a", "b", "c", "d", "e", "f", "g"}, "7", Misfits::kFew)), "text") << "more than a tenth";
  EXPECT_EQ(Shape(infer({"n/a"}, "17850.0", Misfits::kFew)), "decimal number_as_text");
}

TEST(InferTest, BrokenAndUnevenRowsAreCountedAndDecideNothing) {
  const InferredFile file = Infer("a,b\n1,2\nx\n3,\"y\n4,5\n", {});
  EXPECT_EQ(file.rows, 2);
  EXPECT_EQ(file.broken, 2);
  EXPECT_EQ(file.columns[0].type, columns::Type::kInteger);
}

TEST(InferTest, AFileWithoutAHeaderHasNoColumns) {
  EXPECT_TRUE(Infer("", {}).columns.empty());
  EXPECT_EQ(Infer("a,b\n", {}).columns.size(), 2U);
}

}  // namespace
}  // namespace till::csv
