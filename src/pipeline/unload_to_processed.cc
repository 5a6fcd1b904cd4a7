#include "pipeline/unload_to_processed.h"

#include <set>

#include "pipeline/input_record.h"
#include "pipeline/listing_record.h"
#include "publish/delta_log.h"
#include "publish/holds.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

/// The files that were kept out of this publication, as "feed/key".
Result<std::vector<std::string>> HeldFiles(const TaskContext& context) {
  TILL_ASSIGN(const auto holds, publish::ReadHolds(context.services.store));
  std::set<std::string> held;
  for (const publish::Hold& hold : holds) held.insert(hold.feed + "/" + hold.key);
  return std::vector<std::string>(held.begin(), held.end());
}

Result<publish::Record> NextRecord(const TaskContext& context, int64_t last_number) {
  TILL_ASSIGN(const Json listing, TakeOver(context, "check_s3_files"));
  TILL_ASSIGN(const Json star, TakeOver(context, "transform_to_dim_fact"));
  TILL_ASSIGN(const TimeZone zone, TimeZone::Find(context.project.timezone));
  publish::Record record;
  TILL_ASSIGN(record.content, ContentFromJson(star));
  record.content_hash = publish::ContentHash(record.content);
  record.previous = last_number;
  record.published_at = zone.Format(context.services.clock.Now());
  record.run = context.run;
  record.program = TILL_VERSION;
  TILL_ASSIGN(record.incomplete, Member<std::vector<std::string>>(listing, "incomplete", "the listing"));
  TILL_ASSIGN(record.held, HeldFiles(context));
  return record;
}

}  // namespace

Result<dag::Outcome> UnloadToProcessed(const TaskContext& context) {
  const Services& services = context.services;
  publish::Publications publications(services.store);
  TILL_ASSIGN(const std::optional<publish::Record> last, publications.Latest());
  TILL_ASSIGN(publish::Record record, NextRecord(context, last ? last->number : 0));
  const bool same = last && last->content_hash == record.content_hash && last->incomplete == record.incomplete;
  if (same) {
    record = *last;
  } else {
    TILL_ASSIGN(record, publications.Create(std::move(record)));
  }
  TILL_TRY(publish::RollForwardAll(services.store, publications, services.checkpoints, context.log));
  if (services.keep_star) TILL_TRY(services.keep_star(record));
  TILL_TRY(HandOver(context, "unload_to_processed",
                    {{"publication", record.number}, {"content_hash", record.content_hash}}));
  const std::string number = std::to_string(record.number);
  if (same) return dag::Outcome{dag::Outcome::Status::kSkipped, "publication " + number + " has this very content"};
  return dag::Outcome{dag::Outcome::Status::kSucceeded, "publication " + number};
}

}  // namespace till::pipeline
