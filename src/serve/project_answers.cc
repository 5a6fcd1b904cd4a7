#include "serve/project_answers.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "catalog/schema.h"
#include "ingest/receipt.h"
#include "ingest/staging.h"

namespace till::serve {
namespace {

constexpr size_t kMostRuns = 200;

Json AttentionJson(std::string_view severity, const std::string& message, const std::string& hint) {
  return {{"severity", severity}, {"message", message}, {"hint", hint}};
}

/// What a publication itself gives reason to look at: due days that were missing, checks that warned.
Json AttentionOf(const publish::Record& record) {
  Json attention = Json::array();
  for (const std::string& day : record.incomplete) {
    attention.push_back(AttentionJson("warn", day + " is incomplete: a due file was missing",
                                      "till run takes it when it comes; a closed day is for calendar.csv"));
  }
  for (const publish::CheckResult& check : record.content.checks) {
    if (check.failures == 0) continue;
    attention.push_back(AttentionJson(
        check.severity,
        "check '" + check.name + "' found " + Count(check.failures, "row") + " against its rule: " + check.sentence,
        "see the Quality page"));
  }
  return attention;
}

void Append(const std::vector<Attention>& more, Json& attention) {
  for (const Attention& one : more) attention.push_back(AttentionJson(one.severity, one.message, one.hint));
}

/// Rows that were refused, and feeds of which nothing is there.
std::vector<Attention> FeedAttention(const project::Project& project, const FilesByFeed& files) {
  std::vector<Attention> attention;
  for (const project::Feed& feed : project.feeds) {
    const auto found = files.find(feed.name);
    if (found == files.end()) {
      attention.push_back({"warn", "feed '" + feed.name + "' has no file that matches '" + feed.path + "'",
                           "look at the path in till.toml, or take the feed out of it"});
    } else if (found->second.rejected > 0) {
      attention.push_back({"warn",
                           WithThousands(found->second.rejected) + " of " + Count(found->second.read, "row") +
                               " refused in '" + feed.name + "'",
                           "see till rejects list"});
    }
  }
  return attention;
}

std::vector<Attention> DefinitionsAttention(const Sources& sources) {
  std::vector<Attention> attention;
  const Result<metrics::Definitions> definitions = sources.load_definitions();
  if (!definitions.ok()) return {{"error", definitions.error().message, definitions.error().hint}};
  for (const Error& mistake : definitions->mistakes) attention.push_back({"error", mistake.message, mistake.hint});
  return attention;
}

/// The newest run, where it failed or never ended.
Result<std::vector<Attention>> RunAttention(const Sources& sources) {
  TILL_ASSIGN(const std::vector<dag::Run> runs, sources.runs.ListRuns(1));
  if (runs.empty()) return std::vector<Attention>();
  TILL_ASSIGN(dag::RunHistory stored, sources.runs.GetRun(runs.front().id));
  const dag::RunHistory history = dag::Settled(stored, dag::IsProcessAlive);
  const std::string hint = "see till runs show " + history.run.id;
  for (const dag::Attempt& attempt : history.attempts) {
    // Of a run whose tasks have processes of their own the run itself does not say that one of them died.
    const bool died = history.run.status == dag::RunStatus::kRunning && attempt.status == dag::TaskStatus::kFailed;
    if (died && !attempt.error) {
      return std::vector<Attention>{
          {"error", "run " + history.run.id + " never ended: task '" + attempt.task + "': " + attempt.reason, hint}};
    }
  }
  if (history.run.status != dag::RunStatus::kFailed) return std::vector<Attention>();
  const bool died = stored.run.status == dag::RunStatus::kRunning;
  const std::string what = died ? " never ended" : " failed";
  const std::string reason = history.run.reason.empty() ? "" : ": " + history.run.reason;
  return std::vector<Attention>{
      {"error", "run " + history.run.id + what + reason, died ? "till run finishes its work; " + hint : hint}};
}

/// The receipt of what an input's file gave.
Result<ingest::Receipt> ReceiptOf(lake::ObjectStore& store, const publish::Input& input) {
  const std::string key = ingest::StagingPrefix(input.content, input.recipe) + "/receipt.json";
  TILL_ASSIGN(const std::string text, store.Get(key));
  const auto json = ParseJson(text, "'" + key + "'");
  auto receipt = json.ok() ? ingest::ReceiptFromJson(*json, "'" + key + "'") : json.error();
  if (receipt.ok() || receipt.error().code != Code::kCorrupt) return receipt;
  return Corrupt(receipt.error().message, "till run --full stages it again");
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
    attention.push_back(AttentionJson("error", mistake.message, mistake.hint));
  }
  json["attention"] = std::move(attention);
  return json;
}

Result<FilesByFeed> CountFiles(lake::ObjectStore& store, const publish::Record& record) {
  FilesByFeed files;
  for (const publish::Input& input : record.content.inputs) {
    TILL_ASSIGN(const ingest::Receipt receipt, ReceiptOf(store, input));
    FeedFiles& feed = files[input.feed];
    feed.read += receipt.read;
    feed.rejected += receipt.rejected;
    ++feed.by_header[receipt.header];
  }
  return files;
}

Result<Json> StatusAnswer(const Sources& sources, const publish::Record* record, const FilesByFeed& files) {
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
    Append(FeedAttention(sources.project, files), json["attention"]);
  }
  Append(DefinitionsAttention(sources), json["attention"]);
  // Freshness needs no history of runs: one that cannot be read is itself something to look at.
  std::vector<Attention> said;
  const auto add = [&](const Result<std::vector<Attention>>& found) {
    const std::vector<Attention> more =
        found.ok() ? *found : std::vector<Attention>{{"warn", found.error().message, found.error().hint}};
    const bool again = !found.ok() && !said.empty() && said.back().message == more.front().message;
    if (!again) said.insert(said.end(), more.begin(), more.end());
  };
  if (sources.last_run_attention) add(sources.last_run_attention());
  add(RunAttention(sources));
  Append(said, json["attention"]);
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

int64_t FilesOf(const catalog::SchemaVersion& version, const FilesByFeed& files) {
  const auto feed = files.find(version.table);
  if (feed == files.end()) return 0;
  std::vector<std::string> header;
  for (const catalog::SeenColumn& column : version.columns) header.push_back(column.name);
  const auto found = feed->second.by_header.find(header);
  return found == feed->second.by_header.end() ? 0 : found->second;
}

Result<Json> CatalogAnswer(const Sources& sources, const FilesByFeed& files) {
  TILL_ASSIGN(const std::vector<catalog::SchemaVersion> tables, catalog::List(sources.store));
  Json json{{"tables", Json::array()}};
  for (const catalog::SchemaVersion& table : tables) {
    TILL_ASSIGN(const std::vector<catalog::SchemaVersion> versions, catalog::Versions(sources.store, table.table));
    const Json schema = catalog::ToJson(table);
    json["tables"].push_back({{"table", table.table},
                              {"feed", table.table},
                              {"version", table.version},
                              {"verdict", VerdictOf(versions)},
                              {"files", FilesOf(table, files)},
                              {"statistics_of", table.statistics_of.empty() ? Json() : Json(table.statistics_of)},
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
