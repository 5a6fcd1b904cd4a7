#include "delta/log.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "delta/actions.h"

namespace till::delta {
namespace {

constexpr std::string_view kApplication = "till";

std::string LogFolder(std::string_view table_folder) { return std::string(table_folder) + "/_delta_log/"; }

std::string CommitKey(std::string_view table_folder, int64_t version) {
  char name[32];
  std::snprintf(name, sizeof name, "%020lld.json", static_cast<long long>(version));
  return LogFolder(table_folder) + name;
}

/// The commits' versions, ascending; other objects of the folder are checkpoints and other engines' own.
Result<std::vector<int64_t>> Versions(lake::ObjectStore& store, std::string_view table_folder) {
  const std::string folder = LogFolder(table_folder);
  TILL_ASSIGN(const auto objects, store.List(folder));
  std::vector<int64_t> versions;
  for (const auto& object : objects) {
    const std::string_view name = std::string_view(object.key).substr(folder.size());
    if (name.size() != 25 || !name.ends_with(".json")) continue;
    if (const auto version = ParseInt(name.substr(0, 20))) versions.push_back(*version);
  }
  return versions;
}

Error Torn(const std::string& commit, const std::string& fact) {
  return Corrupt("cannot read '" + commit + "': " + fact,
                 "remove the folder '" + commit.substr(0, commit.rfind('/') + 1) + "', and the next run makes it anew");
}

/// The actions of a commit, one a line; kCorrupt, naming the commit, if there is none or one is not whole.
Result<std::vector<Json>> ParseActions(std::string_view text, const std::string& commit) {
  std::vector<Json> actions;
  for (const std::string& line : Split(text, '\n')) {
    if (Trim(line).empty()) continue;
    auto action = ParseJson(line, "a line");
    if (!action.ok()) return Torn(commit, "line " + std::to_string(actions.size() + 1) + " is no JSON");
    if (!action->is_object() || action->size() != 1) return Torn(commit, "a line is not one action");
    actions.push_back(std::move(*action));
  }
  if (actions.empty()) return Torn(commit, "it is empty");
  return actions;
}

/// Folds a log's actions into a LogState.
class Folder {
 public:
  explicit Folder(std::string_view table_folder) : table_folder_(table_folder) {}

  Status Commit(std::string_view text, int64_t version) {
    TILL_ASSIGN(const std::vector<Json> actions, ParseActions(text, CommitKey(table_folder_, version)));
    for (const Json& action : actions) {
      try {
        TILL_TRY(Apply(action.begin().key(), action.begin().value()));
      } catch (const Json::exception&) {
        return Torn(CommitKey(table_folder_, version), "its '" + action.begin().key() + "' is not as the format says");
      }
    }
    state_.version = version;
    return Ok();
  }

  const LogState& state() const { return state_; }

 private:
  Status Apply(const std::string& kind, const Json& action) {
    if (kind == "protocol") return CheckProtocol(action);
    if (kind == "metaData") return TakeMetadata(action);
    if (kind == "add") return Add(action);
    if (kind == "remove") {
      TILL_ASSIGN(const std::string path, DecodePath(action.at("path").get<std::string>()));
      state_.files.erase(path);
    }
    if (kind == "txn" && action.at("appId") == kApplication) {
      state_.publication = std::max(state_.publication, action.at("version").get<int64_t>());
    }
    return Ok();
  }

  Status CheckProtocol(const Json& protocol) const {
    static const std::set<std::string> kKnown{"appendOnly", "invariants"};
    const auto reader = protocol.at("minReaderVersion").get<int64_t>();
    const auto writer = protocol.at("minWriterVersion").get<int64_t>();
    for (const char* list : {"readerFeatures", "writerFeatures"}) {
      for (const Json& feature : protocol.value(list, Json::array())) {
        if (!kKnown.contains(feature.get<std::string>())) return Refuse("feature '" + feature.get<std::string>() + "'");
      }
    }
    if (reader == 2 || reader > 3) return Refuse("reader version " + std::to_string(reader));
    if ((writer > 2 && writer < 7) || writer > 7) return Refuse("writer version " + std::to_string(writer));
    return Ok();
  }

  Status TakeMetadata(const Json& metadata) {
    const Json settings = metadata.value("configuration", Json::object());
    if (settings.value("delta.appendOnly", "false") == "true") return Refuse("setting delta.appendOnly");
    state_.metadata = metadata;
    return Ok();
  }

  Status Add(const Json& add) {
    if (add.contains("deletionVector") && !add.at("deletionVector").is_null()) return Refuse("deletion vectors");
    TILL_ASSIGN(const std::string path, DecodePath(add.at("path").get<std::string>()));
    LogState::File file{add.at("size").get<int64_t>(), std::nullopt};
    for (const auto& [column, value] : add.at("partitionValues").items()) {
      if (!value.is_null()) file.partition_value = value.get<std::string>();
    }
    state_.files.insert_or_assign(path, std::move(file));
    return Ok();
  }

  Error Refuse(const std::string& what) const {
    return Unsupported("cannot go on with Delta log '" + LogFolder(table_folder_) + "': it uses " + what,
                       "another engine changed this table; remove the folder, and the next run makes it anew");
  }

  std::string table_folder_;
  LogState state_;
};

Result<Folder> Fold(lake::ObjectStore& store, std::string_view table_folder) {
  TILL_ASSIGN(const std::vector<int64_t> versions, Versions(store, table_folder));
  Folder folder(table_folder);
  int64_t expected = 0;
  for (const int64_t version : versions) {
    if (version != expected++) {
      return Corrupt("cannot read Delta log '" + LogFolder(table_folder) + "': commit " + std::to_string(expected - 1) +
                         " is missing",
                     "remove the folder, and the next run makes it anew");
    }
    TILL_ASSIGN(const std::string text, store.Get(CommitKey(table_folder, version)));
    TILL_TRY(folder.Commit(text, version));
  }
  return folder;
}

/// The commit that makes `state` into `next`, as it stands in the log.
Result<std::string> CommitText(std::string_view table_folder, const LogState& state, const Version& next) {
  const TableState& table = next.table;
  const int64_t now = Millis(next.published_at);
  const bool first = state.version < 0;
  Json info{{"timestamp", now},
            {"operation", "WRITE"},
            {"operationParameters", {{"mode", "Overwrite"}, {"publication", std::to_string(next.publication)}}},
            {"isBlindAppend", false},
            {"engineInfo", "till/" TILL_VERSION}};
  if (!first) info["readVersion"] = state.version;
  std::string text = ToText(Json{{"commitInfo", info}}) + "\n";
  if (first) text += ToText(Json{{"protocol", {{"minReaderVersion", 1}, {"minWriterVersion", 2}}}}) + "\n";

  const bool named = state.metadata.is_object();
  TILL_ASSIGN(const Json metadata, MetadataAction(table, named ? state.metadata.value("id", "") : UuidOf(table_folder),
                                                  named ? state.metadata.value("createdTime", now) : now));
  const auto same = [&](const char* member) {
    return state.metadata.value(member, Json()) == metadata["metaData"][member];
  };
  if (!named || !same("schemaString") || !same("partitionColumns")) text += ToText(metadata) + "\n";
  text += ToText(Json{{"txn", {{"appId", kApplication}, {"version", next.publication}, {"lastUpdated", now}}}}) + "\n";

  // A path that stays is neither removed nor added: with both in one commit some readers see no rows.
  std::map<std::string, const AddFile*> wanted;
  for (const AddFile& file : table.files) wanted.emplace(file.path, &file);
  for (const auto& [path, file] : state.files) {
    if (wanted.contains(path)) continue;
    text += ToText(RemoveAction(path, file, table.partition_column, now)) + "\n";
  }
  for (const auto& [path, file] : wanted) {
    if (!state.files.contains(path)) text += ToText(AddAction(table, *file, now)) + "\n";
  }
  return text;
}

/// The live actions of a table whose newest commit is that of `version`, as a checkpoint holds them. Without removed
/// files: those matter to vacuum only, which is ours alone.
Result<std::string> CheckpointText(const LogState& state, const Version& next, int64_t& actions) {
  std::string text = ToText(Json{{"protocol", {{"minReaderVersion", 1}, {"minWriterVersion", 2}}}}) + "\n" +
                     ToText(Json{{"metaData", state.metadata}}) + "\n";
  text += ToText(Json{
              {"txn",
               {{"appId", kApplication}, {"version", next.publication}, {"lastUpdated", Millis(next.published_at)}}}}) +
          "\n";
  actions = 3;
  for (const AddFile& file : next.table.files) {
    Json add = AddAction(next.table, file, Millis(next.published_at));
    add["add"]["dataChange"] = false;
    text += ToText(add) + "\n";
    ++actions;
  }
  return text;
}

Status WriteCheckpoint(lake::ObjectStore& store, CheckpointWriter& writer, std::string_view table_folder,
                       const LogState& state, const Version& next) {
  int64_t actions = 0;
  TILL_ASSIGN(const std::string text, CheckpointText(state, next, actions));
  TILL_ASSIGN(const TemporaryFolder folder, TemporaryFolder::Make());
  const auto file = folder.path() / "checkpoint.parquet";
  TILL_TRY(writer.Write(file, text));
  const std::string commit = CommitKey(table_folder, state.version);
  TILL_TRY(store.Put(Replace(commit, ".json", ".checkpoint.parquet"), file));
  const std::string last = ToText(Json{{"version", state.version}, {"size", actions}});
  return store.Put(LogFolder(table_folder) + "_last_checkpoint", std::string_view(last));
}

/// The publication that a commit of ours belongs to; 0 if it is none of ours.
Result<int64_t> PublicationIn(std::string_view text, const std::string& commit) {
  TILL_ASSIGN(const std::vector<Json> actions, ParseActions(text, commit));
  for (const Json& action : actions) {
    const Json txn = action.value("txn", Json());
    if (!txn.is_object() || txn.value("appId", Json()) != kApplication) continue;
    const auto version = Member<int64_t>(txn, "version", commit);
    return version.ok() ? version : Torn(commit, "its 'txn' is not as the format says");
  }
  return 0;
}

}  // namespace

Result<LogState> ReadState(lake::ObjectStore& store, std::string_view table_folder) {
  TILL_ASSIGN(const Folder folder, Fold(store, table_folder));
  return folder.state();
}

Result<int64_t> NewestPublication(lake::ObjectStore& store, std::string_view table_folder) {
  TILL_ASSIGN(const std::vector<int64_t> versions, Versions(store, table_folder));
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    const std::string commit = CommitKey(table_folder, *version);
    TILL_ASSIGN(const std::string text, store.Get(commit));
    TILL_ASSIGN(const int64_t publication, PublicationIn(text, commit));
    if (publication > 0) return publication;
  }
  return 0;
}

Status RemoveLog(lake::ObjectStore& store, std::string_view table_folder) {
  TILL_ASSIGN(const auto objects, store.List(LogFolder(table_folder)));
  // The newest first: whoever stops in between leaves a log that ends earlier.
  for (auto object = objects.rbegin(); object != objects.rend(); ++object) TILL_TRY(store.Delete(object->key));
  return Ok();
}

Result<int64_t> RollForward(lake::ObjectStore& store, CheckpointWriter* checkpoints, std::string_view table_folder,
                            const std::vector<Version>& pending) {
  TILL_ASSIGN(Folder folder, Fold(store, table_folder));
  int64_t commits = 0;
  for (const Version& next : pending) {
    while (folder.state().publication < next.publication) {
      const int64_t version = folder.state().version + 1;
      TILL_ASSIGN(const std::string text, CommitText(table_folder, folder.state(), next));
      const Status written = store.PutIfAbsent(CommitKey(table_folder, version), std::string_view(text));
      if (!written.ok() && written.error().code == Code::kConflict) {
        TILL_ASSIGN(folder, Fold(store, table_folder));
        continue;
      }
      if (!written.ok()) return written.error();
      TILL_TRY(folder.Commit(text, version));
      ++commits;
      if (checkpoints != nullptr && version > 0 && version % kCheckpointInterval == 0) {
        TILL_TRY(WriteCheckpoint(store, *checkpoints, table_folder, folder.state(), next));
      }
    }
  }
  return commits;
}

}  // namespace till::delta
