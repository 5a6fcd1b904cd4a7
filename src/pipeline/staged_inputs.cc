#include "pipeline/staged_inputs.h"

#include <map>
#include <optional>

#include "ingest/receipt.h"
#include "ingest/staging.h"
#include "pipeline/listing_record.h"
#include "warehouse/staged_part.h"
#include "warehouse/staged_relations.h"

namespace till::pipeline {
namespace {

constexpr std::string_view kMakeAgain = "till run --full stages it again";

Error Gone(const publish::Input& input, const Error& error) {
  if (error.code != Code::kNotFound) return error;
  return NotFound("cannot work the star: what was staged of '" + input.feed + "/" + input.key + "' is gone",
                  std::string(kMakeAgain));
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
  const std::string what = "'" + prefix + "/receipt.json'";
  const auto json = ParseJson(*text, what);
  if (!json.ok()) return Corrupt(json.error().message, std::string(kMakeAgain));
  auto parsed = ingest::ReceiptFromJson(*json, what);
  if (!parsed.ok()) return Error{parsed.error().code, parsed.error().message, std::string(kMakeAgain)};
  const ingest::Receipt receipt = std::move(*parsed);

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

/// Stages the file of `input` again; `arrival` is what lies there now, or nullptr.
Result<ingest::StagedFile> StageAgain(const TaskContext& context, const publish::Input& input,
                                      const ingest::Arrival* arrival) {
  const std::string name = input.feed + "/" + input.key;
  const auto refuse = [&](Code code, std::string_view fact) {
    return Error{code, "cannot stage '" + name + "' again: " + std::string(fact),
                 "put the file of the last publication back, or keep it out: till inputs hold " + name};
  };
  if (arrival == nullptr) return refuse(Code::kNotFound, "what was staged is damaged and its file is gone");
  const project::Feed& feed = *context.project.FindFeed(input.feed);
  if (project::Recipe(context.project, feed, arrival->path_values, ingest::kReaderVersion) != input.recipe) {
    return Conflict("cannot stage '" + name + "' again: its mapping has changed", std::string(kMakeAgain));
  }
  const ingest::FileToStage file{&context.project, &feed,        arrival->key, arrival->path_values,
                                 arrival->object,  input.recipe, true};
  TILL_ASSIGN(ingest::StagedFile staged, ingest::StageFile(file, context.services.store));
  if (staged.content != input.content) return refuse(Code::kConflict, "its file has other content by now");
  return staged;
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

Status CheckStaged(const project::Project& project, lake::ObjectStore& store, const publish::Input& input) {
  warehouse::StagedInput staged;
  warehouse::InputRows rows;
  TILL_TRY(FindOne(project, store, input, staged, rows));
  for (const warehouse::StagedRelation& relation : warehouse::StagedRelations({&staged, 1})) {
    for (const auto& [key, places] : relation.parts) {
      TILL_TRY(warehouse::ReadPartOf(relation, store, key).status());
    }
  }
  if (rows.rejected == 0) return Ok();
  return warehouse::ReadStagedPart(store, ingest::StagingPrefix(input.content, input.recipe) + "/rejects.parquet")
      .status();
}

Result<int64_t> MendStagedInputs(const TaskContext& context, const std::vector<publish::Input>& inputs) {
  const Services& services = context.services;
  TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
  TILL_ASSIGN(const std::vector<ListedFile> listed, ListedFiles(listing));
  std::map<std::pair<std::string, std::string>, const ingest::Arrival*> arrivals;
  for (const ListedFile& file : listed) arrivals[{file.arrival.feed, file.arrival.key}] = &file.arrival;
  std::vector<std::optional<ingest::StagedFile>> mended(inputs.size());
  TILL_TRY(services.pool.ForEach(inputs.size(), [&](size_t i, size_t) -> Status {
    const Status whole = CheckStaged(context.project, services.store, inputs[i]);
    if (whole.ok()) return Ok();
    if (whole.error().code != Code::kNotFound && whole.error().code != Code::kCorrupt) return whole;
    context.log.Warn("staging '" + inputs[i].feed + "/" + inputs[i].key + "' again: " + whole.error().message);
    const auto found = arrivals.find({inputs[i].feed, inputs[i].key});
    TILL_ASSIGN(mended[i], StageAgain(context, inputs[i], found == arrivals.end() ? nullptr : found->second));
    return Ok();
  }));
  std::vector<const ingest::StagedFile*> staged;
  for (const auto& file : mended) {
    if (file) staged.push_back(&*file);
  }
  TILL_TRY(ingest::SaveReceipts(staged, services.store, services.pool));
  return static_cast<int64_t>(staged.size());
}

}  // namespace till::pipeline
