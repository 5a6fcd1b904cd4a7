#include "app/scheduling.h"

#include "app/pipeline_runs.h"
#include "dag/schedule.h"

namespace till::app {
namespace {

class NoteLog : public Log {
 public:
  explicit NoteLog(const Output& output) : output_(output) {}
  void Info(std::string_view line) override { output_.Note(line); }
  void Warn(std::string_view line) override { output_.Note(line); }

 private:
  const Output& output_;
};

}  // namespace

Status RunScheduler(Session& session, const dag::CancelToken& cancel, const Output& output) {
  const std::string& expression = session.project().schedule;
  if (expression.empty()) {
    return Invalid("cannot schedule '" + session.project().name + "': till.toml has no schedule",
                   "add to it: [schedule] with the line cron = \"30 6 * * *\"");
  }
  TILL_ASSIGN(const dag::Cron cron, dag::Cron::Parse(expression, session.zone()));
  output.Line("schedule '" + expression + "', next at " + session.zone().Format(cron.Next(session.clock().Now())));
  NoteLog log(output);
  const auto on_tick = [&](Instant tick) -> Status {
    output.Line(session.zone().Format(tick));
    pipeline::RunRequest request;
    request.trigger = dag::Trigger::kSchedule;
    TILL_ASSIGN(const auto history, RunAndShow(session, request, cancel, output));
    return StatusOf(history);
  };
  return dag::RunSchedule(cron, pipeline::kRetailEtl, session.runs(), session.clock(), cancel, on_tick, log);
}

}  // namespace till::app
