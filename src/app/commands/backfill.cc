#include <CLI/CLI.hpp>
#include <set>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/pipeline_runs.h"
#include "base/text.h"
#include "ingest/arrivals.h"

namespace till::app {
namespace {

class BackfillCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("--from", from_, "First business date (default: the first there is)");
    app.add_option("--to", to_, "Last business date (default: the last there is)");
    app.add_flag("--allow-missing", allow_missing_, "Publish though due files are missing");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto from, DayOption("--from", from_));
    TILL_ASSIGN(const auto to, DayOption("--to", to_));
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const std::set<Day> days, BusinessDates(*session));
    const CancelOnSignal cancel;
    int64_t done = 0;
    for (const Day day : days) {
      if ((from && day < *from) || (to && day > *to)) continue;
      pipeline::RunRequest request;
      request.options = {.date = day, .due_to = {}, .full = false, .allow_missing = allow_missing_};
      request.trigger = dag::Trigger::kBackfill;
      invocation.output.Line(day.ToString());
      TILL_ASSIGN(const auto history, RunAndShow(*session, request, cancel.token(), invocation.output));
      TILL_TRY(StatusOf(history));
      ++done;
    }
    if (done == 0) {
      return NotFound("cannot backfill: no file has a business date in the range",
                      days.empty() ? "a feed's path needs {date}"
                                   : "there are " + days.begin()->ToString() + " to " + days.rbegin()->ToString());
    }
    invocation.output.Line(Count(done, "business date") + " done");
    return Ending::kDone;
  }

 private:
  /// Of all files that are there. A date whose files are inputs already runs again and finds nothing new, so a
  /// backfill that was stopped goes on where it was.
  static Result<std::set<Day>> BusinessDates(Session& session) {
    const ingest::ListContext list{session.project(), session.store(), session.pool(), session.clock().Now(), NoLog()};
    TILL_ASSIGN(const ingest::Listing listing, ingest::ListArrivals(list));
    std::set<Day> days;
    for (const ingest::Arrival& arrival : listing.arrivals) {
      if (arrival.business_date != kNoDay) days.insert(arrival.business_date);
    }
    return days;
  }

  std::string from_;
  std::string to_;
  bool allow_missing_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeBackfillCommand() { return std::make_unique<BackfillCommand>(); }

}  // namespace till::app
