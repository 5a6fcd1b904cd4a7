#include "adapters/aws/redshift/statements.h"

#include <gtest/gtest.h>

#include "adapters/aws/redshift/statement_text.h"

namespace till::redshift {
namespace {

using columns::Schema;
using columns::Type;

const Schema kLines{{"id", Type::kBigint},
                    {"name", Type::kText},
                    {"ordered_at", Type::kTimestamp},
                    {"order_date", Type::kDate},
                    {"price", Type::kDecimal}};

TEST(Statements, StateLengthsAndKeysOfTheTablesOfParts) {
  const std::string facts = PartsTable("fact_orders", kLines);
  EXPECT_EQ(CreatePartsTable("till", "fact_orders", kLines).sql,
            "create table if not exists \"till_parts\".\"" + facts +
                "\" (\"_part\" bigint, \"id\" bigint, \"name\" varchar(4096), \"ordered_at\" timestamp, \"order_date\""
                " date, \"price\" decimal(18,4)) diststyle even sortkey (\"order_date\")");
  EXPECT_TRUE(CreatePartsTable("till", "dim_x", {{"id", Type::kBigint}})
                  .sql.ends_with("(\"_part\" bigint, \"id\" bigint) diststyle all sortkey (\"_part\")"));
  EXPECT_TRUE(
      CreatePartsTable("till", "stg_x", {{"id", Type::kBigint}}).sql.ends_with(" diststyle even sortkey (\"_part\")"));
}

TEST(Statements, GiveOtherColumnsATableOfTheirOwn) {
  Schema more = kLines;
  more.push_back({"more", Type::kInteger});
  const std::string table = PartsTable("fact_orders", kLines);
  EXPECT_TRUE(table.starts_with("fact_orders_"));
  EXPECT_EQ(table, PartsTable("fact_orders", kLines));
  EXPECT_NE(table, PartsTable("fact_orders", more));
}

TEST(Statements, SayWhoMayReadAndWrite) {
  EXPECT_EQ(CopyParquet(Name("till", "dim_x"), "s3://b/it's.manifest", "arn:aws:iam::1:role/r").sql,
            "copy \"till\".\"dim_x\" from 's3://b/it''s.manifest' iam_role 'arn:aws:iam::1:role/r' format as parquet"
            " manifest");
  EXPECT_EQ(Unload("select 'it''s' as a from x order by a", "s3://b/1-", "").sql,
            "unload ('select ''it''''s'' as a from x order by a') to 's3://b/1-' iam_role default format as parquet"
            " parallel off allowoverwrite manifest verbose");
}

TEST(Statements, ShowATableOfTheStarByTheListOfItsFiles) {
  const Schema columns{{"id", Type::kBigint}, {"at", Type::kTimestamp}, {"order_month", Type::kDate}};
  const std::string parts = PartsTable("fact_orders", {columns[0], columns[1]});
  const std::string select =
      " select p.\"id\" as \"id\", p.\"at\" at time zone 'UTC' as \"at\", f.\"partition_day\" as \"order_month\" from"
      " \"till_parts\".\"" +
      parts + "\" as p join ";
  const std::string on = " as f on f.\"part\" = p.\"_part\" and f.\"table_name\" = 'fact_orders'";
  EXPECT_EQ(CreateView("till", "fact_orders", columns, "order_month").sql,
            "create or replace view \"till\".\"fact_orders\" as" + select + "\"till\".\"till_files\"" + on);
  EXPECT_EQ(FillFromFiles("till", "star.fact_orders", "fact_orders", columns, "order_month", "till.attached").sql,
            "insert into \"star.fact_orders\" (\"id\", \"at\", \"order_month\")" + select + "\"till.attached\"" + on);
}

TEST(Statements, KeepTheValuesOfASelectThatFillsATable) {
  const auto statement = FillFromSelect("made", {{"n", Type::kBigint}}, {"select $1 as n -- one", {int64_t{7}}});
  EXPECT_EQ(statement.sql, "insert into \"made\" (\"n\") select \"n\" from (\nselect $1 as n -- one\n) as made");
  EXPECT_EQ(statement.values.size(), 1U);
}

TEST(Filters, BecomeCase) {
  EXPECT_EQ(WithoutFilters("select sum(a + (b)) filter (where c and (d)) / count(*) FILTER ( WHERE e ) from t"),
            "select sum(case when c and (d) then a + (b) end) / count(case when e then 1 end) from t");
  EXPECT_EQ(WithoutFilters("count(distinct a) filter (where b)"), "count(distinct case when b then a end)");
  EXPECT_EQ(WithoutFilters("(select max(a) filter (where b) over (order by c))"),
            "(select max(case when b then a end) over (order by c))");
  EXPECT_EQ(WithoutFilters("sum(a) filter (where b > (select count(*) filter (where c) from t))"),
            "sum(case when b > (select count(case when c then 1 end) from t) then a end)");
}

TEST(Filters, StayInTextsAndComments) {
  for (const char* sql : {"select 'sum(a) filter (where b)'", "-- sum(a) filter (where b)\nselect 1",
                          "/* f(a) filter (where b) */ select 1", "select filter from t", "f(a", "f(a) filter (where",
                          "select count(*) as \"filter (where\" from t", ""}) {
    EXPECT_EQ(WithoutFilters(sql), sql);
  }
}

}  // namespace
}  // namespace till::redshift
