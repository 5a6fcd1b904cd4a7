#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "base/assets.h"
#include "base/files.h"
#include "base/text.h"
#include "recognise/recognise.h"

namespace till::app {
namespace {

class InitCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("folder", folder_, "Where the project goes")->capture_default_str();
    app.add_option("--from", from_, "A folder of CSV files, or one file; they stay where they are")->required();
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_TRY(TakesNone("init", invocation.project.empty() ? "" : "--project " + invocation.project));
    const auto folder = std::filesystem::absolute(folder_).lexically_normal();
    const auto toml = folder / "till.toml";
    if (std::filesystem::exists(toml)) {
      return Conflict("cannot make a project in '" + folder.string() + "': it has a till.toml already",
                      "give another folder, or edit that file");
    }
    TILL_ASSIGN(const recognise::Recognition found,
                recognise::Recognise(std::filesystem::absolute(from_).lexically_normal(), folder, Assets()));
    TILL_TRY(WriteFile(toml, found.toml));
    if (!found.calendar.empty()) TILL_TRY(WriteFile(folder / "calendar.csv", found.calendar));
    Json json = recognise::ToJson(found);
    json["project"] = folder.string();
    Show(found, toml, invocation.output);
    if (!found.to_fill.empty()) {
      const Error error =
          Invalid("cannot use '" + toml.string() + "' yet: the headers of " +
                      Count(static_cast<int64_t>(found.to_fill.size()), "column") + " are to be filled in",
                  Join(found.to_fill, "; "));
      invocation.output.FailedObject(json, error);
      return error;
    }
    invocation.output.Object(json);
    invocation.output.Line("read it, then\n  till run --project " + folder_ + "\n  till serve --project " + folder_);
    return Ending::kDone;
  }

 private:
  void Show(const recognise::Recognition& found, const std::filesystem::path& toml, const Output& output) const {
    for (const recognise::RecognisedFeed& feed : found.feeds) {
      std::string line = "feed '" + feed.feed + "': " + Count(feed.files, "file");
      if (!feed.first.empty()) line += ", " + feed.first + " to " + feed.last;
      if (!feed.preset.empty()) line += ", recognised as " + feed.preset;
      output.Line(line + ", fills " + Join(feed.tables, " and "));
      for (const std::string& sentence : feed.evidence) output.Line("  " + sentence);
    }
    if (!found.unplaced.empty()) output.Line("not placed:");
    for (const recognise::Unplaced& unplaced : found.unplaced) {
      output.Line("  " + unplaced.what + ": " + unplaced.reason);
    }
    output.Line("wrote '" + toml.string() + "'");
  }

  std::string folder_ = ".";
  std::string from_;
};

}  // namespace

std::unique_ptr<Command> MakeInitCommand() { return std::make_unique<InitCommand>(); }

}  // namespace till::app
