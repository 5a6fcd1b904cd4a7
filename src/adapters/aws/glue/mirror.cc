#include "adapters/aws/glue/mirror.h"

#include <algorithm>
#include <map>

#include "adapters/aws/glue/partitions.h"
#include "base/text.h"

namespace till::aws {
namespace {

using catalog::MirrorTable;

constexpr int kMostTries = 5;
constexpr int64_t kPauseMicros = 1'000'000;
constexpr int kMostRead = 100;  // tables a page

bool Updates(const project::GlueSettings& settings) { return settings.update_behavior == "UPDATE_IN_DATABASE"; }

/// kInvalid where a wanted table's name is taken by one that is not the owner's.
Status CheckOwned(const TableOwner& owner, const std::string& database, const std::map<std::string, Json>& existing,
                  const std::vector<MirrorTable>& tables) {
  for (const MirrorTable& table : tables) {
    const auto found = existing.find(table.name);
    if (found == existing.end() || IsOwnedBy(found->second, owner)) continue;
    return Invalid("cannot keep table '" + table.name + "' in Glue's database '" + database +
                       "': a table of that name is there that is not of the " +
                       std::string(catalog::LayerName(owner.layer)) + " layer of '" + owner.project + "'",
                   "drop it, or name another database in [glue]");
  }
  return Ok();
}

}  // namespace

Status CheckGlueLake(std::string_view lake_root) {
  if (lake_root.starts_with("s3://")) return Ok();
  return Invalid("cannot keep the catalog in Glue: the lake '" + std::string(lake_root) +
                     "' is a folder, and Glue's tables lie in S3",
                 "set root = \"s3://bucket/prefix\" or catalog = \"embedded\" in [lake]");
}

GlueMirror::GlueMirror(GlueOptions options, lake::ObjectStore& lake, HttpClient& http, CredentialsCache& credentials,
                       Clock& clock, RetryPolicy retry)
    : options_(std::move(options)),
      lake_(lake),
      clock_(clock),
      api_(http, credentials, clock, options_.region, options_.endpoint, retry) {}

Result<std::unique_ptr<GlueMirror>> GlueMirror::Make(GlueOptions options, lake::ObjectStore& lake, HttpClient& http,
                                                     CredentialsCache& credentials, Clock& clock, RetryPolicy retry) {
  TILL_TRY(CheckGlueLake(options.lake_root));
  while (options.lake_root.ends_with('/')) options.lake_root.pop_back();
  return std::unique_ptr<GlueMirror>(new GlueMirror(std::move(options), lake, http, credentials, clock, retry));
}

Status GlueMirror::Sync(catalog::Layer layer, const std::vector<MirrorTable>& tables, Log& log) {
  const TableOwner owner{options_.project, options_.lake_root, layer};
  for (int tries = 1;; ++tries) {
    const Status done = SyncOnce(owner, tables, log);
    if (done.ok()) return done;
    const bool raced = done.error().code == Code::kConflict || done.error().code == Code::kNotFound;
    if (!raced) return done;
    if (tries == kMostTries) {
      return Unavailable(done.error().message + ", after " + Count(tries, "try", "tries"), done.error().hint);
    }
    clock_.Sleep(kPauseMicros * tries);
  }
}

Status GlueMirror::SyncOnce(const TableOwner& owner, const std::vector<MirrorTable>& tables, Log& log) {
  TILL_ASSIGN(const Json list, ReadTables());
  std::map<std::string, Json> existing;
  for (const Json& table : list) {
    TILL_ASSIGN(const auto name, Member<std::string>(table, "Name", "a table of Glue's"));
    existing[name] = table;
  }
  TILL_TRY(CheckOwned(owner, options_.settings.database, existing, tables));
  for (const MirrorTable& table : tables) {
    const auto found = existing.find(table.name);
    TILL_TRY(found == existing.end() ? Create(owner, table, log) : Change(owner, found->second, table, log));
  }
  for (const auto& [name, table] : existing) {
    const bool wanted = std::ranges::find(tables, name, &MirrorTable::name) != tables.end();
    if (!wanted && IsOwnedBy(table, owner)) TILL_TRY(Retire(table, name, log));
  }
  return Ok();
}

Result<Json> GlueMirror::ReadTables() {
  const std::string& database = options_.settings.database;
  const Json input{{"DatabaseName", database}, {"MaxResults", kMostRead}};
  auto tables = api_.ReadAll("read the tables of Glue's database '" + database + "'", "GetTables", input, "TableList");
  if (tables.ok() || tables.error().code != Code::kNotFound) return tables;
  const Json made{{"DatabaseInput", {{"Name", database}, {"Description", "the lake of '" + options_.project + "'"}}}};
  const auto created = api_.Call("make Glue's database '" + database + "'", "CreateDatabase", made);
  if (!created.ok()) return created.error();
  return Json::array();
}

Status GlueMirror::Create(const TableOwner& owner, const MirrorTable& table, Log& log) {
  const Json input{{"DatabaseName", options_.settings.database}, {"TableInput", TableInputOf(table, owner)}};
  TILL_TRY(PutList(owner, table));
  TILL_TRY(api_.Call("make Glue's table '" + table.name + "'", "CreateTable", input).status());
  log.Info("Glue, " + table.name + ": made");
  return AddPartitions(api_, options_.settings, owner, table, lake_, log);
}

Status GlueMirror::Change(const TableOwner& owner, const Json& existing, const MirrorTable& table, Log& log) {
  const Json input = Merged(existing, TableInputOf(table, owner));
  const std::vector<std::string> differences = Differences(existing, input);
  const bool other_keys = std::ranges::find(differences, "PartitionKeys") != differences.end();
  if (!differences.empty() && !Updates(options_.settings)) {
    log.Warn("Glue, " + table.name + ": would be changed in " + Join(differences, ", ") + ", but for update_behavior");
    if (other_keys) return Ok();
  } else if (other_keys) {
    // Partitions of the old keys would stay behind.
    TILL_TRY(Delete(table.name));
    return Create(owner, table, log);
  } else if (!differences.empty()) {
    TILL_TRY(PutList(owner, table));
    TILL_TRY(Update(existing, input, table.name));
    log.Info("Glue, " + table.name + ": changed in " + Join(differences, ", "));
  }
  if (table.partition_columns.empty()) return Ok();
  return SyncPartitions(api_, options_.settings, owner, table, lake_, log);
}

Status GlueMirror::PutList(const TableOwner& owner, const MirrorTable& table) {
  if (table.format != MirrorTable::Format::kListed || !table.partition_columns.empty()) return Ok();
  const FileList list = FileListOf(table, owner);
  return lake_.Put(list.key, std::string_view(list.text));
}

Status GlueMirror::Update(const Json& existing, const Json& input, const std::string& name) {
  Json request{{"DatabaseName", options_.settings.database}, {"TableInput", input}, {"SkipArchive", false}};
  // So that what somebody else has changed since is not written over.
  if (const auto version = existing.find("VersionId"); version != existing.end() && version->is_string()) {
    request["VersionId"] = *version;
  }
  return api_.Call("change Glue's table '" + name + "'", "UpdateTable", request).status();
}

Status GlueMirror::Delete(const std::string& name) {
  const Json request{{"DatabaseName", options_.settings.database}, {"Name", name}};
  return api_.Call("delete Glue's table '" + name + "'", "DeleteTable", request).status();
}

Status GlueMirror::Retire(const Json& existing, const std::string& name, Log& log) {
  const std::string& behavior = options_.settings.delete_behavior;
  if (behavior == "DELETE_FROM_DATABASE") {
    TILL_TRY(Delete(name));
    log.Info("Glue, " + name + ": deleted");
    return Ok();
  }
  if (behavior == "LOG") {
    log.Warn("Glue, " + name + ": would be deleted, but for delete_behavior");
    return Ok();
  }
  if (existing["Parameters"].contains(kDeprecated)) return Ok();
  // Merged() takes till's own marks away, which a deprecated table keeps.
  Json input = Merged(existing, {{"Parameters", existing["Parameters"]}});
  input["Parameters"][std::string(kDeprecated)] = std::to_string(clock_.Now().micros / 1000);
  TILL_TRY(Update(existing, input, name));
  log.Info("Glue, " + name + ": deprecated");
  return Ok();
}

Status GlueMirror::Crawl(const std::function<bool()>& cancelled) {
  const std::string& crawler = options_.settings.crawler;
  if (crawler.empty()) return Ok();
  return RunCrawler(api_, clock_, crawler, options_.patience, cancelled);
}

}  // namespace till::aws
