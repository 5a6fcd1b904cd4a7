#include "adapters/postgres/staging.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "warehouse/staged_relations.h"

namespace till::postgres {
namespace {

using columns::Batch;
using columns::Column;
using columns::Type;
using warehouse::StagedRelation;

/// Parts that are in memory at once on their way into the engine.
constexpr size_t kPartsAtOnce = 64;
constexpr std::string_view kServed = "staged.served";

/// The table that holds the rows of a relation's parts, each with the part's place.
std::string PartsTable(const StagedRelation& relation) { return "staged." + relation.name; }

Batch WithPart(Batch rows, size_t part) {
  Column place(Type::kInteger);
  for (size_t row = 0; row < rows.rows(); ++row) place.AppendNumber(static_cast<int64_t>(part));
  rows.schema.insert(rows.schema.begin(), {"part", Type::kInteger});
  rows.columns.insert(rows.columns.begin(), std::move(place));
  return rows;
}

Status Fill(Session& session, lake::ObjectStore& store, const WorkerPool& pool, const StagedRelation& relation) {
  std::vector<std::string> keys;
  for (const auto& [key, inputs] : relation.parts) keys.push_back(key);
  for (size_t begin = 0; begin < keys.size(); begin += kPartsAtOnce) {
    std::vector<Batch> batches(std::min(kPartsAtOnce, keys.size() - begin));
    TILL_TRY(pool.ForEach(batches.size(), [&](size_t i, size_t) -> Status {
      TILL_ASSIGN(batches[i], warehouse::ReadPartOf(relation, store, keys[begin + i]));
      return Ok();
    }));
    for (size_t i = 0; i < batches.size(); ++i) {
      TILL_TRY(session.CopyIn(Temporary(PartsTable(relation)), WithPart(std::move(batches[i]), begin + i)));
    }
  }
  return Ok();
}

/// The relation that models read.
std::string View(const StagedRelation& relation) {
  std::vector<std::string> columns;
  for (const std::string_view column : warehouse::kStagedInputColumns) columns.push_back("i." + std::string(column));
  for (const columns::Field& field : relation.schema) columns.push_back("p." + Identifier(field.name));
  return "create temporary view " + Identifier(relation.name) + " as select " + Join(columns, ", ") + " from " +
         Temporary(PartsTable(relation)) + " as p join " + Temporary(kServed) +
         " as i on i.relation = " + Quoted(relation.name) + " and i.part = p.part";
}

}  // namespace

std::string Temporary(std::string_view name) { return "pg_temp." + Identifier(name); }

std::string CreateTemporary(std::string_view name, const columns::Schema& schema) {
  return "create temporary table " + Identifier(name) + " (" + ColumnDefinitions(schema) + ")";
}

Status StageInputs(Session& session, lake::ObjectStore& store, const WorkerPool& pool,
                   std::span<const warehouse::StagedInput> inputs) {
  const std::vector<StagedRelation> relations = warehouse::StagedRelations(inputs);
  const Batch listed = warehouse::InputRelation(inputs);
  const Batch served = warehouse::ServedParts(relations, listed);
  const std::string drop = "drop table if exists ";
  std::string statements = drop + Temporary("inputs") + "; " + drop + Temporary(kServed) + " cascade; " +
                           CreateTemporary("inputs", listed.schema) + "; " + CreateTemporary(kServed, served.schema);
  for (const StagedRelation& relation : relations) {
    columns::Schema stored = relation.schema;
    stored.insert(stored.begin(), {"part", Type::kInteger});
    statements += "; " + drop + Temporary(PartsTable(relation)) + " cascade; " +
                  CreateTemporary(PartsTable(relation), stored) + "; " + View(relation);
  }
  TILL_ASSIGN(Transaction transaction, Transaction::Begin(session));
  TILL_TRY(session.Execute(statements));
  TILL_TRY(session.CopyIn(Temporary("inputs"), listed));
  TILL_TRY(session.CopyIn(Temporary(kServed), served));
  for (const StagedRelation& relation : relations) {
    TILL_TRY(Fill(session, store, pool, relation));
    TILL_TRY(session.Execute("analyze " + Temporary(PartsTable(relation))));
  }
  TILL_TRY(session.Execute("analyze " + Temporary(kServed)));
  return transaction.Commit();
}

}  // namespace till::postgres
