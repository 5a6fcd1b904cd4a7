#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"
#include "publish/holds.h"

namespace till::app {
namespace {

std::string Short(const std::string& hash) { return hash.substr(0, 12); }

class InputsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list, hold or release")->check(CLI::IsMember({"list", "hold", "release"}));
    app.add_option("input", input_, "feed/key, as till inputs list shows it (for hold and release)");
    app.add_option("--reason", reason_, "Why it is held");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    if (action_ == "list") return List(*session, invocation.output);
    TILL_ASSIGN(const auto named, FeedAndKey(input_));
    if (action_ == "hold") {
      const publish::Hold hold{named.first, named.second, {}, reason_, session->clock().Now()};
      TILL_TRY(publish::AddHolds(session->store(), std::span(&hold, 1)));
      invocation.output.Line("held: '" + input_ + "' stays out from the next run on");
    } else {
      TILL_TRY(publish::ReleaseHold(session->store(), named.first, named.second));
      invocation.output.Line("released: the next run takes '" + input_ + "' again");
    }
    invocation.output.Object({{"input", input_}, {"held", action_ == "hold"}});
    return Ending::kDone;
  }

 private:
  static Result<Ending> List(Session& session, const Output& output) {
    TILL_ASSIGN(const auto latest, session.publications().Latest());
    TILL_ASSIGN(const auto holds, publish::ReadHolds(session.store()));
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const publish::Input& input, const std::string& state) {
      const std::string day = input.business_date == kNoDay ? "" : input.business_date.ToString();
      output.Object({{"feed", input.feed},
                     {"key", input.key},
                     {"business_date", day},
                     {"content", input.content},
                     {"recipe", input.recipe},
                     {"state", state}});
      rows.push_back({input.feed + "/" + input.key, day, Short(input.content), Short(input.recipe), state});
    };
    if (latest) {
      for (const publish::Input& input : latest->content.inputs) add(input, "counts");
      for (const publish::Input& input : latest->content.repeats) add(input, "repeats an equal file");
    }
    for (const publish::Hold& hold : holds) {
      add({hold.feed, hold.key, kNoDay, hold.content, {}}, hold.reason.empty() ? "held" : "held: " + hold.reason);
    }
    output.Table({"input", "business date", "content", "recipe", "state"}, rows);
    return Ending::kDone;
  }

  std::string action_ = "list";
  std::string input_;
  std::string reason_;
};

}  // namespace

std::unique_ptr<Command> MakeInputsCommand() { return std::make_unique<InputsCommand>(); }

}  // namespace till::app
