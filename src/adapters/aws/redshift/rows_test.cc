#include "adapters/aws/redshift/rows.h"

#include <gtest/gtest.h>

#include "adapters/aws/redshift/statements.h"
#include "base/text.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Type;

/// Customers of whom the second has these texts.
Batch Customers(const std::string& email, const std::string& segment) {
  Batch rows = Batch::Of({{"email", Type::kText}, {"segment", Type::kText}});
  rows.columns[0].AppendNull();
  rows.columns[1].AppendText("Retail");
  rows.columns[0].AppendText(email);
  rows.columns[1].AppendText(segment);
  return rows;
}

Status Append(const Batch& rows, Batch& to) { return AppendPart(7, "staging/customers.parquet", rows, to); }

const std::string kHint = "\nhint: a text may have 4,096 bytes there: shorten it in the file it comes from";

TEST(Rows, OfPartsHaveTheNumberOfTheirPart) {
  const Batch rows = Customers(std::string(kTextBytes, 'e'), "Corporate");
  Batch to = Batch::Of(WithPart(rows.schema));
  ASSERT_TRUE(Append(rows, to).ok());
  ASSERT_EQ(to.rows(), 2U);
  EXPECT_EQ(to.columns[0].Number(1), 7);
  EXPECT_TRUE(to.columns[1].IsNull(0));
  EXPECT_EQ(to.columns[2].Text(1), "Corporate");
}

TEST(Rows, AreRefusedByPartRowAndColumnWhereATextIsTooLong) {
  // 2,050 letters of two bytes each.
  std::string text;
  for (int i = 0; i < 2050; ++i) text += "\u00e9";
  const Batch rows = Customers("a@b.example", text);
  Batch to = Batch::Of(WithPart(rows.schema));
  const Status appended = Append(rows, to);
  ASSERT_FALSE(appended.ok());
  EXPECT_EQ(appended.error().code, Code::kRejected);
  EXPECT_EQ(appended.error().ToString(),
            "row 2 of 'staging/customers.parquet' has a text of 4,100 bytes in column 'segment', '" + Shown(text) +
                "'" + kHint);
}

TEST(Rows, AreRefusedWithoutShowingWhatIsPersonal) {
  const Batch rows = Customers(std::string(5000, 'e'), "Retail");
  Batch to = Batch::Of(WithPart(rows.schema));
  EXPECT_EQ(Append(rows, to).error().ToString(),
            "row 2 of 'staging/customers.parquet' has a text of 5,000 bytes in column 'email'" + kHint);
}

}  // namespace
}  // namespace till::redshift
