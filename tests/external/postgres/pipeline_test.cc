#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/postgres/session.h"
#include "base/text.h"
#include "tests/external/postgres/cluster.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

const std::vector<std::string> kOptions{"--customers", "40",         "--products", "25",         "--orders", "400",
                                        "--from",      "2026-01-05", "--to",       "2026-02-20", "--dirt",   "0.002"};

/// Two projects of the same generated shop, one on each engine.
class Engines : public testing::Test {
 protected:
  Engines() {
    GenerateShop(duckdb_, kOptions, "5%");
    GenerateShop(postgres_, kOptions, "5%");
    schema_ = "till_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "_" +
              ToLower(testing::UnitTest::GetInstance()->current_test_info()->name());
    const std::string toml = Replace(postgres_.Read("till.toml"), "[project]\n", "[project]\nengine = \"postgres\"\n");
    postgres_.Write("till.toml", toml + "\n[postgres]\nconnection = \"" + testing_support::TestCluster() +
                                     "\"\nschema = \"" + schema_ + "\"\n");
  }

  void Run(const std::vector<std::string>& options = {}) {
    EXPECT_EQ(ToText(duckdb_.Run(options).value("rows", Json())), ToText(postgres_.Run(options).value("rows", Json())));
  }

  /// Every star file has the same content on both, which its name tells.
  void ExpectEqualStars() {
    const Json ours = postgres_.Ask({"publications", "show"});
    const Json theirs = duckdb_.Ask({"publications", "show"});
    EXPECT_EQ(ToText(ours.value("tables", Json())), ToText(theirs.value("tables", Json())));
    EXPECT_EQ(postgres_.TableSums(), duckdb_.TableSums());
    EXPECT_EQ(Files(postgres_), Files(duckdb_));
  }

  static std::vector<std::string> Files(const Shop& shop) {
    std::vector<std::string> files;
    const auto root = shop / "lake/processed";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".parquet") files.push_back(entry.path().lexically_relative(root).string());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  /// What somebody else reads in the database, with `%` for the schema.
  std::string Ask(const std::string& sql) const {
    const auto session = postgres::Session::Connect("PostgreSQL", testing_support::TestCluster()).value();
    const auto answer = session->Run({Replace(sql, "%", schema_)});
    EXPECT_TRUE(answer.ok()) << answer.error().ToString();
    std::string text;
    if (!answer.ok()) return text;
    for (size_t row = 0; row < answer->rows.rows(); ++row) {
      for (const auto& column : answer->rows.columns) text += columns::FormatValue(column, row) + "|";
    }
    return text;
  }

  Shop duckdb_;
  Shop postgres_;
  std::string schema_;
};

TEST_F(Engines, GiveTheSameStarAndTheSameAnswers) {
  Run();
  ExpectEqualStars();
  for (const char* sql :
       {"select count(*) as n, sum(total_amount) as amount, min(order_id) as first from fact_orders",
        "select category, sum(quantity) as units from fact_orders join dim_products using (product_key)"
        " group by category order by category",
        "select customer_id, valid_from, valid_to, city from dim_customers order by customer_id, valid_from",
        "select day, retail_year, retail_month, retail_week from dim_date order by day"}) {
    EXPECT_EQ(postgres_.Query(sql), duckdb_.Query(sql)) << sql;
  }
  const std::vector<std::string> question{"revenue", "orders", "average_order_value", "--by", "month,category"};
  EXPECT_EQ(postgres_.Metrics(question), duckdb_.Metrics(question));
}

TEST_F(Engines, TheDatabaseShowsExactlyOnePublication) {
  Run();
  const std::string lines = "select count(*) as n, sum(total_amount) as amount from ";
  const std::string shown = postgres_.Query(lines + "fact_orders");
  EXPECT_EQ(Ask("select '[[' || count(*) || ',\"' || trim_scale(sum(total_amount)) || '\"]]' from %.fact_orders"),
            shown + "|");
  EXPECT_EQ(Ask("select number from %.till_publication"), "1|");
  EXPECT_EQ(Ask("select count(*) from %.fact_orders where _input not in (select _input from %.till_inputs)"), "0|");
  const std::string hash = postgres_.Ask({"publications", "show"}).value("content_hash", "");
  EXPECT_EQ(Ask("select content_hash from %.till_publication"), hash + "|");
}

TEST_F(Engines, FollowACorrectionAndALateDay) {
  const std::string late = "lake/raw/orders/2026-02-10.csv";
  const std::string kept = postgres_.Read(late);
  for (const Shop* shop : {&duckdb_, &postgres_}) shop->Remove(late);
  Run({"--allow-missing"});
  ExpectEqualStars();
  const std::string before = Ask("select count(*) from %.fact_orders");
  for (const Shop* shop : {&duckdb_, &postgres_}) {
    shop->Write(late, kept);
    const std::string corrected = shop->Read("lake/raw/orders/2026-01-20.csv");
    shop->Write("lake/raw/orders/2026-01-20.csv", corrected.substr(0, corrected.rfind('\n', corrected.size() - 2) + 1));
  }
  Run();
  ExpectEqualStars();
  EXPECT_NE(Ask("select count(*) from %.fact_orders"), before);
  EXPECT_EQ(Ask("select number from %.till_publication"), "2|");
  // What only the first publication had is gone, and all else is read by a view.
  EXPECT_EQ(Ask("select count(*) from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname ="
                " '%_files' and c.relkind = 'r' and not exists (select 1 from pg_depend as d where d.refobjid = c.oid"
                " and d.classid = cast('pg_rewrite' as regclass))"),
            "0|");
}

TEST_F(Engines, ADatabaseThatIsOutOfReachOrSaysNoIsNamed) {
  postgres_.Run();
  const std::string toml = postgres_.Read("till.toml");
  const std::string connection = testing_support::TestCluster();
  const auto error = [&](const std::string& other) {
    postgres_.Write("till.toml", Replace(toml, connection, other));
    return ErrorOf(postgres_.Till({"query", "select 1 as n"}));
  };
  Json refused = error(connection + " dbname=nowhere");
  EXPECT_EQ(refused.value("code", ""), "denied");
  EXPECT_NE(refused.value("message", "").find("database \"nowhere\" does not exist"), std::string::npos);
  EXPECT_EQ(refused.value("hint", ""),
            "the password comes from PGPASSWORD or ~/.pgpass; the role and the database must exist");
  EXPECT_EQ(error("host=127.0.0.1 port=1 dbname=till").value("code", ""), "unavailable");
  EXPECT_EQ(error("host=127.0.0.1 nonsense=1").value("code", ""), "invalid");
}

}  // namespace
}  // namespace till::tests
