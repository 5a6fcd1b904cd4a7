#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>

#include "app/wiring.h"
#include "base/text.h"

namespace till::app {
namespace {

constexpr int kSkippedExit = 99;
constexpr int kUsageExit = 2;

/// The options that every command takes.
struct Shared {
  std::string project;
  bool json = false;
  bool quiet = false;
};

void DeclareShared(CLI::App& app, Shared& shared) {
  app.add_option("--project", shared.project, "The project's folder (default: the nearest above with a till.toml)");
  app.add_flag("--json", shared.json, "One JSON object, or JSON lines, on stdout and nothing else");
  app.add_flag("--quiet", shared.quiet, "No text but errors");
}

void PrintOverview() {
  std::puts("till: from raw retail CSV to an audited star schema, open tables and live dashboards\n");
  std::puts("usage: till COMMAND [OPTIONS]      till COMMAND --help shows a command's options and an example\n");
  size_t width = 0;
  for (const CommandEntry& entry : Commands()) width = std::max(width, entry.name.size());
  for (const CommandEntry& entry : Commands()) {
    std::printf("  %-*s  %s\n", static_cast<int>(width), std::string(entry.name).c_str(),
                std::string(entry.line).c_str());
  }
  std::puts("\nEvery command takes --project DIR, --json and --quiet.");
}

const CommandEntry* FindCommand(std::string_view name) {
  for (const CommandEntry& entry : Commands()) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

int UnknownCommand(std::string_view name) {
  std::vector<std::string> known;
  for (const CommandEntry& entry : Commands()) known.emplace_back(entry.name);
  const Output output(Output::Form::kText, Output::Level::kNormal);
  output.Failure(
      Invalid("cannot run command '" + Shown(name) + "': there is no such command", DidYouMean(name, known)));
  return kUsageExit;
}

/// The usage error of CLI11 in our words; --help prints and is no error.
int UsageExit(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const Output output(Output::Form::kText, Output::Level::kNormal);
  output.Failure(
      Invalid("cannot read the command line: " + std::string(error.what()), "till " + app.get_name() + " --help"));
  return kUsageExit;
}

int RunCommand(const CommandEntry& entry, std::span<char*> arguments, std::string program_path) {
  CLI::App app(std::string(entry.line), std::string(entry.name));
  app.footer("Example:\n  " + std::string(entry.example));
  app.set_help_flag("-h,--help", "Print this and end");
  Shared shared;
  const auto command = entry.make();
  command->Declare(app);
  DeclareShared(app, shared);
  try {
    app.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::ParseError& error) {
    return UsageExit(app, error);
  }
  const Output output(shared.json ? Output::Form::kJson : Output::Form::kText,
                      shared.quiet ? Output::Level::kQuiet : Output::Level::kNormal);
  const Result<Ending> ending = command->Run({output, shared.project, std::move(program_path)});
  if (!ending.ok()) {
    output.Failure(ending.error());
    return ExitCode(ending.error().code);
  }
  return *ending == Ending::kSkipped ? kSkippedExit : 0;
}

int Main(std::span<char*> arguments) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("till"));
  spdlog::set_pattern("%H:%M:%S %v");
  const std::string_view first = arguments.size() > 1 ? arguments[1] : "--help";
  if (first == "--help" || first == "-h" || first == "help") {
    PrintOverview();
    return 0;
  }
  if (first == "--version") {
    std::puts("till " TILL_VERSION);
    return 0;
  }
  const CommandEntry* entry = FindCommand(first);
  if (entry == nullptr) return UnknownCommand(first);
  return RunCommand(*entry, arguments.subspan(1), arguments[0]);
}

}  // namespace
}  // namespace till::app

int main(int argument_count, char** arguments) {
  try {
    return till::app::Main({arguments, static_cast<size_t>(argument_count)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: internal: %s\n", error.what());
    return 1;
  }
}
