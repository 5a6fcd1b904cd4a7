#include "app/scheduling.h"

#include "app/pipeline_runs.h"
#include "dag/schedule.h"

namespace till::app {
Result<dag::Cron> ScheduleOf(const Session& session) {
  const std::string& expression = session.project().schedule;
  if (expression.empty()) {
    return Invalid("cannot schedule '" + session.project().name + "': till.toml has no schedule",
                   "add to it: [schedule] with the line cron = \"30 6 * * *\"");
  }
  return dag::Cron::Parse(expression, session.zone());
}

Status RunScheduler(Session& session, const dag::CancelToken& cancel, const Output& output) {
  TILL_ASSIGN(const dag::Cron cron, ScheduleOf(session));
  const std::string next = session.zone().Format(cron.Next(session.clock().Now()));
  output.Line("schedule '" + cron.expression() + "', next at " + next);
  output.Object({{"schedule", pipeline::kRetailEtl}, {"cron", cron.expression()}, {"next", next}});
  NoteLog log(output);
  const auto on_tick = [&](Instant tick) -> Status {
    output.Line(session.zone().Format(tick));
    pipeline::RunRequest request;
    request.trigger = dag::Trigger::kSchedule;
    request.options.due_to = session.zone().ToLocal(tick).ToDay() - 1;  // last night's file must be there
    TILL_ASSIGN(const auto history, RunAndShow(session, request, cancel, output));
    return StatusOf(history);
  };
  return dag::RunSchedule(cron, pipeline::kRetailEtl, session.runs(), session.clock(), cancel, on_tick, log);
}

}  // namespace till::app
