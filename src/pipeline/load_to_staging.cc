#include "pipeline/load_to_staging.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "ingest/rejects.h"
#include "ingest/staging.h"
#include "pipeline/content_index.h"
#include "pipeline/input_record.h"
#include "pipeline/listing_record.h"
#include "publish/inputs.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

/// So many files are staged between two syncs: a run that dies loses no more of its work.
constexpr size_t kFilesPerSync = 500;

/// What is known of a listed file after this task has looked at it.
struct Loaded {
  publish::Input input;
  bool was_input = false;  ///< it is in the last set just so, and was not looked at again
  std::optional<ingest::StagedFile> staged;
  std::optional<Error> refusal;
};

/// Feed and key of files.
using FileNames = std::set<std::pair<std::string, std::string>>;
/// The last publication's set, by feed and key.
using LastSet = std::map<std::pair<std::string, std::string>, publish::Input>;

bool IsHeldWhole(const std::vector<publish::Hold>& holds, const ingest::Arrival& arrival) {
  return std::ranges::any_of(holds, [&](const publish::Hold& hold) {
    return hold.content.empty() && hold.feed == arrival.feed && hold.key == arrival.key;
  });
}

/// Stages one file, unless its last input is known to be what it would give again.
Result<Loaded> LoadFile(const TaskContext& context, const ListedFile& file, const LastSet& last,
                        const std::vector<publish::Hold>& holds) {
  const ingest::Arrival& arrival = file.arrival;
  const project::Feed& feed = *context.project.FindFeed(arrival.feed);
  Loaded loaded;
  loaded.input = {arrival.feed, arrival.key, arrival.business_date, file.content,
                  project::Recipe(context.project, feed, arrival.path_values, ingest::kReaderVersion)};
  const auto before = last.find({arrival.feed, arrival.key});
  loaded.was_input = before != last.end() && before->second == loaded.input;
  if (loaded.was_input) return loaded;

  const ingest::FileToStage to_stage{&context.project,    &feed,          arrival.key,
                                     arrival.path_values, arrival.object, loaded.input.recipe,
                                     context.options.full};
  auto staged = ingest::StageFile(to_stage, context.services.store);
  if (!staged.ok()) {
    if (staged.error().code != Code::kRejected) return staged.error();
    loaded.refusal = staged.error();
    return loaded;
  }
  loaded.input.content = staged->content;
  loaded.staged = std::move(*staged);
  const Status limit = ingest::CheckRejects(loaded.staged->receipt, feed, arrival.key);
  const bool held = std::ranges::any_of(holds, [&](const publish::Hold& hold) { return hold.Covers(loaded.input); });
  if (!limit.ok() && !held) loaded.refusal = limit.error();
  return loaded;
}

Result<std::vector<Loaded>> LoadFiles(const TaskContext& context, const std::vector<ListedFile>& files,
                                      const LastSet& last, const std::vector<publish::Hold>& holds) {
  const Services& services = context.services;
  std::vector<Loaded> loaded(files.size());
  for (size_t begin = 0; begin < files.size(); begin += kFilesPerSync) {
    const size_t end = std::min(files.size(), begin + kFilesPerSync);
    TILL_TRY(services.pool.ForEach(end - begin, [&](size_t i, size_t) -> Status {
      if (context.cancelled()) return Cancelled("cannot go on loading: the run was asked to stop");
      TILL_ASSIGN(loaded[begin + i], LoadFile(context, files[begin + i], last, holds));
      return Ok();
    }));
    std::vector<const ingest::StagedFile*> staged;
    for (size_t i = begin; i < end; ++i) {
      if (loaded[i].staged) staged.push_back(&*loaded[i].staged);
    }
    TILL_TRY(ingest::SaveReceipts(staged, services.store, services.pool));
  }
  return loaded;
}

/// The files that this run looks at.
std::vector<ListedFile> Selected(const TaskContext& context, const std::vector<ListedFile>& listed,
                                 const std::vector<publish::Hold>& holds) {
  std::vector<ListedFile> selected;
  for (const ListedFile& file : listed) {
    const bool held = IsHeldWhole(holds, file.arrival);
    if (!held && IsSelected(context.options.date, file.arrival.business_date)) selected.push_back(file);
  }
  return selected;
}

/// All files that are there, those that are not taken yet too: none of them has vanished. One that is empty has.
struct FilesThere {
  FileNames there;
  FileNames empty;
};

Result<FilesThere> FindFilesThere(const Json& listing, const std::vector<ListedFile>& listed) {
  constexpr std::string_view kWhat = "the listing of check_s3_files";
  FilesThere files;
  for (const ListedFile& file : listed) files.there.emplace(file.arrival.feed, file.arrival.key);
  TILL_ASSIGN(const auto withheld, Member<std::vector<Json>>(listing, "withheld", kWhat));
  for (const Json& file : withheld) {
    TILL_ASSIGN(const auto feed, Member<std::string>(file, "feed", kWhat));
    TILL_ASSIGN(const auto key, Member<std::string>(file, "key", kWhat));
    TILL_ASSIGN(const auto why, Member<std::string>(file, "why", kWhat));
    (why == ingest::WhyName(ingest::Withheld::Why::kEmpty) ? files.empty : files.there).emplace(feed, key);
  }
  return files;
}

/// The rules' view: files that were loaded with their new input, the others that are there with their last one.
publish::Situation SituationOf(const TaskContext& context, const std::optional<publish::Record>& record,
                               const LastSet& last, const FilesThere& files, const std::vector<Loaded>& loaded,
                               std::vector<publish::Hold> holds) {
  publish::Situation situation;
  FileNames seen;
  for (const Loaded& file : loaded) {
    if (file.refusal) continue;
    situation.present.push_back(file.input);
    seen.emplace(file.input.feed, file.input.key);
  }
  for (const auto& key : files.there) {
    const auto before = last.find(key);
    if (!seen.contains(key) && before != last.end()) situation.present.push_back(before->second);
  }
  for (const auto& [key, input] : last) situation.last.push_back(input);
  for (const project::Feed& feed : context.project.feeds) situation.feeds[feed.name] = {feed.kind, feed.on_removed};
  situation.last_publication = record ? record->number : 0;
  situation.holds = std::move(holds);
  situation.date = context.options.date;
  situation.empty = files.empty;
  return situation;
}

Error RefusalOf(const std::vector<RefusedFile>& refused) {
  Error error = refused.front().error;
  if (refused.size() > 1) {
    error.message = Count(static_cast<int64_t>(refused.size()), "file") + " refused; the first: " + error.message;
  }
  if (!error.hint.empty()) error.hint += "; ";
  error.hint += "or keep it out: till inputs hold " + refused.front().input.feed + "/" + refused.front().input.key;
  return error;
}

/// What this run worked on, as in product.md's `till run --json`.
Json CountsOf(const publish::NextSet& next, const std::vector<Loaded>& loaded, size_t refused) {
  int64_t read = 0;
  int64_t accepted = 0;
  int64_t rejected = 0;
  for (const Loaded& file : loaded) {
    if (!file.staged || file.refusal) continue;
    read += file.staged->receipt.read;
    accepted += file.staged->receipt.loaded;
    rejected += file.staged->receipt.rejected;
  }
  return {{"files",
           {{"new", next.added.size()},
            {"skipped", next.unchanged},
            {"corrected", next.corrected.size()},
            {"refused", refused}}},
          {"rows", {{"read", read}, {"loaded", accepted}, {"rejected", rejected}, {"superseded", 0}}}};
}

Json SetJson(const publish::NextSet& next) {
  std::vector<publish::Input> changed = next.added;
  std::vector<publish::Input> gone = next.removed;
  for (const auto* pairs : {&next.corrected, &next.reworked}) {
    for (const auto& [old_input, new_input] : *pairs) {
      gone.push_back(old_input);
      changed.push_back(new_input);
    }
  }
  return {{"inputs", ToJson(next.inputs)},
          {"repeats", ToJson(next.repeats)},
          {"changed", ToJson(changed)},
          {"gone", ToJson(gone)},
          {"same", next.Same()}};
}

}  // namespace

Result<dag::Outcome> LoadToStaging(const TaskContext& context) {
  const Services& services = context.services;
  TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
  TILL_ASSIGN(const std::vector<ListedFile> listed, ListedFiles(listing));
  publish::Publications publications(services.store);
  TILL_ASSIGN(const std::optional<publish::Record> record, publications.Latest());
  TILL_ASSIGN(std::vector<publish::Hold> holds, publish::ReadHolds(services.store));
  const LastSet last = record ? record->content.SetByName() : LastSet();

  TILL_ASSIGN(const FilesThere files, FindFilesThere(listing, listed));
  const std::vector<ListedFile> selected = Selected(context, listed, holds);
  TILL_ASSIGN(const std::vector<Loaded> loaded, LoadFiles(context, selected, last, holds));
  TILL_ASSIGN(ContentIndex index, ContentIndex::Load(services.store));
  std::vector<RefusedFile> refused;
  for (size_t i = 0; i < loaded.size(); ++i) {
    if (loaded[i].refusal) refused.push_back({loaded[i].input, *loaded[i].refusal});
    if (!loaded[i].was_input && !loaded[i].refusal) index.Put(selected[i].arrival, loaded[i].input.content);
  }
  TILL_TRY(index.Save(services.store));
  TILL_TRY(SaveRefused(services.store, refused));
  if (!refused.empty()) {
    TILL_TRY(HandOver(context, "load_to_staging", CountsOf({}, loaded, refused.size())));
    return RefusalOf(refused);
  }

  TILL_ASSIGN(const publish::NextSet next,
              publish::ChooseInputs(SituationOf(context, record, last, files, loaded, std::move(holds))));
  Json left = SetJson(next);
  left["last_publication"] = record ? record->number : 0;
  left.update(CountsOf(next, loaded, refused.size()));
  const int64_t read = left["rows"]["read"].get<int64_t>();
  const int64_t rejected = left["rows"]["rejected"].get<int64_t>();
  TILL_TRY(HandOver(context, "load_to_staging", std::move(left)));
  if (next.Same()) return dag::Outcome{dag::Outcome::Status::kSkipped, "no new, changed or removed file"};
  std::string reason = Count(static_cast<int64_t>(next.added.size()), "new file");
  if (!next.corrected.empty())
    reason += ", " + WithThousands(static_cast<int64_t>(next.corrected.size())) + " corrected";
  if (!next.reworked.empty()) reason += ", " + WithThousands(static_cast<int64_t>(next.reworked.size())) + " reworked";
  if (!next.removed.empty()) reason += ", " + WithThousands(static_cast<int64_t>(next.removed.size())) + " removed";
  reason += ", " + Count(read, "row") + " read, " + WithThousands(rejected) + " rejected";
  return dag::Outcome{dag::Outcome::Status::kSucceeded, reason};
}

}  // namespace till::pipeline
