#include "recognise/reading.h"

#include <gtest/gtest.h>

#include "base/assets.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/rule_text.h"
#include "recognise/line_states.h"

namespace till::recognise {
namespace {

/// What is made of one file: its rules as lines, and the notes.
struct Taken {
  std::vector<std::string> rules;
  std::vector<std::string> notes;
  std::string limit;
  std::string reason;

  bool Has(std::string_view rule) const { return std::ranges::find(rules, rule) != rules.end(); }
};

Taken Take(const std::string& text) {
  const auto folder = TemporaryFolder::Make();
  EXPECT_TRUE(WriteFile(folder->path() / "orders.csv", text).ok());
  const auto sample = SampleGroup(GroupOf(folder->path() / "orders.csv"));
  const auto presets = LoadPresets(Assets());
  EXPECT_TRUE(presets.ok()) << presets.error().ToString();
  Match match = MatchFile(sample->file, "orders.csv", *presets);
  SettleLineStates(*sample, match);
  NoteReading(*sample, match);
  Taken taken{{}, match.notes, RejectLimit(*sample, match), match.reason};
  for (const project::TableMapping& mapping : match.tables) {
    for (const project::ColumnRule& rule : mapping.columns) {
      taken.rules.push_back(std::string(mapping.table->name) + "." + catalog::RuleText(rule));
    }
  }
  return taken;
}

constexpr std::string_view kHead = "order_id,customer_id,product_id,order_date,quantity,unit_price";
using Notes = std::vector<std::string>;

TEST(LineStates, AStatusThatTookTheSaleBackLeavesItOutOfEveryMeasure) {
  const Taken taken = Take(std::string(kHead) +
                           ",status\n1,c,a,2026-01-05,1,2,Completed\n2,c,a,2026-01-05,1,2,Cancelled\n"
                           "3,c,a,2026-01-06,1,2,Returned\n4,c,a,2026-01-06,1,2,Refunded\n");
  EXPECT_TRUE(
      taken.Has("orders.is_cancelled = { from = \"status\", true_values = [\"Cancelled\", \"canceled\", "
                "\"voided\", \"Refunded\", \"Returned\"] }"))
      << Join(taken.rules, "\n");
  EXPECT_EQ(
      taken.notes,
      (Notes{"1 of 4 lines looked at with status 'Cancelled': such lines count in no measure.",
             "2 of 4 lines looked at with status 'Refunded', 'Returned': no line of a sale stands beside them, so "
             "they are the sale itself, taken back, and count in no measure; if they are returns of other sales, "
             "move these values to is_return.",
             "Lines with status 'Completed' count as sales."}));
}

TEST(LineStates, ALineThatCameBackBesideItsSaleIsAReturn) {
  const std::string rule = "orders.is_return = { from = \"status\", true_values = [\"Returned\", \"refunded\"] }";
  const std::string beside = "\n1,c,a,2026-01-05,1,2,Completed\n1,c,a,2026-01-07,1,2,Returned\n";
  const Taken taken = Take(std::string(kHead) + ",status" + beside);
  EXPECT_TRUE(taken.Has(rule)) << Join(taken.rules, "\n");
  EXPECT_EQ(taken.notes.front(),
            "1 of 2 lines looked at with status 'Returned': such lines are returns, whose amounts count below zero.");
  EXPECT_TRUE(Take(std::string(kHead) + ",status\n1,c,a,2026-01-05,-1,2,Returned\n").Has(rule));
  EXPECT_TRUE(Take(std::string(kHead) + ",status,original_order_id\n9,c,a,2026-01-05,1,2,Returned,1\n").Has(rule));
}

TEST(LineStates, ColumnsOfTheFileComeBeforeItsStatus) {
  const Taken taken =
      Take(std::string(kHead) + ",status,is_return,is_cancelled\n1,c,a,2026-01-05,1,2,Cancelled,false,true\n");
  EXPECT_TRUE(
      taken.Has("orders.is_cancelled = { from = \"is_cancelled\", true_values = [\"cancelled\", \"canceled\", "
                "\"voided\"] }"))
      << Join(taken.rules, "\n");
  EXPECT_TRUE(taken.notes.empty());
}

TEST(Reading, AFewBadCellsDoNotHideAColumn) {
  for (const char* bad : {"x", "1e3", "€5"}) {
    std::string text = std::string(kHead) + "\n";
    for (int i = 0; i < 60; ++i) text += std::to_string(i) + ",c,a,2026-01-05,1,9.50\n";
    const Taken taken = Take(text + "60,c,a,2026-01-05,1," + bad + "\n");
    EXPECT_TRUE(taken.Has("orders.unit_price = \"unit_price\"")) << taken.reason;
    EXPECT_EQ(taken.notes, Notes{"1 of 61 cells of column 'unit_price' is no decimal ('" + std::string(bad) +
                                 "'): its row will be refused."});
    EXPECT_EQ(taken.limit, "4%");
    EXPECT_TRUE(Take(text + "60,c,a,n/a,1,2\n").Has("orders.order_date = \"order_date\""));
  }
}

TEST(Reading, EmptyCellsWhereOneIsNeededAreSaid) {
  EXPECT_EQ(
      Take(std::string(kHead) + "\n1,c,a,2026-01-05,1,2\n2,c,,2026-01-05,1,2\n").notes,
      Notes{"1 of 2 cells of column 'product_id' is empty, where 'product_id' is needed: its row will be refused."});
}

TEST(Reading, ADiscountBelowOneIsSaidToBeAnAmount) {
  const std::string lines = ",discount\n1,c,a,2026-01-05,1,250,0.2\n2,c,a,2026-01-05,1,99,0\n";
  const Notes notes = Take(std::string(kHead) + lines).notes;
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_TRUE(notes.front().starts_with("WARNING: column 'discount' holds 0 to 0.2 and is taken as an amount"));
  EXPECT_TRUE(Take(std::string(kHead) + Replace(lines, "0.2", "20")).notes.empty());
}

TEST(Reading, OrderLinesFillProductsToo) {
  const Taken taken =
      Take(Replace(kHead, ",", ";") +
           ";product_name;category\n1;c;a;2026-01-05;1;2,50;Ball;Toys\n2;c;a;2026-01-05;1;3;Ball;Toys\n");
  EXPECT_TRUE(taken.Has("products.product_id = \"product_id\"")) << Join(taken.rules, "\n");
  EXPECT_TRUE(taken.Has("products.product_name = \"product_name\""));
  EXPECT_TRUE(taken.Has("products.category = \"category\""));
}

TEST(Presets, TheExportsOfShopsAreKnown) {
  const Taken shopify = Take(
      "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Vendor\n"
      "#1,a@example.org,paid,2026-01-05 09:50:26 +0200,1,Mask,34.90,,Leaf\n"
      "#1,a@example.org,,2026-01-05 09:50:26 +0200,2,Soap,4.90,S1,Leaf\n");
  EXPECT_TRUE(shopify.Has("orders.product_id = \"Lineitem name\"")) << "a line has no SKU";
  EXPECT_TRUE(shopify.Has("products.brand = \"Vendor\""));
  EXPECT_TRUE(Take("Order ID,Order Date,Customer ID,Segment,Product ID,Product Name,Sales,Quantity,Discount,Profit\n"
                   "A,11/8/2016,C,Consumer,P,Chair,261.96,2,0.2,41.91\n")
                  .Has("orders.total_amount = \"Sales\""));
  EXPECT_TRUE(Take("Date,Time,Item,Qty,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type\n"
                   "01/15/26,09:00:00,Tea,1,4.50,0.00,4.50,0.00,T1,Payment\n")
                  .Has("orders.is_return = { from = \"Event Type\", starts_with = \"Refund\" }"));
  EXPECT_TRUE(Take("Order Number,Order Status,Order Date,SKU,Item Name,Quantity,Item Cost\n"
                   "7,Completed,2026-01-05 10:00,S1,Tea,1,4.50\n")
                  .Has("orders.unit_price = \"Item Cost\""));
}

}  // namespace
}  // namespace till::recognise
