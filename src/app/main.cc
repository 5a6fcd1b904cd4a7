#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <vector>

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
  std::puts("\nEvery command takes --project DIR, --json and --quiet, before its name or after it.");
}

const CommandEntry* FindCommand(std::string_view name) {
  for (const CommandEntry& entry : Commands()) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

using Arguments = std::vector<char*>;

Output::Form FormOf(const Arguments& arguments) {
  const bool json = std::ranges::any_of(arguments, [](std::string_view word) { return word == "--json"; });
  return json ? Output::Form::kJson : Output::Form::kText;
}

/// The arguments with the common options that stand before the command behind it.
Arguments CommandFirst(const Arguments& arguments) {
  size_t command = 0;
  while (command < arguments.size()) {
    const std::string_view word = arguments[command];
    if (word == "--project") {
      command += 2;
    } else if (word == "--json" || word == "--quiet" || word.starts_with("--project=")) {
      ++command;
    } else {
      break;
    }
  }
  Arguments turned = arguments;
  if (command < arguments.size()) {
    std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(command),
                turned.begin() + static_cast<std::ptrdiff_t>(command) + 1);
  }
  return turned;
}

int UnknownCommand(const Arguments& arguments) {
  const std::string_view name = arguments.front();
  std::vector<std::string> known;
  for (const CommandEntry& entry : Commands()) known.emplace_back(entry.name);
  const Output output(FormOf(arguments), Output::Level::kNormal);
  output.Failure(
      Invalid("cannot run command '" + Shown(name) + "': there is no such command", DidYouMean(name, known)));
  return kUsageExit;
}

/// The usage error of CLI11 in our words; --help prints and is no error.
int UsageExit(const CLI::App& app, const CLI::ParseError& error, const Arguments& arguments) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const Output output(FormOf(arguments), Output::Level::kNormal);
  output.Failure(Invalid("cannot read the command line: " + std::string(error.what()), app.get_name() + " --help"));
  return kUsageExit;
}

int RunCommand(const CommandEntry& entry, const Arguments& arguments, std::string program_path) {
  CLI::App app(std::string(entry.line), "till " + std::string(entry.name));
  app.footer("Example:\n  " + std::string(entry.example));
  app.set_help_flag("-h,--help", "Print this and end");
  Shared shared;
  const auto command = entry.make();
  command->Declare(app);
  DeclareShared(app, shared);
  try {
    app.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::ParseError& error) {
    return UsageExit(app, error, arguments);
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
  const Arguments words = CommandFirst({arguments.begin() + 1, arguments.end()});
  const std::string_view first = words.empty() ? "--help" : words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    PrintOverview();
    return 0;
  }
  if (first == "--version") {
    const Output output(FormOf(words), Output::Level::kNormal);
    output.Line("till " TILL_VERSION);
    output.Object({{"version", TILL_VERSION}});
    return 0;
  }
  const CommandEntry* entry = FindCommand(first);
  if (entry == nullptr) return UnknownCommand(words);
  return RunCommand(*entry, words, arguments[0]);
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
