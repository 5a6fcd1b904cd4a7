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
    list.push_back({{"feed", file.feed}, {"key", file.key}, {"fact", file.fact}});
  }
  return list;
}

void WarnOf(const ingest::Listing& listing, Log& log) {
  for (const ingest::Withheld& file : listing.withheld) log.Warn(file.feed + ": left '" + file.key + "': " + file.fact);
  for (const std::string& path : listing.unmatched) log.Warn("'" + path + "' matches no feed's path");
}

}  // namespace

Result<dag::Outcome> CheckS3Files(const TaskContext& context) {
  const Services& services = context.services;
  publish::Publications publications(services.store);
  TILL_TRY(publish::RollForwardAll(services.store, publications, services.checkpoints, context.log));
  const ingest::ListContext list{context.project, services.store, services.pool, services.clock.Now(), context.log};
  TILL_ASSIGN(const ingest::Listing listing, ingest::ListArrivals(list));
  WarnOf(listing, context.log);

  TILL_ASSIGN(const auto calendar, project::LoadCalendar(context.project.folder));
  const auto days = ingest::JudgePresence(context.project, calendar, listing, context.options.date);
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
  if (!incomplete.empty()) reason += ", " + Count(static_cast<int64_t>(incomplete.size()), "due day") + " incomplete";
  return dag::Outcome{dag::Outcome::Status::kSucceeded, reason};
}

}  // namespace till::pipeline
