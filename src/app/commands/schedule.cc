#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/pipeline_runs.h"
#include "app/scheduling.h"

namespace till::app {
namespace {

class ScheduleCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "pause or resume; without it the scheduler runs until ended")
        ->check(CLI::IsMember({"pause", "resume"}));
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    if (action_.empty()) {
      const CancelOnSignal cancel;
      TILL_TRY(RunScheduler(*session, cancel.token(), invocation.output));
      return Ending::kDone;
    }
    const bool paused = action_ == "pause";
    TILL_TRY(session->runs().SetPaused(pipeline::kRetailEtl, paused));
    invocation.output.Line(paused ? "paused; till schedule resume goes on" : "resumed");
    invocation.output.Object({{"schedule", pipeline::kRetailEtl}, {"paused", paused}});
    return Ending::kDone;
  }

 private:
  std::string action_;
};

}  // namespace

std::unique_ptr<Command> MakeScheduleCommand() { return std::make_unique<ScheduleCommand>(); }

}  // namespace till::app
