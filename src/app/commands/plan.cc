#include "pipeline/plan_run.h"

#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"

namespace till::app {
namespace {

class PlanCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("--date", date_, "Only the files of this business date");
    app.add_flag("--full", full_, "As if run with --full");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto date, DayOption("--date", date_));
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    const pipeline::Services services = session->Services();
    const pipeline::TaskContext context{session->project(), services, "plan", {date, {}, full_, false}, NoLog()};
    TILL_ASSIGN(const pipeline::RunPlan plan, pipeline::PlanRun(context));
    invocation.output.Object(pipeline::ToJson(plan));
    Show(plan, invocation.output);
    return Ending::kDone;
  }

 private:
  static void Show(const pipeline::RunPlan& plan, const Output& output) {
    constexpr size_t kMost = 40;
    std::vector<std::vector<std::string>> rows;
    for (const pipeline::PlannedFile& file : plan.files) {
      if (rows.size() < kMost) rows.push_back({file.feed + "/" + file.key, file.what, file.why});
    }
    if (!rows.empty()) output.Table({"file", "would", "because"}, rows);
    if (plan.files.size() > kMost) {
      output.Line("… and " + WithThousands(static_cast<int64_t>(plan.files.size() - kMost)) +
                  " more; --json shows all");
    }
    output.Line(Count(plan.unchanged, "file") + " would stay as " + (plan.unchanged == 1 ? "it is" : "they are"));
    for (const std::string& day : plan.incomplete) output.Line("incomplete: " + day);
    output.Line(plan.star.empty() ? "the star would stay as it is" : "the star would be worked, because " + plan.star);
  }

  std::string date_;
  bool full_ = false;
};

}  // namespace

std::unique_ptr<Command> MakePlanCommand() { return std::make_unique<PlanCommand>(); }

}  // namespace till::app
