#include "adapters/aws/redshift/keep_star.h"

#include <gtest/gtest.h>

#include "adapters/aws/redshift/statements.h"
#include "adapters/aws/redshift/warehouse.h"
#include "adapters/duckdb/warehouse.h"
#include "base/text.h"
#include "columns/parquet_reader.h"
#include "columns/parquet_writer.h"
#include "metrics/star_reader.h"
#include "tests/external/redshift/harness.h"
#include "tests/golden/metrics/star.h"
#include "warehouse/published_star.h"

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

  /// Rewrites the files of a table with its first integer column as one of 64 bits, under its own name.
  void Widen(publish::StarTable& table) {
    const auto column = std::ranges::find_if(table.columns, [](const auto& c) { return c.second == "integer"; });
    ASSERT_NE(column, table.columns.end());
    column->second = "bigint";
    for (publish::StarFile& file : table.files) {
      Batch rows = columns::DecodeParquet(star_->lake->Get(file.key).value()).value();
      for (size_t i = 0; i < rows.schema.size(); ++i) {
        if (rows.schema[i].name != column->first) continue;
        columns::Column wide(columns::Type::kBigint);
        wide.AppendNumbers(rows.columns[i].numbers(), rows.columns[i].valid());
        rows.columns[i] = wide;
        rows.schema[i].type = columns::Type::kBigint;
      }
      file.key += ".wide";
      const std::string bytes = columns::EncodeParquet(rows, 0, rows.rows()).value();
      ASSERT_TRUE(star_->lake->Put(file.key, std::string_view(bytes)).ok());
    }
  }

  std::unique_ptr<warehouse::Warehouse> OpenReader(const Target& target) {
    return OpenWarehouse({.connection = testing_support::ConnectionTo(*facade_), .target = target, .threads = 1},
                         *star_->lake)
        .value();
  }

  Status Attach(warehouse::Warehouse& reader) {
    TILL_ASSIGN(const auto tables, warehouse::PublishedStar(star_->record, *star_->lake));
    return reader.Attach("star", tables);
  }

  /// A reader that finds the star loaded, of which somebody else deletes what `statements` say when it has begun to
  /// copy it.
  Status AttachWhile(const std::vector<std::string>& statements) {
    Target target = target_;
    target.parquet.write = [&](const Batch& rows, const std::filesystem::path& file) -> Status {
      for (const std::string& sql : statements) TILL_TRY(run_({sql}).status());
      return target_.parquet.write(rows, file);
    };
    return Attach(*OpenReader(target));
  }

  /// The table of a relation's parts.
  std::string PartsOf(const std::string& relation) {
    const auto shown = run_(ListShown(target_.schema));
    for (size_t row = 0; row < shown->rows.rows(); ++row) {
      if (shown->rows.columns[0].Text(row) != relation) continue;
      return Name(PartsSchema(target_.schema), shown->rows.columns[1].Text(row));
    }
    return "";
  }

  std::unique_ptr<golden::Star> star_ = golden::PublishStar().value();
  std::unique_ptr<testing_support::RedshiftFacade> facade_ = testing_support::StartFacade(*star_->lake);
  redshift::Run run_ = Connect(testing_support::ConnectionTo(*facade_)).value();
  Target target_ = testing_support::TargetIn(testing_support::NewSchema());
  std::vector<std::string> sent_;
};

TEST_F(KeptStar, HoldsThePublicationAndSaysWhichItIs) {
  const publish::Input input{"shop", "2026-03-31/orders.csv", Day::Of(2026, 3, 31), "c0", "r0"};
  star_->record.content.inputs = {input};
  const Status kept = Keep();
  ASSERT_TRUE(kept.ok()) << kept.error().ToString();
  ExpectEqualTables();
  EXPECT_EQ(Kept("select number, content_hash, published_at, run from star.till_publication"),
            "42|" + std::string(64, 'a') + "|2026-04-01T05:02:11+01:00|20260331T040000Z-3fa9c1|\n");
  EXPECT_EQ(Kept("select _input, feed, key, business_date, content, recipe from star.till_inputs"),
            std::to_string(input.Id()) + "|shop|2026-03-31/orders.csv|2026-03-31|c0|r0|\n");
  EXPECT_EQ(Sent("copy "), star_->record.content.tables.size() + 4)
      << "the lists of parts, files and inputs, and the publication";
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
  const std::string shown = star_->lake->Fetch(file.key)->string();
  EXPECT_EQ(kept.error().ToString(),
            "cannot load 'fact_orders' into Redshift: row 1 of '" + shown +
                "' has a text of 5,000 bytes in column 'promotion', '" + Shown(std::string(5000, 'x')) +
                "'\nhint: a text may have 4,096 bytes there: shorten it in the file it comes from");
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

TEST_F(KeptStar, MakesAViewAnewWhoseTypesChangedUnderEqualNames) {
  ASSERT_TRUE(Keep().ok());
  const auto dates =
      std::ranges::find_if(star_->record.content.tables, [](const auto& t) { return t.name == "dim_date"; });
  ASSERT_NO_FATAL_FAILURE(Widen(*dates));
  star_->record.number = 43;
  star_->record.content_hash = std::string(64, 'b');
  const Status kept = Keep();
  ASSERT_TRUE(kept.ok()) << kept.error().ToString();
  EXPECT_EQ(Sent("drop view "), 1U);
  ExpectEqualTables();
}

TEST_F(KeptStar, IsAttachedWithoutWaitingForWhoLoadsParts) {
  ASSERT_TRUE(Keep().ok());
  static_cast<void>(facade_->TakeSent());
  const auto reader = OpenReader(target_);
  const Status first = Attach(*reader);
  ASSERT_TRUE(first.ok()) << first.error().ToString();
  sent_ = facade_->TakeSent();
  ASSERT_EQ(Sent("lock "), 0U);
  EXPECT_EQ(Sent("copy "), 1U) << "the list of the files";
  ASSERT_TRUE(run_(Begin()).ok());
  ASSERT_TRUE(run_(LockParts(target_.schema)).ok());
  const Status second = Attach(*OpenReader(target_));
  EXPECT_TRUE(second.ok()) << second.error().ToString();
  ASSERT_TRUE(run_(Rollback()).ok());
  const auto rows = reader->Query("select count(*) as n from star.fact_orders", {});
  ASSERT_TRUE(rows.ok()) << rows.error().ToString();
  EXPECT_EQ(TextOf(*rows), Kept("select count(*) as n from star.fact_orders"));
}

TEST_F(KeptStar, IsLoadedByAReaderWhereAPartIsMissing) {
  ASSERT_TRUE(Keep().ok());
  Shorten(Facts().files.front());
  static_cast<void>(facade_->TakeSent());
  const auto reader = OpenReader(target_);
  const Status attached = Attach(*reader);
  ASSERT_TRUE(attached.ok()) << attached.error().ToString();
  sent_ = facade_->TakeSent();
  EXPECT_EQ(Sent("lock "), 1U);
  const auto place = [&](const std::string& beginning) {
    return std::ranges::find_if(sent_, [&](const std::string& sql) { return sql.starts_with(beginning); });
  };
  EXPECT_LT(place("commit"), place("insert into \"star.")) << "what is loaded is let go of before it is copied";
  EXPECT_EQ(TextOf(*reader->Query("select count(*) as n from star.fact_orders where quantity = 0.0077", {})), "1|\n");
}

TEST_F(KeptStar, IsNotAttachedInPartWhereItsPartsAreDeletedMeanwhile) {
  ASSERT_TRUE(Keep().ok());
  ASSERT_TRUE(run_(DropView(target_.schema, "dim_stores")).ok());
  const std::string list = Name(PartsSchema(target_.schema), kPartsTable);
  const std::vector<std::vector<std::string>> deletions{
      {"delete from " + PartsOf("fact_orders"), "delete from " + list + " where parts_table like 'fact_orders%'"},
      {"drop table if exists " + PartsOf("dim_stores"),
       "delete from " + list + " where parts_table like 'dim_stores%'"}};
  for (const auto& deletion : deletions) {
    const Status attached = AttachWhile(deletion);
    ASSERT_FALSE(attached.ok()) << deletion[0];
    EXPECT_EQ(attached.error().code, Code::kUnavailable);
    EXPECT_EQ(attached.error().ToString(),
              "cannot attach 'star': its rows were deleted meanwhile\n"
              "hint: whoever publishes deletes what no publication needs any more: read the newest one");
  }
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
