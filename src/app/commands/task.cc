#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"
#include "pipeline/retail_etl.h"

namespace till::app {
namespace {

/// The alphabet is that of Airflow's run ids; a run's name becomes a folder's.
Status CheckRun(const std::string& run) {
  const auto belongs = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_.~:+-").find(c) != std::string_view::npos;
  };
  if (!run.empty() && run.front() != '.' && std::ranges::all_of(run, belongs)) return Ok();
  return Invalid("cannot use run '" + Shown(run) + "': it is no name of a run",
                 "use letters, digits and _ . ~ : + - with no . at the start, for example 20260105-a");
}

class TaskCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("task", task_,
                   "check_s3_files, run_glue_crawler, load_to_staging, transform_to_dim_fact or "
                   "unload_to_processed")
        ->required();
    app.add_option("--run", run_, "The run it belongs to: the same for all five tasks")->required();
    app.add_option("--date", date_, "Only the files of this business date (given to the first task)");
    app.add_flag("--full", options_.full, "Read and compute everything again (given to the first task)");
    app.add_flag("--allow-missing", options_.allow_missing, "Publish though due files are missing (first task)");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_TRY(CheckRun(run_));
    TILL_ASSIGN(options_.date, DayOption("--date", date_));
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const dag::Attempt attempt,
                pipeline::RunRetailTask(session->project(), session->Services(), task_, run_, options_));
    if (attempt.error) return *attempt.error;
    invocation.output.Line(task_ + ": " + std::string(dag::Name(attempt.status)) +
                           (attempt.reason.empty() ? "" : ": " + attempt.reason));
    invocation.output.Object({{"run", run_},
                              {"task", task_},
                              {"status", dag::Name(attempt.status)},
                              {"attempt", attempt.attempt},
                              {"reason", attempt.reason}});
    return attempt.status == dag::TaskStatus::kSkipped ? Ending::kSkipped : Ending::kDone;
  }

 private:
  std::string task_;
  std::string run_;
  std::string date_;
  pipeline::RunOptions options_;
};

}  // namespace

std::unique_ptr<Command> MakeTaskCommand() { return std::make_unique<TaskCommand>(); }

}  // namespace till::app
