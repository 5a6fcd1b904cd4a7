#include "serve/project_answers.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/schema.h"
#include "ingest/receipt.h"
#include "ingest/staging.h"

namespace till::serve {
namespace {

constexpr size_t kMostRuns = 200;

Json Attention(std::string_view severity, const std::string& message, const std::string& hint) {
  return {{"severity", severity}, {"message", message}, {"hint", hint}};
}

/// What a publication itself gives reason to look at: due days that were missing, checks that warned.
Json AttentionOf(const publish::Record& record) {
  Json attention = Json::array();
  for (const std::string& day : record.incomplete) {
    attention.push_back(Attention("warn", day + " is incomplete: a due file was missing", "see till status"));
  }
  for (const publish::CheckResult& check : record.content.checks) {
    if (check.failures == 0) continue;
    attention.push_back(
        Attention(check.severity,
                  "check '" + check.name + "' found " + Count(check.failures, "row") + ": not so: " + check.sentence,
                  "see the Quality page"));
  }
  return attention;
}

/// The receipt of what an input's file gave.
Result<ingest::Receipt> ReceiptOf(lake::ObjectStore& store, const publish::Input& input) {
  const std::string key = ingest::StagingPrefix(input.content, input.recipe) + "/receipt.json";
  TILL_ASSIGN(const std::string text, store.Get(key));
  TILL_ASSIGN(const Json json, ParseJson(text, key));
  return ingest::ReceiptFromJson(json, key);
}

/// The newest day of a feed, its state and the rows that its files gave.
Result<Json> FeedJson(lake::ObjectStore& store, const publish::Record& record, const std::string& feed) {
  std::optional<Day> newest;
  for (const publish::Input& input : record.content.inputs) {
    if (input.feed == feed && (!newest || input.business_date > *newest)) newest = input.business_date;
  }
  std::optional<Day> gap;
  for (const std::string& entry : record.incomplete) {
    const std::vector<std::string> words = Split(entry, ' ');
    const auto day = words.size() > 1 && words[0] == feed ? Day::Parse(words[1]) : std::nullopt;
    if (day && (!gap || *day > *gap)) gap = day;
  }
  if (!newest && !gap) return Json{{"feed", feed}, {"day", nullptr}, {"state", "missing"}, {"rows", 0}};
  const bool is_missing = gap && (!newest || *gap > *newest);
  const Day day = is_missing ? *gap : *newest;
  int64_t rows = 0;
  for (const publish::Input& input : record.content.inputs) {
    if (input.feed != feed || input.business_date != day) continue;
    TILL_ASSIGN(const ingest::Receipt receipt, ReceiptOf(store, input));
    rows += receipt.loaded;
  }
  return Json{{"feed", feed},
              {"day", day.ToString()},
              {"state", is_missing   ? "missing"
                        : gap == day ? "incomplete"
                                     : "complete"},
              {"rows", rows}};
}

/// "as first seen", "unchanged in 3 files", or what the newest version changed.
std::string VerdictOf(const std::vector<catalog::SchemaVersion>& versions) {
  if (versions.size() < 2) return "as first seen";
  const catalog::SchemaDiff diff = catalog::Diff(versions[versions.size() - 2], versions.back());
  std::vector<std::string> changes;
  if (!diff.added.empty()) changes.push_back("new: " + Join(diff.added, ", "));
  if (!diff.removed.empty()) changes.push_back("gone: " + Join(diff.removed, ", "));
  for (const auto& retyped : diff.retyped) {
    changes.push_back(retyped.column + " is " + std::string(columns::TypeName(retyped.after)) + ", was " +
                      std::string(columns::TypeName(retyped.before)));
  }
  if (diff.reordered) changes.emplace_back("other order");
  if (diff.rewritten) changes.emplace_back("other delimiter or encoding");
  return changes.empty() ? "unchanged" : Join(changes, "; ");
}

Json RejectJson(const publish::Input& input, const ingest::RejectCount& reject) {
  const ingest::RejectExample& example = reject.example;
  return {{"file", input.feed + "/" + input.key},
          {"reason", Replace(reject.code, "_", " ")},
          {"rows", reject.rows},
          {"example",
           {{"line", example.line},
            {"column", example.column.empty() ? Json(nullptr) : Json(example.column)},
            {"value", example.value ? Json(*example.value) : Json(nullptr)}}}};
}

}  // namespace

Json MetaAnswer(const Sources& sources, const Published* published, const metrics::Definitions& definitions) {
  const project::Project& project = sources.project;
  Json json{{"project", {{"name", project.name}, {"currency", project.currency}, {"timezone", project.timezone}}},
            {"program", TILL_VERSION},
            {"publication", nullptr},
            {"data", nullptr}};
  Json attention = Json::array();
  if (published != nullptr) {
    const publish::Record& record = published->record;
    json["publication"] = {{"number", record.number},
                           {"published_at", record.published_at},
                           {"content_hash", record.content_hash},
                           {"run", record.run}};
    if (const auto days = published->engine->days()) {
      json["data"] = {{"first_day", days->from.ToString()},
                      {"last_day", days->to.ToString()},
                      {"as_of", published->engine->as_of()->ToString()}};
    }
    attention = AttentionOf(record);
  }
  json.update(metrics::DefinitionsJson(definitions));
  for (const Error& mistake : definitions.mistakes) {
    attention.push_back(Attention("error", mistake.message, mistake.hint));
  }
  json["attention"] = std::move(attention);
  return json;
}

Result<Json> StatusAnswer(const Sources& sources, const publish::Record* record) {
  Json json{
      {"publication", nullptr}, {"published_at", nullptr}, {"feeds", Json::array()}, {"attention", Json::array()}};
  if (record != nullptr) {
    json["publication"] = record->number;
    json["published_at"] = record->published_at;
    for (const project::Feed& feed : sources.project.feeds) {
      TILL_ASSIGN(Json state, FeedJson(sources.store, *record, feed.name));
      json["feeds"].push_back(std::move(state));
    }
    json["attention"] = AttentionOf(*record);
  }
  TILL_ASSIGN(const std::vector<dag::Run> runs, sources.runs.ListRuns(1));
  if (!runs.empty()) {
    const dag::Run run = dag::Settled(runs.front(), dag::IsProcessAlive);
    if (run.status == dag::RunStatus::kFailed) {
      json["attention"].push_back(Attention("error",
                                            "run " + run.id + " failed" + (run.reason.empty() ? "" : ": " + run.reason),
                                            "see till runs show " + run.id));
    }
  }
  return json;
}

Result<Json> RunsAnswer(const Sources& sources) {
  TILL_ASSIGN(const std::vector<dag::Run> runs, sources.runs.ListRuns(kMostRuns));
  Json json = Json::array();
  const Instant now = sources.clock.Now();
  for (const dag::Run& run : runs) {
    json.push_back(dag::RunJson(dag::Settled(run, dag::IsProcessAlive), sources.zone, now));
  }
  return json;
}

Result<Json> RunAnswer(const Sources& sources, std::string_view run) {
  TILL_ASSIGN(dag::RunHistory history, sources.runs.GetRun(run));
  history = dag::Settled(std::move(history), dag::IsProcessAlive);
  return dag::RunHistoryJson(history, sources.tasks, sources.zone, sources.clock.Now());
}

Result<Json> CatalogAnswer(const Sources& sources) {
  TILL_ASSIGN(const std::vector<catalog::SchemaVersion> tables, catalog::List(sources.store));
  Json json{{"tables", Json::array()}};
  for (const catalog::SchemaVersion& table : tables) {
    TILL_ASSIGN(const std::vector<catalog::SchemaVersion> versions, catalog::Versions(sources.store, table.table));
    const Json schema = catalog::ToJson(table);
    json["tables"].push_back({{"table", table.table},
                              {"feed", table.table},
                              {"version", table.version},
                              {"verdict", VerdictOf(versions)},
                              {"files", table.files},
                              {"columns", schema["columns"]}});
  }
  return json;
}

Result<Json> QualityAnswer(const Sources& sources, const publish::Record* record) {
  Json json{{"checks", Json::array()}, {"rejects", Json::array()}};
  if (record == nullptr) return json;
  for (const publish::CheckResult& check : record->content.checks) {
    json["checks"].push_back({{"name", check.name},
                              {"sentence", check.sentence},
                              {"severity", check.severity},
                              {"failures", check.failures},
                              {"sample", check.sample}});
  }
  std::vector<Json> rejects;
  for (const publish::Input& input : record->content.inputs) {
    TILL_ASSIGN(const ingest::Receipt receipt, ReceiptOf(sources.store, input));
    for (const ingest::RejectCount& reject : receipt.rejects) rejects.push_back(RejectJson(input, reject));
  }
  std::ranges::stable_sort(rejects, std::greater(), [](const Json& reject) { return reject["rows"].get<int64_t>(); });
  for (Json& reject : rejects) json["rejects"].push_back(std::move(reject));
  return json;
}

}  // namespace till::serve
