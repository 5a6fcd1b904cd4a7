#include "generate/shop/alias_table.h"

#include <gtest/gtest.h>

#include <array>

namespace till::generate {
namespace {

TEST(AliasTable, DrawsInProportionToTheWeights) {
  constexpr std::array kWeights{1.0, 0.0, 6.0, 3.0};
  const AliasTable table(kWeights);
  Random random(1, 2);
  std::array<int, 4> drawn{};
  for (int i = 0; i < 100000; ++i) ++drawn[table.Pick(random)];
  EXPECT_NEAR(drawn[0], 10000, 500);
  EXPECT_EQ(drawn[1], 0);
  EXPECT_NEAR(drawn[2], 60000, 500);
  EXPECT_NEAR(drawn[3], 30000, 500);
}

TEST(AliasTable, OfOneWeightGivesItsIndex) {
  constexpr std::array kWeights{0.25};
  Random random(1, 2);
  EXPECT_EQ(AliasTable(kWeights).Pick(random), 0U);
  EXPECT_TRUE(AliasTable().empty());
}

}  // namespace
}  // namespace till::generate
