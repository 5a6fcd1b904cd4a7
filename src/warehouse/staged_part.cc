#include "warehouse/staged_part.h"

#include <string>

#include "columns/parquet_reader.h"

namespace till::warehouse {
namespace {

constexpr std::string_view kMakeAgain = "till run --full stages it again";

}  // namespace

Result<columns::Batch> ReadStagedPart(lake::ObjectStore& store, std::string_view key) {
  const auto bytes = store.Get(key);
  if (!bytes.ok() && bytes.error().code == Code::kNotFound) {
    return NotFound("cannot read staged part '" + std::string(key) + "': it is gone", std::string(kMakeAgain));
  }
  TILL_TRY(bytes.status());
  auto batch = columns::DecodeParquet(*bytes);
  if (!batch.ok())
    return Corrupt("cannot read staged part '" + std::string(key) + "': it is cut", std::string(kMakeAgain));
  return batch;
}

}  // namespace till::warehouse
