#include "pipeline/plan_run.h"

#include <map>

#include "base/text.h"
#include "ingest/arrivals.h"
#include "ingest/presence.h"
#include "ingest/staging.h"
#include "pipeline/content_index.h"
#include "pipeline/listing_record.h"
#include "publish/holds.h"
#include "publish/publications.h"

namespace till::pipeline {
namespace {

using LastSet = std::map<std::pair<std::string, std::string>, publish::Input>;

/// What a run would do with an arrival; `what` is empty if it stays as it is.
PlannedFile PlanFile(const TaskContext& context, const ingest::Arrival& arrival, const publish::Input* last,
                     const std::optional<std::string>& content) {
  PlannedFile file{arrival.feed, arrival.key, {}, {}};
  const std::string recipe = project::Recipe(context.project, *context.project.FindFeed(arrival.feed),
                                             arrival.path_values, ingest::kReaderVersion);
  if (last == nullptr) {
    file.what = "load";
    file.why = "it is new";
  } else if (context.options.full) {
    file.what = "load again";
    file.why = "--full was asked for";
  } else if (last->recipe != recipe) {
    file.what = "load again";
    file.why = "the feed's mapping or the reader changed";
  } else if (content != last->content) {
    file.what = "load again";
    file.why = "its size or time changed";
  }
  return file;
}

void PlanGone(const TaskContext& context, const LastSet& gone, RunPlan& plan) {
  for (const auto& [name, input] : gone) {
    const project::Feed* feed = context.project.FindFeed(name.first);
    const bool kept = feed != nullptr && feed->on_removed == project::OnRemoved::kKeep;
    plan.files.push_back({name.first, name.second, kept ? "leave" : "remove", "its file is gone or empty"});
  }
}

}  // namespace

Result<RunPlan> PlanRun(const TaskContext& context) {
  TILL_TRY(CheckSettings(context.project));
  const Services& services = context.services;
  const ingest::ListContext list{context.project, services.store, services.pool, services.clock.Now(), context.log};
  TILL_ASSIGN(const ingest::Listing listing, ingest::ListArrivals(list));
  TILL_ASSIGN(const auto calendar, project::LoadCalendar(context.project.folder));
  TILL_ASSIGN(const ContentIndex index, ContentIndex::Load(services.store));
  publish::Publications publications(services.store);
  TILL_ASSIGN(const auto record, publications.Latest());
  TILL_ASSIGN(const auto holds, publish::ReadHolds(services.store));
  LastSet last = record ? record->content.SetByName() : LastSet();

  RunPlan plan;
  for (const ingest::Arrival& arrival : listing.arrivals) {
    const auto before = last.extract({arrival.feed, arrival.key});
    if (!IsSelected(context.options.date, arrival.business_date)) continue;
    const auto content = index.Find(arrival);
    PlannedFile file = PlanFile(context, arrival, before.empty() ? nullptr : &before.mapped(), content);
    const publish::Input input{arrival.feed, arrival.key, arrival.business_date, content.value_or(""), {}};
    for (const publish::Hold& hold : holds) {
      if (hold.Covers(input)) file = {arrival.feed, arrival.key, before.empty() ? "leave" : "remove", "it is held"};
    }
    file.what.empty() ? static_cast<void>(++plan.unchanged) : plan.files.push_back(std::move(file));
  }
  for (const ingest::Withheld& file : listing.withheld) {
    if (file.why == ingest::Withheld::Why::kGrowing) last.erase({file.feed, file.key});
  }
  if (!context.options.date) PlanGone(context, last, plan);
  for (const ingest::DueDay& day : ingest::JudgePresence(context.project, calendar, listing, context.options.date)) {
    if (day.state != ingest::DayState::kComplete) plan.incomplete.push_back(day.ToString());
  }
  if (!record) {
    plan.star = "nothing is published yet";
  } else if (!plan.files.empty()) {
    plan.star = "its inputs change";
  }
  return plan;
}

Json ToJson(const RunPlan& plan) {
  Json files = Json::array();
  for (const PlannedFile& file : plan.files) {
    files.push_back({{"feed", file.feed}, {"key", file.key}, {"what", file.what}, {"why", file.why}});
  }
  return {{"files", files}, {"unchanged", plan.unchanged}, {"incomplete", plan.incomplete}, {"star", plan.star}};
}

}  // namespace till::pipeline
