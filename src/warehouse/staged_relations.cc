#include "warehouse/staged_relations.h"

#include "retail/tables.h"
#include "warehouse/staged_part.h"

namespace till::warehouse {

using columns::Batch;
using columns::Column;
using columns::Type;

std::vector<StagedRelation> StagedRelations(std::span<const StagedInput> inputs) {
  std::vector<StagedRelation> relations;
  for (const retail::SourceTable& table : retail::SourceTables()) {
    relations.push_back({"stg_" + std::string(table.name), retail::StagedSchema(table), {}});
    for (size_t i = 0; i < inputs.size(); ++i) {
      const auto found = inputs[i].parts.find(std::string(table.name));
      if (found == inputs[i].parts.end()) continue;
      for (const std::string& key : found->second) relations.back().parts[key].push_back(i);
    }
  }
  relations.push_back({"stg_keys", retail::KeysSchema(), {}});
  for (size_t i = 0; i < inputs.size(); ++i) {
    for (const std::string& key : inputs[i].keys) relations.back().parts[key].push_back(i);
  }
  return relations;
}

Batch InputRelation(std::span<const StagedInput> inputs) {
  Batch batch = Batch::Of({{"_input", Type::kBigint},
                           {"input_rank", Type::kBigint},
                           {"feed", Type::kText},
                           {"key", Type::kText},
                           {"source", Type::kText},
                           {"kind", Type::kText},
                           {"business_date", Type::kDate},
                           {"deletes", Type::kBoolean},
                           {"prices_include_tax", Type::kBoolean}});
  for (size_t i = 0; i < inputs.size(); ++i) {
    const StagedInput& input = inputs[i];
    batch.columns[0].AppendNumber(input.id);
    batch.columns[1].AppendNumber(static_cast<int64_t>(i) + 1);
    batch.columns[2].AppendText(input.feed);
    batch.columns[3].AppendText(input.key);
    batch.columns[4].AppendText(input.source);
    batch.columns[5].AppendText(input.kind);
    batch.columns[6].AppendNumber(input.business_date.value);
    batch.columns[7].AppendNumber(input.deletes ? 1 : 0);
    batch.columns[8].AppendNumber(input.prices_include_tax ? 1 : 0);
  }
  return batch;
}

Batch ServedParts(std::span<const StagedRelation> relations, const Batch& inputs) {
  Batch served = Batch::Of({{"relation", Type::kText}, {"part", Type::kInteger}});
  served.schema.insert(served.schema.end(), inputs.schema.begin(), inputs.schema.end());
  for (const columns::Field& field : inputs.schema) served.columns.emplace_back(field.type);
  for (const StagedRelation& relation : relations) {
    int64_t part = 0;
    for (const auto& [key, places] : relation.parts) {
      for (const size_t place : places) {
        served.columns[0].AppendText(relation.name);
        served.columns[1].AppendNumber(part);
        for (size_t i = 0; i < inputs.columns.size(); ++i) {
          const Column& column = inputs.columns[i];
          column.type() == Type::kText ? served.columns[i + 2].AppendText(column.Text(place))
                                       : served.columns[i + 2].AppendNumber(column.Number(place));
        }
      }
      ++part;
    }
  }
  return served;
}

Result<Batch> ReadPartOf(const StagedRelation& relation, lake::ObjectStore& store, const std::string& key) {
  TILL_ASSIGN(Batch batch, ReadStagedPart(store, key));
  if (batch.schema == relation.schema) return batch;
  return Corrupt("cannot read staged part '" + key + "': it has other columns than its table",
                 "till run --full stages it again");
}

}  // namespace till::warehouse
