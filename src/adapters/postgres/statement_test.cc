#include "adapters/postgres/statement.h"

#include <gtest/gtest.h>

namespace till::postgres {
namespace {

const RelationNames kRelations{{"star.lines", "pg_temp.\"star.lines\""}};

std::string Bound(std::string_view sql, const warehouse::Parameters& parameters = {}) {
  const auto statement = Bind(sql, parameters, kRelations);
  return statement.ok() ? statement->sql : statement.error().ToString();
}

TEST(Statement, NumbersParametersByTheirFirstUse) {
  const auto statement = Bind("select $b, $a, $b", {{"a", int64_t{1}}, {"b", true}, {"unused", false}}, {});
  ASSERT_TRUE(statement.ok());
  EXPECT_EQ(statement->sql, "select $1, $2, $1");
  EXPECT_EQ(statement->values, (std::vector<warehouse::Value>{true, int64_t{1}}));
  EXPECT_EQ(Bound("select $a"), "cannot run statement: parameter 'a' has no value");
}

TEST(Statement, TakesDaysAsLiteralsWhereThereAreNoParameters) {
  const std::map<std::string, Day> days{{"first_day", Day::Of(2026, 1, 31)}};
  const auto statement =
      BindDays("select '$first_day' from star.lines where d >= $first_day -- $first_day $x", days, kRelations);
  ASSERT_TRUE(statement.ok()) << statement.error().ToString();
  EXPECT_EQ(statement->sql,
            "select '$first_day' from pg_temp.\"star.lines\" where d >= date '2026-01-31' -- $first_day $x");
  EXPECT_TRUE(statement->values.empty());
  EXPECT_EQ(BindDays("select $first_day_of_all", days, {}).error().ToString(),
            "cannot run statement: parameter 'first_day_of_all' has no value");
}

TEST(Statement, NamesRelationsAsTheDatabaseDoes) {
  EXPECT_EQ(Bound("select l.id from Star.Lines as l, other.lines"),
            "select l.id from pg_temp.\"star.lines\" as l, other.lines");
}

TEST(Statement, LeavesTextsNamesAndCommentsAlone) {
  const std::string sql = "select '$a it''s star.lines', \"star.lines\" -- $a star.lines\n/* $a */ from star . lines";
  EXPECT_EQ(Bound(sql), sql);
}

TEST(Statement, TellsOneSelectFromAllElse) {
  for (const char* sql : {"select 1", "select 1;", "select ';'; -- end", " /* a */ ((with x as (select 1) select 1))",
                          "VALUES (1)", "table x"}) {
    EXPECT_TRUE(IsOneSelect(sql)) << sql;
  }
  for (const char* sql : {"", ";", "-- select", "select 1; select 2", "insert into x select 1", "explain select 1",
                          "(drop table x)", "selected"}) {
    EXPECT_FALSE(IsOneSelect(sql)) << sql;
  }
}

TEST(Statement, QuotesNamesAndTexts) {
  EXPECT_EQ(Identifier("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(Quoted("it's"), "'it''s'");
}

}  // namespace
}  // namespace till::postgres
