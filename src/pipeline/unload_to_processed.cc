#include "pipeline/unload_to_processed.h"

#include <set>

#include "base/assets.h"
#include "columns/batch.h"
#include "pipeline/input_record.h"
#include "pipeline/listing_record.h"
#include "publish/delta_log.h"
#include "publish/holds.h"
#include "publish/publications.h"
#include "retail/tables.h"
#include "warehouse/sql_library.h"

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

/// "of customers.city, its history is kept" where a column of the star is one of a source table's, else empty.
std::string CommentOf(const std::string& table, const std::string& column) {
  const retail::SourceTable* source = retail::FindSourceTable(table.substr(table.find('_') + 1));
  const retail::SourceColumn* found = source == nullptr ? nullptr : source->Find(column);
  if (found == nullptr) return {};
  std::string comment = "of " + std::string(source->name) + "." + column;
  if (found->history == retail::History::kTracked) comment += ", its history is kept";
  if (found->history == retail::History::kCurrent) comment += ", the newest value";
  return found->person ? comment + ", personal" : comment;
}

/// Brings the star's tables of the other catalog in step with a publication, which stands whatever comes of it.
Status MirrorStar(const TaskContext& context, const publish::Record& record) {
  if (context.services.mirror == nullptr) return Ok();
  const warehouse::SqlLibrary sql(Assets(), project::EngineName(context.project.services.engine));
  std::vector<catalog::MirrorTable> tables;
  for (const publish::StarTable& star : record.content.tables) {
    catalog::MirrorTable& table = tables.emplace_back();
    TILL_ASSIGN(const warehouse::SqlFile model, sql.Find("star", star.name));
    table.name = star.name;
    table.description = model.sentence;
    table.format = catalog::MirrorTable::Format::kDelta;
    table.folder = "processed/" + star.name + "/";
    table.notes = {{"publication", std::to_string(record.number)}};
    for (const auto& [column, type] : star.columns) {
      const auto known = columns::TypeOf(type);
      table.columns.push_back({column, known.value_or(columns::Type::kText), CommentOf(star.name, column)});
    }
  }
  const Status done = context.services.mirror->Sync(catalog::Layer::kProcessed, tables, context.log);
  if (done.ok()) return done;
  Error error = Within("publication " + std::to_string(record.number) + " stands", done.error());
  error.code = Code::kUnavailable;
  return error;
}

/// Lets the dashboards of others load a publication. They come after it: where they cannot, the run has done what it
/// was for, and says so. "; cannot load …" for the outcome, or empty.
std::string RefreshDashboards(const TaskContext& context, const publish::Record& record) {
  if (!context.services.refresh_dashboards) return {};
  const Status started = context.services.refresh_dashboards(record);
  if (started.ok()) return {};
  const Error& error = started.error();
  const std::string text = error.message + (error.hint.empty() ? "" : "; " + error.hint);
  context.log.Warn("the dashboards are behind: " + text);
  return "; " + text;
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
  TILL_TRY(MirrorStar(context, record));
  const std::string behind = RefreshDashboards(context, record);
  const std::string number = std::to_string(record.number);
  if (same) {
    return dag::Outcome{dag::Outcome::Status::kSkipped, "publication " + number + " has this very content" + behind};
  }
  return dag::Outcome{dag::Outcome::Status::kSucceeded, "publication " + number + behind};
}

}  // namespace till::pipeline
