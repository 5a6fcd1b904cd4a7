#include "adapters/duckdb/relations.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "warehouse/staged_relations.h"

namespace till::duckdb {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using warehouse::StagedInput;
using warehouse::StagedRelation;
using Paths = std::vector<std::filesystem::path>;

/// Parts that are in memory at once on their way into the engine.
constexpr size_t kPartsAtOnce = 64;

std::string Scan(const Paths& files) {
  std::vector<std::string> quoted;
  for (const auto& file : files) quoted.push_back(Quoted(file));
  return "read_parquet([" + Join(quoted, ", ") + "], hive_partitioning = false)";
}

std::string ColumnList(const Schema& schema, std::string_view prefix) {
  std::vector<std::string> names;
  for (const columns::Field& field : schema) names.push_back(std::string(prefix) + Identifier(field.name));
  return Join(names, ", ");
}

std::string TypedNulls(const Schema& schema) {
  std::vector<std::string> nulls;
  for (const columns::Field& field : schema) {
    nulls.push_back("cast(null as " + std::string(SqlType(field.type)) + ") as " + Identifier(field.name));
  }
  return Join(nulls, ", ");
}

/// Fills a table with a relation's parts, a column more where the first part comes that has a value in it: most of
/// the columns that a source table can have are empty in all of a shop's files.
class PartsTable {
 public:
  PartsTable(Session& session, const StagedRelation& relation)
      : session_(session), relation_(relation), name_("staged." + relation.name), columns_{{"part", Type::kInteger}} {}

  Status Fill(lake::ObjectStore& store, const WorkerPool& pool) {
    TILL_TRY(session_.Execute(CreateTable(name_, columns_)));
    std::vector<std::string> keys;
    for (const auto& [key, inputs] : relation_.parts) keys.push_back(key);
    for (size_t begin = 0; begin < keys.size(); begin += kPartsAtOnce) {
      std::vector<Batch> batches(std::min(kPartsAtOnce, keys.size() - begin));
      TILL_TRY(pool.ForEach(batches.size(), [&](size_t i, size_t) -> Status {
        TILL_ASSIGN(batches[i], warehouse::ReadPartOf(relation_, store, keys[begin + i]));
        return Ok();
      }));
      TILL_TRY(AddColumns(batches));
      if (appender_ == nullptr) {
        TILL_ASSIGN(appender_, Appender::Open(session_, relation_.name, "staged", columns_));
      }
      for (size_t i = 0; i < batches.size(); ++i) {
        TILL_TRY(appender_->Append(Stored(std::move(batches[i]), begin + i)));
      }
    }
    return CloseAppender();
  }

  /// The relation that models read.
  std::string View() const {
    std::vector<std::string> columns;
    for (const std::string_view column : warehouse::kStagedInputColumns) columns.push_back("i." + std::string(column));
    for (const columns::Field& field : relation_.schema) {
      const bool stored = std::find(columns_.begin(), columns_.end(), field) != columns_.end();
      columns.push_back(stored ? "p." + Identifier(field.name) : TypedNulls({field}));
    }
    return "create or replace view " + relation_.name + " as select " + Join(columns, ", ") + " from " + name_ +
           " as p join staged.served as i on i.relation = '" + relation_.name + "' and i.part = p.part";
  }

 private:
  Status AddColumns(std::span<const Batch> batches) {
    for (size_t i = 0; i < relation_.schema.size(); ++i) {
      const columns::Field& field = relation_.schema[i];
      if (std::find(columns_.begin(), columns_.end(), field) != columns_.end()) continue;
      const bool filled = std::any_of(batches.begin(), batches.end(), [&](const Batch& batch) {
        const auto valid = batch.columns[i].valid();
        return std::find(valid.begin(), valid.end(), 1) != valid.end();
      });
      if (!filled) continue;
      TILL_TRY(CloseAppender());
      TILL_TRY(session_.Execute("alter table " + name_ + " add column " + Identifier(field.name) + " " +
                                std::string(SqlType(field.type))));
      columns_.push_back(field);
      places_.push_back(i);
    }
    return Ok();
  }

  Status CloseAppender() {
    if (appender_ == nullptr) return Ok();
    TILL_TRY(appender_->Close());
    appender_.reset();
    return Ok();
  }

  /// A part's rows with the columns of the table.
  Batch Stored(Batch part, size_t index) const {
    Batch stored = Batch::Of({columns_.front()});
    for (size_t row = 0; row < part.rows(); ++row) stored.columns[0].AppendNumber(static_cast<int64_t>(index));
    for (const size_t place : places_) stored.columns.push_back(std::move(part.columns[place]));
    stored.schema = columns_;
    return stored;
  }

  Session& session_;
  std::unique_ptr<Appender> appender_;  ///< with columns_; nullptr before the first part of these
  const StagedRelation& relation_;
  std::string name_;
  Schema columns_;              ///< of the table
  std::vector<size_t> places_;  ///< of its columns but the first in the relation's schema
};

}  // namespace

std::string CreateTable(std::string_view name, const Schema& schema) {
  std::vector<std::string> columns;
  for (const columns::Field& field : schema) {
    columns.push_back(Identifier(field.name) + " " + std::string(SqlType(field.type)));
  }
  return "create or replace table " + std::string(name) + " (" + Join(columns, ", ") + ")";
}

Status StageInputs(Session& session, lake::ObjectStore& store, const WorkerPool& pool,
                   std::span<const StagedInput> inputs) {
  const std::vector<StagedRelation> relations = warehouse::StagedRelations(inputs);
  const Batch listed = warehouse::InputRelation(inputs);
  const Batch served = warehouse::ServedParts(relations, listed);
  TILL_TRY(session.Execute("drop schema if exists staged cascade; create schema staged; " +
                           CreateTable("inputs", listed.schema) + "; " + CreateTable("staged.served", served.schema)));
  TILL_TRY(session.Append("inputs", "main", listed));
  TILL_TRY(session.Append("served", "staged", served));
  for (const StagedRelation& relation : relations) {
    PartsTable table(session, relation);
    TILL_TRY(table.Fill(store, pool));
    TILL_TRY(session.Execute(table.View()));
  }
  return Ok();
}

std::string AttachedView(std::string_view schema, const warehouse::Warehouse::AttachedTable& table) {
  Schema stored = table.columns;
  std::erase_if(stored, [&](const columns::Field& field) { return field.name == table.partition_column; });
  std::map<Day, Paths> partitions;
  for (size_t i = 0; i < table.files.size(); ++i) {
    partitions[table.partitions.empty() ? kNoDay : table.partitions[i]].push_back(table.files[i]);
  }
  std::vector<std::string> branches;
  for (const auto& [day, files] : partitions) {
    std::string branch = "select " + ColumnList(stored, "");
    if (!table.partition_column.empty()) {
      branch += ", date '" + day.ToString() + "' as " + Identifier(table.partition_column);
    }
    branches.push_back(branch + " from " + Scan(files));
  }
  if (branches.empty()) branches.push_back("select " + TypedNulls(table.columns) + " where false");
  const std::string rows = Join(branches, "\nunion all ");
  return "create or replace view " + Identifier(schema) + "." + Identifier(table.name) + " as select " +
         ColumnList(table.columns, "") + " from (\n" + rows + "\n)";
}

}  // namespace till::duckdb
