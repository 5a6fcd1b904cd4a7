#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/deployment.h"
#include "base/assets.h"
#include "base/files.h"
#include "base/text.h"

namespace till {

/// deploy/, packed into the program.
std::span<const Asset> DeployAssets();

namespace app {
namespace {

class DeployCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("cloud", cloud_, "aws")->check(CLI::IsMember({"aws"}))->required();
    app.add_flag("--plan", plan_, "Show what would be made and what is left out, and write nothing");
    app.add_option("--out", out_, "The folder that the files go to (default: aws in the project's folder)");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    const auto start = std::filesystem::absolute(invocation.project.empty() ? "." : invocation.project);
    std::filesystem::path folder = start.lexically_normal();
    if (invocation.project.empty()) {
      TILL_ASSIGN(folder, project::FindFolder(folder));
    }
    TILL_ASSIGN(const project::Project project, project::Load(folder));
    TILL_ASSIGN(const metrics::Definitions definitions, metrics::LoadDefinitions(Assets(), project.folder));
    TILL_ASSIGN(const Deployment deployment, PlanDeployment(project, definitions, Assets(), DeployAssets()));
    const std::filesystem::path out = out_.empty() ? project.folder / "aws" : std::filesystem::absolute(out_);
    if (!plan_) {
      for (const DeploymentFile& file : deployment.files) TILL_TRY(WriteFile(out / file.name, file.bytes));
    }
    Json json{{"folder", plan_ ? Json(nullptr) : Json(out.lexically_normal().string())}};
    json.update(ToJson(deployment));
    invocation.output.Object(json);
    Show(deployment, out.lexically_normal(), invocation.output);
    return Ending::kDone;
  }

 private:
  void Show(const Deployment& deployment, const std::filesystem::path& out, const Output& output) const {
    const std::string dashboards = "dashboards: " + Count(static_cast<int64_t>(deployment.sheets), "page") + " with " +
                                   Count(static_cast<int64_t>(deployment.measures), "measure");
    if (plan_) return ShowPlan(deployment, dashboards, output);
    output.Line("wrote '" + out.string() + "':");
    for (const DeploymentFile& file : deployment.files) output.Line("  " + file.name + ": " + file.what);
    output.Line(dashboards + "; till deploy aws --plan says what is left out");
    output.Line("nobody was asked: read README.md there and go on");
  }

  static void ShowPlan(const Deployment& deployment, const std::string& dashboards, const Output& output) {
    std::vector<std::vector<std::string>> rows;
    for (const DeployedResource& one : deployment.resources) rows.push_back({one.stack, one.type, one.name});
    output.Table({"stack", "type", "name"}, rows);
    output.Line("\n" + dashboards);
    rows.clear();
    for (const NotDeployed& one : deployment.left_out) rows.push_back({one.what, one.name, one.reason});
    if (!rows.empty()) output.Table({"left out", "name", "because"}, rows);
    output.Line("nothing was written and nobody was asked");
  }

  std::string cloud_;
  bool plan_ = false;
  std::string out_;
};

}  // namespace

std::unique_ptr<Command> MakeDeployCommand() { return std::make_unique<DeployCommand>(); }

}  // namespace app
}  // namespace till
