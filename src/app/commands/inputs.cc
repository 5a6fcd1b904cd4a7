#include <CLI/CLI.hpp>
#include <set>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"
#include "ingest/arrivals.h"
#include "pipeline/input_record.h"
#include "publish/holds.h"

namespace till::app {
namespace {

std::string Short(const std::string& hash) { return hash.substr(0, 12); }

class InputsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list, hold or release")->check(CLI::IsMember({"list", "hold", "release"}));
    app.add_option("input", input_,
                   "feed/key, as till inputs list shows it; of a file that lies outside the lake "
                   "feed/<business date>/<name> (for hold and release)");
    app.add_option("--reason", reason_, "Why it is held");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    if (action_ == "list") {
      TILL_TRY(TakesNone("inputs list", input_));
      return List(*session, invocation.output);
    }
    TILL_ASSIGN(const auto named, FeedAndKey(input_));
    if (action_ == "hold") {
      TILL_TRY(CheckKnown(*session));
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
  /// Known is what the publication is made of, what was refused, and what lies there.
  Status CheckKnown(Session& session) const {
    std::set<std::string> known;
    TILL_ASSIGN(const auto latest, session.publications().Latest());
    if (latest) {
      for (const publish::Input& input : latest->content.inputs) known.insert(input.feed + "/" + input.key);
      for (const publish::Input& input : latest->content.repeats) known.insert(input.feed + "/" + input.key);
    }
    TILL_ASSIGN(const auto refused, pipeline::LoadRefused(session.store()));
    for (const pipeline::RefusedFile& file : refused) known.insert(file.input.feed + "/" + file.input.key);
    if (known.contains(input_)) return Ok();
    const ingest::ListContext list{session.project(), session.store(), session.pool(), session.clock().Now(), NoLog()};
    TILL_ASSIGN(const ingest::Listing listing, ingest::ListArrivals(list));
    for (const ingest::Arrival& file : listing.arrivals) known.insert(file.feed + "/" + file.key);
    for (const ingest::Withheld& file : listing.withheld) known.insert(file.feed + "/" + file.key);
    if (known.contains(input_)) return Ok();
    const auto nearest = Nearest(input_, std::vector<std::string>(known.begin(), known.end()));
    return NotFound("cannot hold '" + Shown(input_) + "': there is no such file",
                    nearest ? "did you mean '" + *nearest + "'?" : "till inputs list shows them");
  }

  static Result<Ending> List(Session& session, const Output& output) {
    TILL_ASSIGN(const auto latest, session.publications().Latest());
    TILL_ASSIGN(const auto holds, publish::ReadHolds(session.store()));
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const publish::Input& input, const std::string& state) {
      const std::string day = input.business_date == kNoDay ? "" : input.business_date.ToString();
      output.Object({{"input", input.feed + "/" + input.key},
                     {"feed", input.feed},
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
