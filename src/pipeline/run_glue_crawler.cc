#include "pipeline/run_glue_crawler.h"

#include <map>
#include <set>

#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/crawl.h"
#include "csv/dialect.h"
#include "csv/gzip.h"
#include "pipeline/listing_record.h"
#include "publish/holds.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

using Schemas = std::map<std::string, catalog::SchemaVersion>;

/// The listed files that differ from the last publication's inputs, or may.
Result<std::vector<ListedFile>> NewFiles(const TaskContext& context) {
  TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
  TILL_ASSIGN(std::vector<ListedFile> files, ListedFiles(listing));
  publish::Publications publications(context.services.store);
  TILL_ASSIGN(const auto record, publications.Latest());
  TILL_ASSIGN(const auto holds, publish::ReadHolds(context.services.store));
  std::set<std::tuple<std::string, std::string, std::string>> known;
  if (record) {
    for (const publish::Input& input : record->content.Set()) known.emplace(input.feed, input.key, input.content);
  }
  std::set<std::pair<std::string, std::string>> held;
  for (const publish::Hold& hold : holds) held.emplace(hold.feed, hold.key);
  std::erase_if(files, [&](const ListedFile& file) {
    const ingest::Arrival& arrival = file.arrival;
    return known.contains({arrival.feed, arrival.key, file.content}) || held.contains({arrival.feed, arrival.key}) ||
           !IsSelected(context.options.date, arrival.business_date);
  });
  return files;
}

Result<Schemas> KnownSchemas(lake::ObjectStore& store) {
  Schemas schemas;
  TILL_ASSIGN(auto versions, catalog::List(store));
  for (catalog::SchemaVersion& version : versions) schemas.emplace(version.table, std::move(version));
  return schemas;
}

Result<catalog::Crawl> CrawlFile(const TaskContext& context, const ListedFile& file, const Schemas& known) {
  TILL_ASSIGN(std::string head, context.services.store.Get(file.arrival.object, 0, csv::kHeadBytes));
  if (csv::IsGzip(head)) head = csv::GunzipHead(head);
  const auto schema = known.find(file.arrival.feed);
  return catalog::CrawlHead(head, *context.project.FindFeed(file.arrival.feed),
                            schema == known.end() ? nullptr : &schema->second);
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

}  // namespace

Result<dag::Outcome> RunGlueCrawler(const TaskContext& context) {
  TILL_ASSIGN(const std::vector<ListedFile> files, NewFiles(context));
  TILL_ASSIGN(const Schemas known, KnownSchemas(context.services.store));
  std::vector<catalog::Crawl> crawls(files.size());
  TILL_TRY(context.services.pool.ForEach(files.size(), [&](size_t i, size_t) -> Status {
    TILL_ASSIGN(crawls[i], CrawlFile(context, files[i], known));
    return Ok();
  }));
  TILL_TRY(RecordSchemas(context, crawls, known));

  Json verdicts = Json::array();
  std::optional<Error> refusal;
  int64_t drifted = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string name = files[i].arrival.feed + "/" + files[i].arrival.key;
    if (crawls[i].refused && !refusal) refusal = catalog::RefusalOf(crawls[i], name);
    if (crawls[i].verdict == catalog::Verdict::kAsKnown) continue;
    ++drifted;
    Json findings = Json::array();
    for (const catalog::Finding& finding : crawls[i].findings) {
      context.log.Warn("'" + name + "': " + finding.sentence);
      findings.push_back({{"sentence", finding.sentence}, {"section", finding.section}, {"line", finding.line}});
    }
    verdicts.push_back({{"file", name}, {"verdict", catalog::VerdictName(crawls[i].verdict)}, {"findings", findings}});
  }
  TILL_TRY(HandOver(context, "run_glue_crawler", {{"files", files.size()}, {"drift", std::move(verdicts)}}));
  if (refusal) return *refusal;
  if (files.empty()) return dag::Outcome{dag::Outcome::Status::kSkipped, "no new file"};
  std::string reason = Count(static_cast<int64_t>(files.size()), "new file");
  reason += drifted == 0 ? ", as mapped" : ", " + WithThousands(drifted) + " with drift";
  return dag::Outcome{dag::Outcome::Status::kSucceeded, reason};
}

}  // namespace till::pipeline
