#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "columns/batch.h"
#include "lake/object_store.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// A staged relation and its parts. A part serves several inputs where their files have the same content.
struct StagedRelation {
  std::string name;                                  ///< "stg_orders", "stg_keys"
  columns::Schema schema;                            ///< of its parts
  std::map<std::string, std::vector<size_t>> parts;  ///< by key, the places of the inputs that each serves
};

/// Every staged relation with the parts of these inputs.
std::vector<StagedRelation> StagedRelations(std::span<const StagedInput> inputs);

/// The rows of the relation `inputs`, in which the place of an input is its row.
columns::Batch InputRelation(std::span<const StagedInput> inputs);

/// Which inputs each part serves: "relation" (text), "part" (integer: its place in `parts`), then the columns of
/// InputRelation.
columns::Batch ServedParts(std::span<const StagedRelation> relations, const columns::Batch& inputs);

/// What a staged relation says of the input of each row, in this order.
inline constexpr std::string_view kStagedInputColumns[] = {"_input", "input_rank", "feed",
                                                           "source", "kind",       "business_date"};

/// The rows of a relation's part. As ReadStagedPart; kCorrupt also if it has other columns than its relation.
Result<columns::Batch> ReadPartOf(const StagedRelation& relation, lake::ObjectStore& store, const std::string& key);

}  // namespace till::warehouse
