#include "tests/external/redshift/facade/facade.h"

#include <gtest/gtest.h>

#include <atomic>

#include "adapters/duckdb/parquet.h"
#include "adapters/local/object_store.h"
#include "adapters/postgres/session.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "columns/parquet_writer.h"
#include "tests/external/postgres/cluster.h"

namespace till::testing_support {
namespace {

using columns::Batch;
using columns::Type;

constexpr const char* kFormat = " iam_role default format as parquet manifest";

/// A façade over the cluster's database "redshift", a client, and a lake in a folder at s3://shop/lake.
class Facade : public testing::Test {
 protected:
  Facade()
      : facade_(RedshiftFacade::Start(TestCluster() + " dbname=redshift", store_, "s3://shop/lake").value()),
        client_(Connect().value()) {
    Do("drop table if exists loaded");
    Do("create table loaded (id bigint not null, name varchar(4), price decimal(18,4)) diststyle even sortkey (id)");
  }

  Result<std::unique_ptr<postgres::Session>> Connect(const std::string& more = {}) const {
    return postgres::Session::Connect(
        "Redshift", "host=127.0.0.1 dbname=redshift user=till port=" + std::to_string(facade_->port()) + more);
  }

  /// What the server says: rows, else the tag, else the error.
  std::string Do(const std::string& sql, const std::vector<warehouse::Value>& values = {}) {
    const auto answer = client_->Run({sql, values});
    if (!answer.ok()) return Replace(answer.error().ToString(), "cannot run statement: ", "");
    if (answer->rows.columns.empty()) return answer->tag;
    std::string text;
    for (size_t row = 0; row < answer->rows.rows(); ++row) {
      for (const auto& column : answer->rows.columns) text += columns::FormatValue(column, row) + "|";
    }
    return text;
  }

  /// Rows that fit the table, one for each text.
  static Batch Rows(const std::vector<std::string>& texts) {
    Batch rows = Batch::Of({{"id", Type::kBigint}, {"name", Type::kText}, {"price", Type::kDecimal}});
    for (const std::string& text : texts) {
      rows.columns[0].AppendNumber(static_cast<int64_t>(rows.rows()));
      rows.columns[1].AppendText(text);
      rows.columns[2].AppendNumber(12'500);
    }
    return rows;
  }

  int64_t PutRows(const Batch& rows, const std::string& key = "load/a.parquet") {
    const auto path = folder_.path() / "written.parquet";
    EXPECT_TRUE(duckdb::WriteParquet(rows, path).ok());
    EXPECT_TRUE(store_.Put(key, path).ok());
    return store_.Head(key)->size;
  }

  /// Makes a manifest of objects and their sizes, each mandatory, and copies it into the table.
  std::string Copy(const std::vector<std::pair<std::string, int64_t>>& objects, bool mandatory = true) {
    Json entries = Json::array();
    for (const auto& [key, size] : objects) {
      entries.push_back({{"url", "s3://shop/lake/" + key}, {"mandatory", mandatory}});
      if (size >= 0) entries.back()["meta"] = {{"content_length", size}};
    }
    const std::string manifest = ToText({{"entries", entries}});
    EXPECT_TRUE(store_.Put("load/manifest", std::string_view(manifest)).ok());
    return Do(std::string("copy loaded from 's3://shop/lake/load/manifest'") + kFormat);
  }

  std::string Unload(const std::string& select, const std::string& options = "manifest verbose") {
    return Do("unload ('" + Replace(select, "'", "''") +
              "') to 's3://shop/lake/out/part_' iam_role default format as"
              " parquet parallel off " +
              options);
  }

  TemporaryFolder folder_ = TemporaryFolder::Make().value();
  adapters::LocalStore store_{folder_.path() / "lake"};
  std::unique_ptr<RedshiftFacade> facade_;
  std::unique_ptr<postgres::Session> client_;
};

TEST_F(Facade, AnswersStatementsWithAndWithoutParameters) {
  EXPECT_EQ(Do("insert into loaded values ($1, $2, 1.25), (2, null, 3)", {int64_t{1}, std::string("it's")}),
            "INSERT 0 2");
  EXPECT_EQ(Do("select id, name, price from loaded where id <= $1 order by id", {int64_t{2}}), "1|it's|1.25|2||3|");
  EXPECT_EQ(Do("select strtol('ff', 16) as n, strtol('7fffffffffffffff', 16) as most"), "255|9223372036854775807|");
  EXPECT_TRUE(client_->Execute("begin; delete from loaded; rollback").ok());
  EXPECT_EQ(Do("select count(*) as n, 'a\\'b' as text from loaded"), "2|a'b|");
  const auto columns = client_->Describe({"select id, price from loaded where id = $1", {int64_t{1}}});
  ASSERT_TRUE(columns.ok()) << columns.error().ToString();
  EXPECT_EQ(columns->at(1).name, "price");
  EXPECT_EQ(Do("select 1 / 0 as n"), "division by zero");
  EXPECT_EQ(Do("select count(*) as n from svv_columns where table_name = 'loaded'"), "3|");
}

TEST_F(Facade, GivesLongAnswersWhole) {
  Do("create temporary table digits as select 0 as d union all select 1 union all select 2 union all select 3");
  const auto answer =
      client_->Run({"select repeat('x', 100) as filler, a.d from digits as a cross join digits as b cross join digits "
                    "as c cross join"
                    " digits as d cross join digits as e cross join digits as f"});
  ASSERT_TRUE(answer.ok()) << answer.error().ToString();
  EXPECT_EQ(answer->rows.rows(), 4096U);
}

TEST_F(Facade, RefusesWhatRedshiftRefuses) {
  for (const char* sql : {"select now() as at",
                          "unload ('select now() as at') to 's3://shop/lake/x' iam_role default"
                          " format as parquet parallel off"}) {
    EXPECT_EQ(Do(sql), "Redshift refuses it: now: it runs on the leader node only; GETDATE() or SYSDATE");
  }
  EXPECT_EQ(Do("copy loaded from stdin").substr(0, 19), "Redshift refuses it");
  EXPECT_EQ(client_->Execute("select 1 as n; select now()").error().code, Code::kInvalid);
  EXPECT_EQ(Do("create temporary table t as select $1 as n", {int64_t{1}}),
            "a statement that is no SELECT, INSERT, UPDATE or DELETE takes no parameters");
  EXPECT_EQ(Do("create temporary view v as select 1 as n").substr(0, 19), "Redshift refuses it");
  EXPECT_EQ(Do("select 1 as n; select 2 as n"), "cannot insert multiple commands into a prepared statement");
}

TEST_F(Facade, CountsBytesInVarchar) {
  EXPECT_EQ(Do("insert into loaded values (1, 'äöü', 1)").substr(0, 38), "new row for relation \"loaded\" violates");
  EXPECT_EQ(Do("insert into loaded values (1, 'äö', 1)"), "INSERT 0 1");
}

TEST_F(Facade, AnErrorOfItsOwnEndsTheTransaction) {
  Do("begin");
  Do("insert into loaded values (1, 'a', 1)");
  EXPECT_EQ(Do("copy loaded from 's3://shop/lake/none' iam_role default format as parquet manifest").substr(0, 24),
            "Problem reading manifest");
  EXPECT_EQ(Do("select 1 as n").substr(0, 30), "current transaction is aborted");
  Do("rollback");
  EXPECT_EQ(Do("select count(*) as n from loaded"), "0|");
}

TEST_F(Facade, CopiesParquetWithinTheTransaction) {
  const int64_t size = PutRows(Rows({"a", "äö"}));
  const int64_t more = PutRows(Rows({"c"}), "load/b.parquet");
  Do("begin");
  EXPECT_EQ(Copy({{"load/a.parquet", size}, {"load/b.parquet", more}}), "COPY");
  EXPECT_EQ(Do("select count(*) as n, min(name) as first, sum(price) as amount from loaded"), "3|a|3.75|");
  Do("rollback");
  EXPECT_EQ(Do("select count(*) as n from loaded"), "0|");
}

TEST_F(Facade, HoldsAManifestToItsWord) {
  const int64_t size = PutRows(Rows({"a"}));
  EXPECT_EQ(
      Copy({{"load/a.parquet", size + 1}}),
      "File size in the manifest does not match: s3://shop/lake/load/a.parquet has " + std::to_string(size) + " bytes");
  EXPECT_EQ(Copy({{"load/a.parquet", -1}}),
            "Manifest file is not in correct json format: no content_length for s3://shop/lake/load/a.parquet");
  EXPECT_EQ(Copy({{"load/a.parquet", size}, {"load/gone.parquet", 1}}),
            "Problem reading manifest file - S3ServiceException: The specified key does not exist.:"
            " s3://shop/lake/load/gone.parquet");
  EXPECT_EQ(Copy({{"load/gone.parquet", 1}}, false),
            "No files found: the manifest s3://shop/lake/load/manifest names none that is there");
  EXPECT_EQ(Copy({{"load/a.parquet", size}, {"load/gone.parquet", 1}}, false), "COPY");
  EXPECT_EQ(
      Do("copy loaded from 's3://other/load/manifest' iam_role default format as parquet manifest"),
      "S3ServiceException:Access Denied: 's3://other/load/manifest' is not below 's3://shop/lake'\nhint: grant the"
      " role what the message names");
}

TEST_F(Facade, HoldsColumnsToTheTable) {
  Batch rows = Rows({"a"});
  std::swap(rows.schema[1], rows.schema[2]);
  std::swap(rows.columns[1], rows.columns[2]);
  EXPECT_EQ(Copy({{"load/a.parquet", PutRows(rows)}}),
            "Spectrum Scan Error (File 's3://shop/lake/load/a.parquet' has an incompatible Parquet schema for column"
            " 'name'. Column type: character varying(4), Parquet schema: DECIMAL(18,4))");
  rows.schema.pop_back();
  rows.columns.pop_back();
  EXPECT_EQ(Copy({{"load/a.parquet", PutRows(rows)}}),
            "Spectrum Scan Error (File 's3://shop/lake/load/a.parquet' has 2 columns, the table 3)");
  Do("drop table loaded");
  Do("create table loaded (at timestamptz)");
  Batch instants = Batch::Of({{"at", Type::kTimestamp}});
  instants.columns[0].AppendNumber(1);
  EXPECT_EQ(Copy({{"load/a.parquet", PutRows(instants)}}).substr(0, 19), "Spectrum Scan Error");
}

TEST_F(Facade, HoldsRowsToTheTableAndSaysWhichDoesNotFit) {
  EXPECT_EQ(
      Copy({{"load/a.parquet", PutRows(Rows({"a", "äöü"}))}}),
      "Spectrum Scan Error (File 's3://shop/lake/load/a.parquet' The length of the data column name is longer than"
      " the length defined in the table. Table: 4, Data: 6)");
  EXPECT_EQ(Do("select trim(file_name) as file, line_number, trim(column_name) as name, trim(column_length) as length"
               " from sys_load_error_detail where session_id = pg_backend_pid()"),
            "s3://shop/lake/load/a.parquet|2|name|4|");
  Batch rows = Rows({"a"});
  rows.columns[0] = columns::Column(Type::kBigint);
  rows.columns[0].AppendNull();
  EXPECT_EQ(Copy({{"load/a.parquet", PutRows(rows)}}),
            "Spectrum Scan Error (File 's3://shop/lake/load/a.parquet' Missing data for not-null field)");
  EXPECT_EQ(Copy({{"load/a.parquet", PutRows(Rows({"a"}))}}), "COPY");
  EXPECT_EQ(Do("select count(*) as n from sys_load_error_detail where query_id >= pg_last_copy_id()"), "0|");
  EXPECT_EQ(Do("select pg_last_copy_count() as n"), "1|");
}

TEST_F(Facade, TakesNoParquetThatFewReadersKnow) {
  const Batch rows = Rows(std::vector<std::string>(1000, "a"));
  const std::string bytes = columns::EncodeParquet(rows, 0, rows.rows()).value();
  ASSERT_TRUE(store_.Put("load/a.parquet", std::string_view(bytes)).ok());
  const std::string said = Copy({{"load/a.parquet", static_cast<int64_t>(bytes.size())}});
  EXPECT_NE(said.find("has the codec ZSTD"), std::string::npos) << said;
  ASSERT_TRUE(store_.Put("load/a.parquet", std::string_view("PAR1")).ok());
  EXPECT_NE(Copy({{"load/a.parquet", 4}}).find("is not a Parquet file"), std::string::npos);
}

TEST_F(Facade, KnowsWhoMayRead) {
  const int64_t size = PutRows(Rows({"a"}));
  EXPECT_EQ(Copy({{"load/a.parquet", size}}), "COPY");
  const auto as = [&](const std::string& role) {
    return Do("copy loaded from 's3://shop/lake/load/manifest' iam_role " + role + " format as parquet manifest");
  };
  EXPECT_EQ(as("'arn:aws:iam::123456789012:role/till'"), "COPY");
  EXPECT_EQ(as("'till'"), "'till' is no role");
  EXPECT_EQ(as(""), "syntax error at or near \"format\"");
  EXPECT_EQ(
      Do("copy loaded from 's3://shop/lake/load/manifest' iam_role default format as parquet maxerror 5").substr(0, 19),
      "Redshift refuses it");
}

TEST_F(Facade, UnloadsInOrderOverSeveralObjectsWithAManifestOfThem) {
  Do("create temporary table digits as select 0 as d union all select 1 union all select 2 union all select 3 union all"
     " select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9");
  EXPECT_EQ(Unload("select cast(a.d * 10000 + b.d * 1000 + c.d * 100 + d.d * 10 + e.d as bigint) as n, 'it''s' as name,"
                   " cast(a.d as decimal(18,4)) as price from digits as a cross join digits as b cross join digits as c"
                   " cross join digits as d cross join digits as e order by n desc"),
            "UNLOAD");
  const Json manifest = *ParseJson(*store_.Get("out/part_manifest"), "it");
  ASSERT_EQ(manifest["entries"].size(), 5U);
  EXPECT_EQ(manifest["meta"]["record_count"], 100'000);
  EXPECT_EQ(ToText(manifest["schema"]["elements"][2]),
            "{\"name\":\"price\",\"type\":{\"base\":\"numeric\",\"precision\":18,\"scale\":4}}");
  int64_t next = 99'999;
  for (const Json& entry : manifest["entries"]) {
    const std::string key = entry["url"].get<std::string>().substr(std::string("s3://shop/lake/").size());
    EXPECT_EQ(entry["meta"]["content_length"], store_.Head(key)->size);
    const Batch rows = duckdb::ParquetReader::Open()->Read(*store_.Fetch(key)).value();
    EXPECT_EQ(rows.schema, (columns::Schema{{"n", Type::kBigint}, {"name", Type::kText}, {"price", Type::kDecimal}}));
    EXPECT_EQ(rows.rows(), 20'000U);
    for (size_t row = 0; row < rows.rows(); ++row) EXPECT_EQ(rows.columns[0].Number(row), next--);
  }
}

TEST_F(Facade, UnloadsOnlyWhereNothingIsOrItMayOverwrite) {
  EXPECT_EQ(Unload("select 1 as n"), "UNLOAD");
  EXPECT_EQ(Do("select pg_last_unload_count() as n"), "1|");
  EXPECT_EQ(Unload("select 2 as n").substr(0, 50), "Specified unload destination on S3 is not empty. C");
  EXPECT_EQ(Unload("select 2 as n", "allowoverwrite"), "UNLOAD");
  EXPECT_EQ(Unload("select n from loaded as l (n, a, b)", "manifest cleanpath"), "UNLOAD");
  EXPECT_EQ(store_.List("out/")->size(), 1U) << "of no rows there is a manifest alone";
  EXPECT_EQ(ToText(*ParseJson(*store_.Get("out/part_manifest"), "it")), "{\"entries\":[]}");
  EXPECT_EQ(Unload("select 1 as n", "cleanpath allowoverwrite"), "CLEANPATH and ALLOWOVERWRITE cannot be both given");
}

TEST_F(Facade, UnloadsNothingThatDependsOnRedshiftsOwnRules) {
  EXPECT_EQ(
      Unload("select sum(price) as amount from loaded"),
      "cannot unload column 'amount' of type numeric: what it would be in Parquet depends on Redshift's own rules;"
      " cast it");
  EXPECT_EQ(Unload("select id from loaded order by id limit 3"), "Limit clause is not supported");
  EXPECT_EQ(
      Do("unload ('select 1 as n') to 's3://shop/lake/out/_part' iam_role default format as parquet parallel"
         " off"),
      "cannot unload to 's3://shop/lake/out/_part': Redshift Spectrum takes names with '_' or '.' first for hidden"
      " ones");
  EXPECT_EQ(Do("unload ('select 1 as n') to 's3://shop/lake/out/part' iam_role default format as parquet"),
            "UNLOAD is known here as Parquet with PARALLEL OFF");
  EXPECT_EQ(Unload("select * from nowhere"), "relation \"nowhere\" does not exist");
  EXPECT_TRUE(store_.List("out/")->empty());
}

TEST_F(Facade, EndsWhatIsCancelled) {
  std::atomic<bool> done = false;
  std::thread interrupter([&] {
    while (!done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      client_->Interrupt();
    }
  });
  const auto answer = client_->Run({"select pg_sleep(60)"});
  done = true;
  interrupter.join();
  EXPECT_EQ(answer.error().code, Code::kCancelled);
}

TEST_F(Facade, TurnsAwayWhoPostgresTurnsAway) {
  const auto refused = Connect(" dbname=nowhere");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kDenied);
  EXPECT_NE(refused.error().message.find("database \"nowhere\" does not exist"), std::string::npos);
}

TEST_F(Facade, KeepsEachClientToItself) {
  const auto other = Connect().value();
  Do("create temporary table own as select 1 as n");
  EXPECT_EQ(other->Run({"select n from own"}).error().code, Code::kInvalid);
  EXPECT_EQ(facade_->TakeSent().back(), "select n from own");
}

}  // namespace
}  // namespace till::testing_support
