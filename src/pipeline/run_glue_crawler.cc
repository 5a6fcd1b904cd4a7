#include "pipeline/run_glue_crawler.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/crawl.h"
#include "catalog/feed_tables.h"
#include "csv/dialect.h"
#include "csv/gzip.h"
#include "pipeline/listing_record.h"
#include "publish/holds.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

using Schemas = std::map<std::string, catalog::SchemaVersion>;

/// What this task looks at.
struct Files {
  std::vector<ListedFile> files;
  int64_t again = 0;  ///< of them, those that the last publication has: their content is not known without reading
};

/// The listed files that differ from the last publication's inputs, or may.
Result<Files> FilesToCrawl(const TaskContext& context) {
  TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
  TILL_ASSIGN(std::vector<ListedFile> listed, ListedFiles(listing));
  publish::Publications publications(context.services.store);
  TILL_ASSIGN(const auto record, publications.Latest());
  TILL_ASSIGN(const auto holds, publish::ReadHolds(context.services.store));
  std::set<std::pair<std::string, std::string>> held;
  for (const publish::Hold& hold : holds) held.emplace(hold.feed, hold.key);
  std::map<std::pair<std::string, std::string>, publish::Input> last;
  if (record) last = record->content.SetByName();
  Files found;
  for (ListedFile& file : listed) {
    const std::pair name{file.arrival.feed, file.arrival.key};
    const auto before = last.find(name);
    const bool same = before != last.end() && before->second.content == file.content;
    if (same || held.contains(name) || !IsSelected(context.options.date, file.arrival.business_date)) continue;
    if (before != last.end() && file.content.empty()) ++found.again;
    found.files.push_back(std::move(file));
  }
  return found;
}

/// The newest version of each table. Torn ones are taken out of the catalog: what they said is seen again.
Result<Schemas> KnownSchemas(lake::ObjectStore& store, Log& log) {
  Schemas schemas;
  TILL_ASSIGN(const auto torn, catalog::RemoveTorn(store));
  for (const std::string& key : torn) log.Warn("removed '" + key + "' from the catalog: it was torn");
  TILL_ASSIGN(auto versions, catalog::List(store));
  for (catalog::SchemaVersion& version : versions) schemas.emplace(version.table, std::move(version));
  return schemas;
}

Result<catalog::Crawl> CrawlFile(const TaskContext& context, const ListedFile& file, const Schemas& known) {
  TILL_ASSIGN(std::string head, context.services.store.Get(file.arrival.object, 0, csv::kHeadBytes));
  if (csv::IsGzip(head)) head = csv::GunzipHead(head);
  const auto schema = known.find(file.arrival.feed);
  catalog::Crawl crawl = catalog::CrawlHead(head, *context.project.FindFeed(file.arrival.feed),
                                            schema == known.end() ? nullptr : &schema->second);
  crawl.schema.statistics_of = file.arrival.feed + "/" + file.arrival.key;
  return crawl;
}

/// Adds a version to the catalog for each file that fits none.
Status RecordSchemas(const TaskContext& context, const std::vector<catalog::Crawl>& crawls, Schemas known) {
  for (const catalog::Crawl& crawl : crawls) {
    if (crawl.refused) continue;
    const auto newest = known.find(crawl.schema.table);
    if (newest != known.end() && catalog::Fits(crawl.schema, newest->second)) continue;
    TILL_ASSIGN(const catalog::SchemaVersion version, catalog::Record(context.services.store, crawl.schema));
    known.insert_or_assign(version.table, version);
  }
  return Ok();
}

/// One thing that differs in files of a feed, and in how many.
struct Difference {
  std::string feed;
  catalog::Finding finding;
  int64_t files = 0;
};

/// The findings of all files, each once, in the order in which they are met.
std::vector<Difference> DifferencesOf(const Files& found, const std::vector<catalog::Crawl>& crawls) {
  std::vector<Difference> differences;
  for (size_t i = 0; i < crawls.size(); ++i) {
    const std::string& feed = found.files[i].arrival.feed;
    for (const catalog::Finding& finding : crawls[i].findings) {
      const auto same = std::ranges::find_if(differences, [&](const Difference& one) {
        return one.feed == feed && one.finding.sentence == finding.sentence && one.finding.line == finding.line;
      });
      ++(same == differences.end() ? differences.emplace_back(feed, finding) : *same).files;
    }
  }
  return differences;
}

std::string Advice(const catalog::Finding& finding) {
  return finding.line.empty() ? "" : "; to read it, write in " + finding.section + ": " + finding.line;
}

/// "2 new files, 1 looked at again, 1 with drift: sales: column 'Brand' is new and is not read; to read it, …"
std::string ReasonOf(const Files& found, const std::vector<Difference>& differences, int64_t drifted) {
  const auto fresh = static_cast<int64_t>(found.files.size()) - found.again;
  std::string reason = fresh > 0 ? Count(fresh, "new file") : Count(found.again, "file") + " looked at again";
  if (fresh > 0 && found.again > 0) reason += ", " + WithThousands(found.again) + " looked at again";
  if (differences.empty()) return reason + ", as mapped";
  reason += drifted == 0 ? ", as before" : ", " + WithThousands(drifted) + " with drift";
  const auto is_told = [&](const Difference& one) { return drifted == 0 || !one.finding.known; };
  const auto first = std::ranges::find_if(differences, is_told);
  reason += ": " + first->feed + ": " + first->finding.sentence + Advice(first->finding);
  const int64_t more = std::ranges::count_if(differences, is_told) - 1;
  return more > 0 ? reason + "; and " + Count(more, "other difference") : reason;
}

Json ToJson(const catalog::Finding& finding) {
  return {{"sentence", finding.sentence}, {"section", finding.section}, {"line", finding.line}};
}

/// What is left for the next task and for who asks what differs.
Json RecordOf(const Files& found, const std::vector<catalog::Crawl>& crawls,
              const std::vector<Difference>& differences) {
  Json drift = Json::array();
  for (size_t i = 0; i < crawls.size(); ++i) {
    if (crawls[i].verdict == catalog::Verdict::kAsKnown) continue;
    Json findings = Json::array();
    for (const catalog::Finding& finding : crawls[i].findings) {
      if (!finding.known) findings.push_back(ToJson(finding));
    }
    drift.push_back({{"file", found.files[i].arrival.feed + "/" + found.files[i].arrival.key},
                     {"verdict", catalog::VerdictName(crawls[i].verdict)},
                     {"findings", findings}});
  }
  Json known = Json::array();
  for (const Difference& one : differences) {
    if (!one.finding.known) continue;
    Json difference = ToJson(one.finding);
    difference["feed"] = one.feed;
    difference["files"] = one.files;
    known.push_back(std::move(difference));
  }
  return {{"files", found.files.size()}, {"drift", std::move(drift)}, {"known", std::move(known)}};
}

/// Brings the feeds' tables of the other catalog in step with ours; its own crawler looks first, so that ours has the
/// last word.
Status MirrorFeeds(const TaskContext& context, const Files& found) {
  catalog::Mirror* mirror = context.services.mirror;
  if (mirror == nullptr) return Ok();
  if (!found.files.empty()) TILL_TRY(mirror->Crawl([&context] { return context.cancelled(); }));
  TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
  TILL_ASSIGN(const std::vector<ListedFile> listed, ListedFiles(listing));
  std::vector<catalog::FeedFile> files;
  for (const ListedFile& file : listed) {
    files.push_back({file.arrival.feed, file.arrival.object, file.arrival.business_date, file.arrival.store});
  }
  TILL_ASSIGN(const auto unmatched, Member<std::vector<std::string>>(listing, "unmatched", "the listing"));
  for (const std::string& object : unmatched) files.push_back({.feed = "", .object = object, .store = ""});
  TILL_ASSIGN(const auto schemas, catalog::List(context.services.store));
  return mirror->Sync(catalog::Layer::kRaw, catalog::TablesOf(context.project, schemas, files), context.log);
}

}  // namespace

Result<dag::Outcome> RunGlueCrawler(const TaskContext& context) {
  TILL_ASSIGN(const Files found, FilesToCrawl(context));
  TILL_ASSIGN(const Schemas known, KnownSchemas(context.services.store, context.log));
  std::vector<catalog::Crawl> crawls(found.files.size());
  TILL_TRY(context.services.pool.ForEach(crawls.size(), [&](size_t i, size_t) -> Status {
    if (context.cancelled()) return Cancelled("cannot go on crawling: the run was asked to stop");
    TILL_ASSIGN(crawls[i], CrawlFile(context, found.files[i], known));
    return Ok();
  }));
  TILL_TRY(RecordSchemas(context, crawls, known));
  const std::vector<Difference> differences = DifferencesOf(found, crawls);
  for (const Difference& one : differences) {
    context.log.Warn(one.feed + ": " + one.finding.sentence + " (" + Count(one.files, "file") + ")" +
                     Advice(one.finding));
  }
  TILL_TRY(HandOver(context, "run_glue_crawler", RecordOf(found, crawls, differences)));
  const auto refused = std::ranges::find_if(crawls, &catalog::Crawl::refused);
  if (refused != crawls.end()) {
    const ingest::Arrival& file = found.files[static_cast<size_t>(refused - crawls.begin())].arrival;
    return catalog::RefusalOf(*refused, file.feed + "/" + file.key);
  }
  TILL_TRY(MirrorFeeds(context, found));
  if (found.files.empty()) return dag::Outcome{dag::Outcome::Status::kSkipped, "no new file"};
  const int64_t drifted = std::ranges::count_if(
      crawls, [](const catalog::Crawl& crawl) { return crawl.verdict != catalog::Verdict::kAsKnown; });
  return dag::Outcome{dag::Outcome::Status::kSucceeded, ReasonOf(found, differences, drifted)};
}

}  // namespace till::pipeline
