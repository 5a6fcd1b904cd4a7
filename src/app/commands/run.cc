#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/pipeline_runs.h"

namespace till::app {
namespace {

class RunCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("--date", date_, "Only the files of this business date (YYYY-MM-DD)");
    app.add_option("--from-task", request_.from_task, "Begin with this task, on what the last run left");
    app.add_option("--to-task", request_.to_task, "End with this task");
    app.add_flag("--full", request_.options.full, "Read and compute everything again");
    app.add_flag("--allow-missing", request_.options.allow_missing, "Publish though due files are missing");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(request_.options.date, DayOption("--date", date_));
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    const CancelOnSignal cancel;
    TILL_ASSIGN(const auto history, RunAndShow(*session, request_, cancel.token(), invocation.output));
    TILL_TRY(StatusOf(history));
    return Ending::kDone;
  }

 private:
  std::string date_;
  pipeline::RunRequest request_;
};

}  // namespace

std::unique_ptr<Command> MakeRunCommand() { return std::make_unique<RunCommand>(); }

}  // namespace till::app
