#include "pipeline/check_s3_files.h"

#include "base/text.h"
#include "ingest/arrivals.h"
#include "ingest/presence.h"
#include "pipeline/content_index.h"
#include "pipeline/listing_record.h"
#include "publish/delta_log.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

Json WithheldJson(const std::vector<ingest::Withheld>& withheld) {
  Json list = Json::array();
  for (const ingest::Withheld& file : withheld) {
    list.push_back({{"feed", file.feed}, {"key", file.key}, {"why", ingest::WhyName(file.why)}, {"fact", file.fact}});
  }
  return list;
}

void WarnOf(const ingest::Listing& listing, Log& log) {
  for (const ingest::Withheld& file : listing.withheld) log.Warn(file.feed + ": left '" + file.key + "': " + file.fact);
  for (const std::string& path : listing.unmatched) log.Warn("'" + path + "' matches no feed's path");
}

/// ", 2 left: sales/2026-01-05.csv (the file is empty), …"; empty if none is.
std::string LeftOf(const ingest::Listing& listing) {
  if (listing.withheld.empty()) return {};
  const ingest::Withheld& first = listing.withheld.front();
  const std::string name = first.feed + "/" + first.key + " (" + first.fact + ")";
  return ", " + WithThousands(static_cast<int64_t>(listing.withheld.size())) + " left: " + name +
         (listing.withheld.size() > 1 ? ", …" : "");
}

/// A first run without any file would publish an empty star and call it done.
Status CheckAnyFile(const TaskContext& context, const ingest::Listing& listing, publish::Publications& publications) {
  if (!listing.arrivals.empty()) return Ok();
  TILL_ASSIGN(const int64_t published, publications.LatestNumber());
  if (published > 0) return Ok();
  std::vector<std::string> facts;
  for (const project::Feed& feed : context.project.feeds) {
    facts.push_back("feed '" + feed.name + "' has no file that matches '" + feed.path + "'");
  }
  for (const ingest::Withheld& file : listing.withheld) {
    facts.push_back("'" + file.feed + "/" + file.key + "' is left: " + file.fact);
  }
  for (const std::string& path : listing.unmatched) facts.push_back("'" + path + "' matches no feed's path");
  const std::string lake = context.project.LakeName();
  constexpr size_t kShown = 8;
  const auto more = facts.size() > kShown ? static_cast<int64_t>(facts.size() - kShown) : 0;
  facts.resize(facts.size() - static_cast<size_t>(more));
  return NotFound(
      "cannot begin: no file is there: " + Join(facts, "; ") + (more > 0 ? "; and " + Count(more, "more", "more") : ""),
      "paths that are not absolute begin at '" + lake + "'");
}

}  // namespace

Result<dag::Outcome> CheckS3Files(const TaskContext& context) {
  const Services& services = context.services;
  publish::Publications publications(services.store);
  TILL_TRY(publish::RollForwardAll(services.store, publications, services.checkpoints, context.log));
  const ingest::ListContext list{context.project, services.store, services.pool, services.clock.Now(), context.log};
  TILL_ASSIGN(const ingest::Listing listing, ingest::ListArrivals(list));
  WarnOf(listing, context.log);
  TILL_TRY(CheckAnyFile(context, listing, publications));

  TILL_ASSIGN(const auto calendar, project::LoadCalendar(context.project.folder));
  const auto judged_to = context.options.date ? context.options.date : context.options.due_to;
  const auto days = ingest::JudgePresence(context.project, calendar, listing, judged_to);
  const auto policy =
      context.options.allow_missing ? ingest::MissingPolicy::kAllow : ingest::MissingPolicy::kAsFeedSays;
  TILL_ASSIGN(const auto incomplete, ingest::CheckPresence(context.project, days, list.now, policy));

  TILL_ASSIGN(const ContentIndex index, ContentIndex::Load(services.store));
  Json arrivals = Json::array();
  for (const ingest::Arrival& arrival : listing.arrivals) {
    std::string content;
    if (!context.options.full) content = index.Find(arrival).value_or("");
    arrivals.push_back(ToJson(ListedFile{arrival, std::move(content)}));
  }
  TILL_TRY(HandOver(context, "check_s3_files",
                    {{"options", ToJson(context.options)},
                     {"arrivals", std::move(arrivals)},
                     {"landed", listing.landed},
                     {"withheld", WithheldJson(listing.withheld)},
                     {"unmatched", listing.unmatched},
                     {"incomplete", incomplete}}));
  std::string reason = Count(static_cast<int64_t>(listing.arrivals.size()), "file");
  if (listing.landed > 0) reason += ", " + WithThousands(listing.landed) + " landed";
  if (!listing.unmatched.empty()) {
    reason += ", " + Count(static_cast<int64_t>(listing.unmatched.size()), "other file") +
              " that no feed's path matches, the first is '" + listing.unmatched.front() + "'";
  }
  if (!incomplete.empty()) reason += ", " + Count(static_cast<int64_t>(incomplete.size()), "due day") + " incomplete";
  return dag::Outcome{dag::Outcome::Status::kSucceeded, reason + LeftOf(listing)};
}

}  // namespace till::pipeline
