#include "pipeline/transform_to_dim_fact.h"

#include <algorithm>
#include <map>

#include "base/assets.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "pipeline/input_record.h"
#include "pipeline/staged_inputs.h"
#include "publish/publications.h"
#include "retail/tables.h"
#include "warehouse/checks.h"
#include "warehouse/star.h"
#include "warehouse/star_stats.h"
#include "warehouse/units.h"

namespace till::pipeline {
namespace {

/// What the star depends on besides the inputs and the SQL.
std::string SettingsOf(const project::Project& project) {
  std::map<std::string, Json> feeds;
  for (const project::Feed& feed : project.feeds) {
    feeds[feed.name] = {{"kind", project::FeedKindName(feed.kind)},
                        {"source", feed.source},
                        {"prices_include_tax", feed.prices_include_tax}};
  }
  return Sha256Hex(ToText(feeds));
}

/// The last publication's star with local copies of its files; nothing if a file of it is gone or cut, or for --full.
std::optional<std::vector<warehouse::StarTable>> PriorStar(const TaskContext& context,
                                                           const std::optional<publish::Record>& record) {
  if (!record || context.options.full) return std::nullopt;
  std::vector<warehouse::StarTable> tables;
  for (const publish::StarTable& published : record->content.tables) {
    warehouse::StarTable table{published.name, {}, published.partition_column, {}};
    for (const auto& [name, type] : published.columns) table.columns.push_back({name, *columns::TypeOf(type)});
    for (const publish::StarFile& file : published.files) {
      const auto info = context.services.store.Head(file.key);
      const auto path = context.services.store.Fetch(file.key);
      if (!path.ok() || !info.ok() || info->size != file.size) return std::nullopt;
      table.files.push_back({file.unit, file.recipe, *path, file.rows, false, {}});
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

/// Puts a built file into the lake under the name that its content gives it.
Result<publish::StarFile> PutFile(const TaskContext& context, const warehouse::StarTable& table,
                                  const warehouse::StarFile& file) {
  lake::ObjectStore& store = context.services.store;
  TILL_ASSIGN(const std::string bytes, ReadFile(file.path));
  std::string key = "processed/" + table.name + "/";
  if (!table.partition_column.empty()) {
    key += table.partition_column + "=" + warehouse::ParseUnit(file.unit)->first.MonthStart().ToString() + "/";
  }
  key += Sha256Hex(bytes).substr(0, 32) + ".parquet";
  const auto there = store.Head(key);
  if (context.options.full || !there.ok() || there->size != static_cast<int64_t>(bytes.size()))
    TILL_TRY(store.Put(key, file.path));
  return publish::StarFile{file.unit, key, file.recipe, file.rows, static_cast<int64_t>(bytes.size()), file.stats};
}

/// The table as it would be published: built files put, kept ones as the last record has them.
Result<publish::StarTable> PutTable(const TaskContext& context, warehouse::Warehouse& engine,
                                    const warehouse::StarTable& table, const publish::StarTable* last) {
  publish::StarTable published{table.name, {}, table.partition_column, {}, {}};
  for (const columns::Field& field : table.columns) {
    published.columns.emplace_back(field.name, columns::TypeName(field.type));
  }
  std::map<std::string, publish::StarFile> kept;
  if (last != nullptr) {
    for (const publish::StarFile& file : last->files) kept.emplace(file.unit, file);
  }
  for (const warehouse::StarFile& file : table.files) {
    if (!file.built) {
      published.files.push_back(kept.at(file.unit));
      continue;
    }
    TILL_ASSIGN(publish::StarFile put, PutFile(context, table, file));
    published.files.push_back(std::move(put));
    context.log.Info("built " + table.name + " " + file.unit + ": " + file.reason);
  }
  TILL_ASSIGN(published.sums, warehouse::TableSums(engine, table));
  return published;
}

warehouse::Severities SeveritiesOf(const project::Project& project) {
  warehouse::Severities severities;
  for (const auto& [check, severity] : project.checks) {
    const bool error = severity == project::Severity::kError;
    severities[check] = severity == project::Severity::kOff ? "off" : error ? "error" : "warn";
  }
  return severities;
}

Status FailedChecks(const std::vector<publish::CheckResult>& checks, Log& log) {
  std::vector<std::string> failed;
  std::string first;
  for (const publish::CheckResult& check : checks) {
    if (check.failures == 0) continue;
    log.Warn("check " + check.name + " (" + check.severity + "): " + Count(check.failures, "row") + " " +
             ToText(check.sample));
    if (check.severity != "error") continue;
    if (failed.empty()) first = check.name + ": " + check.sentence + "; for example " + ToText(check.sample[0]);
    failed.push_back(check.name);
  }
  if (failed.empty()) return Ok();
  return Rejected("cannot publish: " + Count(static_cast<int64_t>(failed.size()), "check") + " failed (" +
                      Join(failed, ", ") + "): " + first,
                  "mend the files it names, hold them with till inputs hold, or set the check to warn under [checks]");
}

/// Nothing to do: equal inputs, and every table was made by the SQL and settings in force.
Result<bool> IsCurrent(const Json& loaded, const std::optional<publish::Record>& record,
                       const warehouse::SqlLibrary& sql, const std::string& settings) {
  TILL_ASSIGN(const bool same, Member<bool>(loaded, "same", "what load_to_staging left"));
  if (!record || !same) return false;
  for (const publish::StarTable& table : record->content.tables) {
    TILL_ASSIGN(const std::string recipe, warehouse::StarRecipe(sql, table.name, settings));
    for (const publish::StarFile& file : table.files) {
      if (file.recipe != recipe) return false;
    }
  }
  return true;
}

Result<warehouse::StarRequest> RequestOf(const TaskContext& context, const Json& loaded,
                                         const std::optional<publish::Record>& record, const StagedInputs& staged,
                                         const std::filesystem::path& folder) {
  warehouse::StarRequest request{.inputs = staged.inputs,
                                 .changed = {},
                                 .prior = PriorStar(context, record),
                                 .settings = SettingsOf(context.project),
                                 .folder = folder};
  for (const char* list : {"changed", "gone"}) {
    TILL_ASSIGN(const auto inputs, InputsFromJson(loaded, list));
    for (const publish::Input& input : inputs) request.changed.push_back(input.Id());
  }
  return request;
}

std::string ReasonOf(const warehouse::StarResult& star, const std::vector<publish::CheckResult>& checks) {
  int64_t built = 0;
  int64_t kept = 0;
  for (const warehouse::StarTable& table : star.tables) {
    for (const warehouse::StarFile& file : table.files) ++(file.built ? built : kept);
  }
  const auto warnings = std::ranges::count_if(checks, [](const auto& check) { return check.failures > 0; });
  std::string reason = Count(built, "unit") + " built, " + WithThousands(kept) + " kept; " +
                       Count(static_cast<int64_t>(checks.size()), "check") + " run";
  return warnings == 0 ? reason : reason + ", " + Count(warnings, "warning");
}

/// The star as it would be published.
struct BuiltContent {
  publish::Content content;
  int64_t superseded = 0;
  std::string reason;
};

Result<BuiltContent> BuildContent(const TaskContext& context, const Json& loaded,
                                  const std::optional<publish::Record>& record, warehouse::Warehouse& engine) {
  const Services& services = context.services;
  const warehouse::SqlLibrary sql(Assets(), engine.name());
  BuiltContent built;
  publish::Content& content = built.content;
  TILL_ASSIGN(content.inputs, InputsFromJson(loaded, "inputs"));
  TILL_ASSIGN(content.repeats, InputsFromJson(loaded, "repeats"));
  TILL_ASSIGN(const StagedInputs staged,
              FindStagedInputs(context.project, services.store, services.pool, content.inputs));
  TILL_ASSIGN(const TemporaryFolder folder, TemporaryFolder::Make(services.scratch));
  TILL_ASSIGN(const auto request, RequestOf(context, loaded, record, staged, folder.path()));
  TILL_ASSIGN(const warehouse::StarResult star, warehouse::WorkStar(engine, services.store, sql, request));
  TILL_TRY(warehouse::AttachStar(engine, "star", star.tables));
  for (const warehouse::StarTable& table : star.tables) {
    const publish::StarTable* last = nullptr;
    for (size_t i = 0; record && i < record->content.tables.size(); ++i) {
      if (record->content.tables[i].name == table.name) last = &record->content.tables[i];
    }
    TILL_ASSIGN(publish::StarTable published, PutTable(context, engine, table, last));
    content.tables.push_back(std::move(published));
  }
  TILL_ASSIGN(content.checks, warehouse::RunChecks(engine, sql, staged.rows, SeveritiesOf(context.project)));
  built.superseded = star.superseded;
  built.reason = ReasonOf(star, content.checks);
  return built;
}

/// Engines say in several ways that they cannot read a file.
bool MayBeDamage(Code code) {
  return code == Code::kNotFound || code == Code::kCorrupt || code == Code::kInvalid || code == Code::kInternal;
}

/// Looks at all that the star is worked from. Inputs whose staging is damaged are staged again; damaged files of the
/// last star are taken away, so that they are built again. How many of both there were.
Result<int64_t> Mend(const TaskContext& context, const Json& loaded, const std::optional<publish::Record>& record) {
  TILL_ASSIGN(const auto inputs, InputsFromJson(loaded, "inputs"));
  TILL_ASSIGN(int64_t mended, MendStagedInputs(context, inputs));
  if (!record) return mended;
  for (const publish::StarTable& table : record->content.tables) {
    for (const publish::StarFile& file : table.files) {
      const Status whole = publish::CheckStarFile(context.services.store, file);
      if (whole.ok()) continue;
      if (whole.error().code != Code::kCorrupt) return whole.error();
      context.log.Warn("building the star anew: " + whole.error().message);
      TILL_TRY(context.services.store.Delete(file.key));
      ++mended;
    }
  }
  return mended;
}

}  // namespace

Result<dag::Outcome> TransformToDimFact(const TaskContext& context) {
  const Services& services = context.services;
  TILL_ASSIGN(const Json loaded, TakeOver(context, "load_to_staging"));
  publish::Publications publications(services.store);
  TILL_ASSIGN(const auto record, publications.Latest());
  TILL_ASSIGN(const auto engine, services.open_warehouse());
  const warehouse::SqlLibrary sql(Assets(), engine->name());
  const InterruptOnCancel interrupt(*engine, context.cancel);
  TILL_ASSIGN(const bool current, IsCurrent(loaded, record, sql, SettingsOf(context.project)));
  if (current && !context.options.full) {
    Json left = ContentJson(record->content);
    left["superseded"] = 0;
    TILL_TRY(HandOver(context, "transform_to_dim_fact", std::move(left)));
    return dag::Outcome{dag::Outcome::Status::kSkipped, "neither inputs nor models changed"};
  }

  auto built = BuildContent(context, loaded, record, *engine);
  if (!built.ok() && MayBeDamage(built.error().code)) {
    TILL_ASSIGN(const int64_t mended, Mend(context, loaded, record));
    if (mended > 0) built = BuildContent(context, loaded, record, *engine);
  }
  TILL_TRY(built.status());
  TILL_TRY(FailedChecks(built->content.checks, context.log));
  Json left = ContentJson(built->content);
  left["superseded"] = built->superseded;
  TILL_TRY(HandOver(context, "transform_to_dim_fact", std::move(left)));
  return dag::Outcome{dag::Outcome::Status::kSucceeded, std::move(built->reason)};
}

}  // namespace till::pipeline
