#include "adapters/aws/redshift/keep_star.h"

#include <gtest/gtest.h>

#include "adapters/duckdb/warehouse.h"
#include "base/text.h"
#include "columns/parquet_reader.h"
#include "columns/parquet_writer.h"
#include "metrics/star_reader.h"
#include "tests/external/redshift/harness.h"
#include "tests/golden/metrics/star.h"

namespace till::redshift {
namespace {

using columns::Batch;

/// The golden star, and a Redshift to keep it in.
class KeptStar : public testing::Test {
 protected:
  Status Keep() {
    static_cast<void>(facade_->TakeSent());
    const Status kept = KeepStar(run_, target_, star_->record, *star_->lake);
    sent_ = facade_->TakeSent();
    return kept;
  }

  size_t Sent(const std::string& beginning) const {
    return static_cast<size_t>(
        std::ranges::count_if(sent_, [&](const std::string& sql) { return sql.starts_with(beginning); }));
  }

  static std::string TextOf(const Batch& rows) {
    std::string text;
    for (size_t row = 0; row < rows.rows(); ++row) {
      for (const auto& column : rows.columns) text += columns::FormatValue(column, row) + "|";
      text += "\n";
    }
    return text;
  }

  std::string Kept(const std::string& sql) {
    const auto answer = run_({Replace(sql, "star.", "\"" + target_.schema + "\".")});
    EXPECT_TRUE(answer.ok()) << answer.error().ToString();
    return answer.ok() ? TextOf(answer->rows) : "";
  }

  /// Every table has in Redshift what it has in the lake.
  void ExpectEqualTables() {
    const auto engine = duckdb::OpenWarehouse({.threads = 1}).value();
    ASSERT_TRUE(metrics::AttachStar(*engine, "star", star_->record, *star_->lake).ok());
    for (const publish::StarTable& table : star_->record.content.tables) {
      std::string columns;
      for (const auto& [name, type] : table.columns) columns += (columns.empty() ? "" : ", ") + name;
      const std::string sql = "select " + columns + " from star." + table.name + " order by " + columns;
      const auto lake = engine->Query(sql, {});
      ASSERT_TRUE(lake.ok()) << lake.error().ToString();
      EXPECT_EQ(Kept(sql), TextOf(*lake)) << table.name;
    }
  }

  publish::StarTable& Facts() {
    return *std::ranges::find_if(star_->record.content.tables,
                                 [](const auto& table) { return table.name == "fact_orders"; });
  }

  /// Rewrites a unit of the facts with its first row only, of another quantity, as a file of another name.
  void Shorten(publish::StarFile& file) {
    Batch rows = columns::DecodeParquet(star_->lake->Get(file.key).value()).value();
    for (columns::Column& column : rows.columns) {
      while (column.size() > 1) column.RemoveLast();
    }
    for (size_t i = 0; i < rows.schema.size(); ++i) {
      if (rows.schema[i].name != "quantity") continue;
      rows.columns[i].RemoveLast();
      rows.columns[i].AppendNumber(77);
    }
    file.key += ".2";
    const std::string bytes = columns::EncodeParquet(rows, 0, 1).value();
    ASSERT_TRUE(star_->lake->Put(file.key, std::string_view(bytes)).ok());
    file.rows = 1;
  }

  std::unique_ptr<golden::Star> star_ = golden::PublishStar().value();
  std::unique_ptr<testing_support::RedshiftFacade> facade_ = testing_support::StartFacade(*star_->lake);
  redshift::Run run_ = Connect(testing_support::ConnectionTo(*facade_)).value();
  Target target_ = testing_support::TargetIn(testing_support::NewSchema());
  std::vector<std::string> sent_;
};

TEST_F(KeptStar, HoldsThePublicationAndSaysWhichItIs) {
  const Status kept = Keep();
  ASSERT_TRUE(kept.ok()) << kept.error().ToString();
  ExpectEqualTables();
  EXPECT_EQ(Kept("select number, published_at from star.till_publication"), "42|2026-04-01T05:02:11+01:00|\n");
  EXPECT_EQ(Sent("copy "), star_->record.content.tables.size() + 3)
      << "the lists of parts and files, and the publication; inputs are none in this star";
  EXPECT_TRUE(star_->lake->List("_till/redshift/")->empty());
}

TEST_F(KeptStar, LoadsNothingTwice) {
  ASSERT_TRUE(Keep().ok());
  ASSERT_TRUE(Keep().ok());
  EXPECT_EQ(Sent("begin"), 0U);
  EXPECT_EQ(Sent("copy "), 0U);
}

TEST_F(KeptStar, LoadsOnlyTheUnitsThatChanged) {
  ASSERT_TRUE(Keep().ok());
  ASSERT_GE(Facts().files.size(), 2U);
  star_->record.number = 43;
  star_->record.content_hash = std::string(64, 'b');
  Facts().files.erase(Facts().files.begin());
  Shorten(Facts().files.front());
  const Status kept = Keep();
  ASSERT_TRUE(kept.ok()) << kept.error().ToString();
  ExpectEqualTables();
  EXPECT_EQ(Sent("copy "), 4U) << "the facts, the lists of parts and files, and the publication";
  EXPECT_EQ(Sent("delete from \"" + target_.schema + "_parts\".\"fact_orders_"), 1U);
  EXPECT_EQ(Sent("delete from \"" + target_.schema + "_parts\".\"dim_"), 0U);
  EXPECT_EQ(Kept("select number from star.till_publication"), "43|\n");
}

TEST_F(KeptStar, KeepsTheEarlierPublicationWhereARowDoesNotFit) {
  ASSERT_TRUE(Keep().ok());
  const std::string before = Kept("select count(*) as n, sum(total_amount) as amount from star.fact_orders");
  publish::StarFile& file = Facts().files.front();
  Batch rows = columns::DecodeParquet(star_->lake->Get(file.key).value()).value();
  for (size_t i = 0; i < rows.schema.size(); ++i) {
    if (rows.schema[i].name != "promotion") continue;
    rows.columns[i] = columns::Column(columns::Type::kText);
    for (size_t row = 0; row < rows.columns[0].size(); ++row) rows.columns[i].AppendText(std::string(5000, 'x'));
  }
  file.key += ".long";
  const std::string bytes = columns::EncodeParquet(rows, 0, rows.rows()).value();
  ASSERT_TRUE(star_->lake->Put(file.key, std::string_view(bytes)).ok());
  star_->record.number = 43;
  const Status kept = Keep();
  ASSERT_FALSE(kept.ok());
  EXPECT_EQ(kept.error().ToString(),
            "cannot load 'fact_orders' into Redshift: 1.parquet:1: column 'promotion': The length of the data column"
            " promotion is longer than the length defined in the table. Table: 4096, Data: 5000\nhint: a text may have"
            " 4,096 bytes there");
  EXPECT_EQ(kept.error().code, Code::kRejected);
  EXPECT_EQ(Kept("select count(*) as n, sum(total_amount) as amount from star.fact_orders"), before);
  EXPECT_EQ(Kept("select number from star.till_publication"), "42|\n");
  EXPECT_TRUE(star_->lake->List("_till/redshift/")->empty());
}

TEST_F(KeptStar, MakesAViewAnewWhoseColumnsChanged) {
  ASSERT_TRUE(Keep().ok());
  const std::string stores = "\"" + target_.schema + "\".\"dim_stores\"";
  ASSERT_TRUE(run_({"drop view " + stores}).ok());
  ASSERT_TRUE(run_({"create view " + stores + " as select 1 as more"}).ok());
  star_->record.number = 43;
  star_->record.content_hash = std::string(64, 'b');
  const Status kept = Keep();
  ASSERT_TRUE(kept.ok()) << kept.error().ToString();
  ExpectEqualTables();
}

TEST_F(KeptStar, ReadersSeeOnePublicationWhileTheNextComesIn) {
  ASSERT_TRUE(Keep().ok());
  const redshift::Run reader = Connect(testing_support::ConnectionTo(*facade_)).value();
  const std::string sum = "select sum(quantity) as n from \"" + target_.schema + "\".fact_orders";
  const std::string before = TextOf(reader({sum})->rows);
  star_->record.number = 43;
  star_->record.content_hash = std::string(64, 'b');
  Shorten(Facts().files.front());
  std::string between;
  const redshift::Run spying = [&](const postgres::Statement& statement) {
    if (statement.sql == "commit") between = TextOf(reader({sum})->rows);
    return run_(statement);
  };
  ASSERT_TRUE(KeepStar(spying, target_, star_->record, *star_->lake).ok());
  EXPECT_EQ(between, before);
  EXPECT_NE(TextOf(reader({sum})->rows), before);
}

}  // namespace
}  // namespace till::redshift
