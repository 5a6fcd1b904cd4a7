#include "generate/generate.h"

#include <CLI/CLI.hpp>

#include "adapters/local/object_store.h"
#include "app/commands/commands.h"
#include "app/commands/generated.h"
#include "app/options.h"
#include "app/session.h"
#include "base/files.h"
#include "base/text.h"

namespace till::app {
namespace {

class GenerateCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("folder", folder_, "Where the files go (default: the project's raw zone)");
    app.add_option("--customers", options_.customers, "How many customers")->capture_default_str();
    app.add_option("--products", options_.products, "How many products")->capture_default_str();
    app.add_option("--orders", options_.orders, "How many orders, of about 2.5 lines each")->capture_default_str();
    app.add_option("--from", from_, "First day (default: two years before --to)");
    app.add_option("--to", to_, "Last day (default: the end of last month)");
    app.add_option("--seed", options_.seed, "Equal options and seed give equal bytes")->capture_default_str();
    app.add_option("--dirt", options_.dirt, "Share of order lines to spoil, 0 to 1")->capture_default_str();
    app.add_option("--layout", layout_, "daily: a folder of days, as a till sends them; single: three files")
        ->check(CLI::IsMember({"daily", "single"}))
        ->capture_default_str();
    app.add_option("--truth", truth_, "Write the sums that a pipeline must find to this file, as JSON");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto from, DayOption("--from", from_));
    TILL_ASSIGN(const auto to, DayOption("--to", to_));
    const Day today{static_cast<int32_t>(SystemClock()->Now().micros / 86'400'000'000)};
    options_.to = to.value_or(today.MonthStart() - 1);
    options_.from = from.value_or((options_.to + 1 - 730).MonthStart());
    options_.layout = layout_ == "single" ? generate::Layout::kSingle : generate::Layout::kDaily;
    TILL_ASSIGN(const Target target, FindTarget(invocation));
    options_.prefix = target.prefix;
    TILL_ASSIGN(const generate::Summary summary, generate::Generate(options_, *target.lake, WorkerPool(0)));
    TILL_TRY(target.lake->Sync());
    if (!truth_.empty()) TILL_TRY(WriteFile(truth_, summary.truth.dump(2) + "\n"));
    invocation.output.Line(Count(summary.files, "file") + ", " + Count(summary.orders, "order line") + ", " +
                           Count(summary.customers, "customer row") + ", " + Count(summary.products, "product row") +
                           " in '" + target.name + "'");
    invocation.output.Object({{"folder", target.name},
                              {"files", summary.files},
                              {"bytes", summary.bytes},
                              {"customers", summary.customers},
                              {"products", summary.products},
                              {"orders", summary.orders},
                              {"stores", summary.stores}});
    return Ending::kDone;
  }

 private:
  /// Where the files go.
  struct Target {
    std::unique_ptr<Session> session;              ///< of a project's own raw zone
    std::unique_ptr<adapters::LocalStore> folder;  ///< of any other folder
    lake::ObjectStore* lake = nullptr;             ///< the one of the two
    std::string prefix;                            ///< in the lake
    std::string name;                              ///< for people
  };

  Result<Target> FindTarget(const Invocation& invocation) const {
    if (!folder_.empty()) {
      TILL_TRY(TakesNone("generate FOLDER", invocation.project.empty() ? "" : "--project " + invocation.project));
      auto path = std::filesystem::absolute(folder_).lexically_normal();
      if (!path.has_filename()) path = path.parent_path();
      Target target{nullptr, std::make_unique<adapters::LocalStore>(path.parent_path()), nullptr, path.filename(),
                    path};
      target.lake = target.folder.get();
      return target;
    }
    Target target;
    TILL_ASSIGN(target.session, Session::Open(invocation));
    target.lake = &target.session->store();
    target.prefix = "raw";
    const project::Project& project = target.session->project();
    target.name = project.LakeName() + "/raw";
    TILL_TRY(CheckGenerated(*target.lake));
    TILL_TRY(MarkGenerated(*target.lake));
    return target;
  }

  generate::Options options_;
  std::string folder_;
  std::string from_;
  std::string to_;
  std::string layout_ = "daily";
  std::string truth_;
};

}  // namespace

std::unique_ptr<Command> MakeGenerateCommand() { return std::make_unique<GenerateCommand>(); }

}  // namespace till::app
