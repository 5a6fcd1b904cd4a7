#include "app/last_run.h"

#include "base/text.h"
#include "pipeline/input_record.h"

namespace till::app {
namespace {

constexpr size_t kMostShown = 5;

/// What the newest run that did `task` left of it; null if there is none.
Result<Json> NewestRecord(Session& session, std::string_view task) {
  constexpr size_t kLookBack = 20;
  TILL_ASSIGN(const auto runs, session.runs().ListRuns(kLookBack));
  for (const dag::Run& run : runs) {
    const std::string key = "_till/runs/" + run.id + "/" + std::string(task) + ".json";
    const auto text = session.store().Get(key);
    if (text.ok()) return ParseJson(*text, "'" + key + "'");
    if (text.error().code != Code::kNotFound) return text.error();
  }
  return Json();
}

Json ListOf(const Json& record, std::string_view member) {
  return record.is_object() ? record.value(std::string(member), Json::array()) : Json::array();
}

/// Keeps the first few of `all` and counts the others in a last one.
std::vector<serve::Attention> Shortened(std::vector<serve::Attention> all, std::string_view things) {
  if (all.size() <= kMostShown) return all;
  const auto more = static_cast<int64_t>(all.size() - kMostShown);
  all.resize(kMostShown);
  all.push_back({"warn", "and " + WithThousands(more) + " more " + std::string(things), "see till runs show"});
  return all;
}

Result<std::vector<serve::Attention>> Refused(Session& session) {
  std::vector<serve::Attention> attention;
  TILL_ASSIGN(const auto refused, pipeline::LoadRefused(session.store()));
  for (const pipeline::RefusedFile& file : refused) {
    attention.push_back({"error",
                         "file '" + file.input.feed + "/" + file.input.key + "' is refused: " + file.error.message,
                         file.error.hint});
  }
  return Shortened(std::move(attention), "refused files");
}

std::vector<serve::Attention> Left(const Json& listing) {
  std::vector<serve::Attention> attention;
  for (const Json& file : ListOf(listing, "withheld")) {
    attention.push_back(
        {"warn",
         "file '" + file.value("feed", "") + "/" + file.value("key", "") + "' is left: " + file.value("fact", ""),
         "the next run looks at it again"});
  }
  for (const Json& path : ListOf(listing, "unmatched")) {
    const auto name = path.get<std::string>();
    attention.push_back({"warn", "'" + name + "' matches no feed's path",
                         "a feed of its own takes it: [feeds.NAME] with the line path = \"" + name + "\""});
  }
  return Shortened(std::move(attention), "files that are not taken");
}

std::vector<serve::Attention> Drift(const Json& crawled) {
  std::vector<serve::Attention> attention;
  for (const Json& file : ListOf(crawled, "drift")) {
    for (const Json& finding : ListOf(file, "findings")) {
      const std::string line = finding.value("line", "");
      attention.push_back({"warn", "'" + file.value("file", "") + "': " + finding.value("sentence", ""),
                           line.empty() ? "mend the file, or its feed in till.toml"
                                        : "write in " + finding.value("section", "") + ": " + line});
    }
  }
  return Shortened(std::move(attention), "differences from the mapping");
}

}  // namespace

Result<std::vector<serve::Attention>> LastRunAttention(Session& session) {
  TILL_ASSIGN(std::vector<serve::Attention> attention, Refused(session));
  TILL_ASSIGN(const Json listing, NewestRecord(session, "check_s3_files"));
  TILL_ASSIGN(const Json crawled, NewestRecord(session, "run_glue_crawler"));
  for (const std::vector<serve::Attention>& more : {Left(listing), Drift(crawled)}) {
    attention.insert(attention.end(), more.begin(), more.end());
  }
  return attention;
}

}  // namespace till::app
