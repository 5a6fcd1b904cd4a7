#include <CLI/CLI.hpp>

#include "adapters/local/object_store.h"
#include "app/commands/commands.h"
#include "app/commands/generated.h"
#include "app/options.h"
#include "app/pipeline_runs.h"
#include "app/serving.h"
#include "base/assets.h"
#include "base/files.h"
#include "base/text.h"
#include "generate/generate.h"

namespace till::app {
namespace {

class DemoCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("folder", folder_, "Where the project goes")->capture_default_str();
    app.add_option("--to", to_, "Last day of trade (default: the end of last month)");
    app.add_option("--port", serving_.options.port, "Port of the dashboards")->capture_default_str();
    app.add_flag("--no-serve", no_serve_, "End when the dashboards could be served");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_TRY(TakesNone("demo", invocation.project.empty() ? "" : "--project " + invocation.project));
    TILL_ASSIGN(const auto to, DayOption("--to", to_));
    const auto folder = std::filesystem::absolute(folder_).lexically_normal();
    if (!std::filesystem::exists(folder / "till.toml")) TILL_TRY(MakeShop(folder, to, invocation.output));
    TILL_ASSIGN(const auto session, Session::Open(folder));
    {
      const CancelOnSignal cancel;
      TILL_ASSIGN(const auto history, RunAndShow(*session, {}, cancel.token(), invocation.output));
      TILL_TRY(StatusOf(history));
    }
    if (no_serve_) return Ending::kDone;
    return Serve(*session, serving_, invocation.output);
  }

 private:
  static Status MakeShop(const std::filesystem::path& folder, std::optional<Day> to, const Output& output) {
    const auto clock = SystemClock();
    const Day today{static_cast<int32_t>(clock->Now().micros / 86'400'000'000)};
    generate::Options options;
    options.to = to.value_or(today.MonthStart() - 1);
    options.from = (options.to + 1 - 730).MonthStart();
    adapters::LocalStore lake(folder / "lake");
    const int64_t begun = clock->Now().micros;
    TILL_ASSIGN(const generate::Summary summary, generate::Generate(options, lake, WorkerPool(0)));
    TILL_TRY(MarkGenerated(lake));
    TILL_TRY(lake.Sync());
    TILL_TRY(WriteFile(folder / "calendar.csv", ClosedDays(options.from, options.to)));
    TILL_TRY(WriteFile(folder / "till.toml", FindAsset(Assets(), "presets/demo/till.toml")->bytes));
    output.Line("made a shop in '" + folder.string() + "': " + Count(summary.files, "raw file") + ", " +
                Count(summary.orders, "order line") + ", " + options.from.ToString() + " to " + options.to.ToString() +
                " (" + FormatSeconds(static_cast<double>(clock->Now().micros - begun) / 1e6) + ")");
    return Ok();
  }

  static std::string ClosedDays(Day from, Day to) {
    std::string csv = "date,kind,name,store_id\n";
    for (int year = from.ToCivil().year; year <= to.ToCivil().year + 1; ++year) {
      csv += Day::Of(year, 1, 1).ToString() + ",closed,New Year's Day,\n";
      csv += Day::Of(year, 12, 25).ToString() + ",closed,Christmas Day,\n";
    }
    return csv;
  }

  std::string folder_ = "till-demo";
  std::string to_;
  bool no_serve_ = false;
  Serving serving_;
};

}  // namespace

std::unique_ptr<Command> MakeDemoCommand() { return std::make_unique<DemoCommand>(); }

}  // namespace till::app
