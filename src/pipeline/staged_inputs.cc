#include "pipeline/staged_inputs.h"

#include "ingest/receipt.h"
#include "ingest/staging.h"

namespace till::pipeline {
namespace {

Error Gone(const publish::Input& input, const Error& error) {
  if (error.code != Code::kNotFound) return error;
  return NotFound("cannot work the star: what was staged of '" + input.feed + "/" + input.key + "' is gone",
                  "till run --full stages it again");
}

Status FindOne(const project::Project& project, lake::ObjectStore& store, const publish::Input& input,
               warehouse::StagedInput& staged, warehouse::InputRows& rows) {
  const project::Feed* feed = project.FindFeed(input.feed);
  if (feed == nullptr) {
    return Rejected("cannot work the star: feed '" + input.feed + "' of input '" + input.key + "' is not in till.toml");
  }
  const std::string prefix = ingest::StagingPrefix(input.content, input.recipe);
  const auto text = store.Get(prefix + "/receipt.json");
  if (!text.ok()) return Gone(input, text.error());
  TILL_ASSIGN(const Json json, ParseJson(*text, "'" + prefix + "/receipt.json'"));
  TILL_ASSIGN(const ingest::Receipt receipt, ingest::ReceiptFromJson(json, "'" + prefix + "/receipt.json'"));

  staged.id = input.Id();
  staged.feed = input.feed;
  staged.key = input.key;
  staged.business_date = input.business_date;
  staged.source = feed->source;
  staged.kind = project::FeedKindName(feed->kind);
  staged.prices_include_tax = feed->prices_include_tax;
  rows = {staged.id, receipt.read, receipt.loaded, receipt.rejected, 0};
  for (const ingest::StagedTable& table : receipt.tables) {
    if (table.unreadable_ids > 0) staged.deletes = false;
    if (table.table == "orders") rows.order_lines = table.rows;
    for (const ingest::StagedPart& part : table.parts) {
      staged.parts[table.table].push_back(prefix + "/" + table.table + "/" + part.name);
    }
  }
  staged.keys.push_back(prefix + "/keys.parquet");
  return Ok();
}

}  // namespace

Result<StagedInputs> FindStagedInputs(const project::Project& project, lake::ObjectStore& store, const WorkerPool& pool,
                                      const std::vector<publish::Input>& inputs) {
  StagedInputs staged{std::vector<warehouse::StagedInput>(inputs.size()),
                      std::vector<warehouse::InputRows>(inputs.size())};
  TILL_TRY(pool.ForEach(inputs.size(), [&](size_t i, size_t) {
    return FindOne(project, store, inputs[i], staged.inputs[i], staged.rows[i]);
  }));
  return staged;
}

}  // namespace till::pipeline
