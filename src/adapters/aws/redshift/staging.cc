#include "adapters/aws/redshift/staging.h"

#include <string>
#include <vector>

#include "adapters/aws/redshift/statements.h"
#include "base/hash.h"
#include "warehouse/staged_relations.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using postgres::Identifier;
using warehouse::StagedRelation;

/// Which parts belong to which input.
constexpr std::string_view kServed = "till.served";

Status LoadParts(Parts& parts, lake::ObjectStore& store, const StagedRelation& relation) {
  std::vector<Part> wanted;
  for (const auto& [key, places] : relation.parts) {
    wanted.push_back(
        {Hash60(key), key, [&relation, &store, &key = key] { return warehouse::ReadPartOf(relation, store, key); }});
  }
  return parts.Load(relation.name, relation.schema, wanted);
}

Batch ServedParts(std::span<const StagedRelation> relations) {
  Batch served = Batch::Of({{"part", Type::kBigint}, {"input_rank", Type::kBigint}});
  for (const StagedRelation& relation : relations) {
    for (const auto& [key, places] : relation.parts) {
      for (const size_t place : places) {
        served.columns[0].AppendNumber(Hash60(key));
        served.columns[1].AppendNumber(static_cast<int64_t>(place) + 1);
      }
    }
  }
  return served;
}

Status MakeTable(const Run& run, Loader& loader, std::string_view name, const Batch& rows) {
  TILL_TRY(run(DropTemporary(name)).status());
  TILL_TRY(run(CreateTemporary(name, rows.schema)).status());
  TILL_TRY(loader.CopyRows(Identifier(name), name, rows));
  return run(Analyze(name)).status();
}

/// The relation that models read.
Status MakeRelation(const Run& run, std::string_view schema, const StagedRelation& relation, const Schema& inputs) {
  Schema columns;
  for (const std::string_view name : warehouse::kStagedInputColumns) {
    for (const columns::Field& field : inputs) {
      if (field.name == name) columns.push_back(field);
    }
  }
  columns.insert(columns.end(), relation.schema.begin(), relation.schema.end());
  TILL_TRY(run(DropTemporary(relation.name)).status());
  TILL_TRY(run(CreateTemporary(relation.name, columns)).status());
  TILL_TRY(run(FillFromStaged(schema, relation.name, relation.schema, kServed)).status());
  return run(Analyze(relation.name)).status();
}

}  // namespace

Status StageInputs(const Run& run, std::string_view schema, Loader& loader, Parts& parts, lake::ObjectStore& store,
                   std::span<const warehouse::StagedInput> inputs) {
  const std::vector<StagedRelation> relations = warehouse::StagedRelations(inputs);
  const Batch listed = warehouse::InputRelation(inputs);
  const Batch served = ServedParts(relations);
  for (const StagedRelation& relation : relations) TILL_TRY(LoadParts(parts, store, relation));
  TILL_TRY(parts.Finish());
  TILL_TRY(MakeTable(run, loader, "inputs", listed));
  TILL_TRY(MakeTable(run, loader, kServed, served));
  for (const StagedRelation& relation : relations) TILL_TRY(MakeRelation(run, schema, relation, listed.schema));
  const auto numbers = served.columns[0].numbers();
  return parts.KeepOnly(Parts::Kind::kStaged, {numbers.begin(), numbers.end()}, Identifier(kServed));
}

}  // namespace till::redshift
