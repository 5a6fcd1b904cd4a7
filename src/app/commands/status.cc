#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/serving.h"
#include "base/text.h"
#include "serve/project_answers.h"

namespace till::app {
namespace {

class StatusCommand : public Command {
 public:
  void Declare(CLI::App&) override {}

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const serve::Sources sources, ApiSources(*session));
    TILL_ASSIGN(const auto record, session->publications().Latest());
    serve::FilesByFeed files;
    if (record) {
      TILL_ASSIGN(files, serve::CountFiles(session->store(), *record));
    }
    TILL_ASSIGN(const Json status, serve::StatusAnswer(sources, record ? &*record : nullptr, files));
    invocation.output.Object(status);
    Show(status, invocation.output);
    return Ending::kDone;
  }

 private:
  /// The newest days of each feed, then what needs attention.
  static void Show(const Json& status, const Output& output) {
    constexpr size_t kDaysShown = 5;
    output.Line(status["publication"].is_null()
                    ? "nothing is published yet"
                    : "publication " + ToText(status["publication"]) + " of " + status.value("published_at", ""));
    std::map<std::string, std::vector<std::vector<std::string>>> feeds;
    for (const Json& day : status["feeds"]) {
      feeds[day.value("feed", "")].push_back({day.value("feed", ""), day["day"].is_string() ? day.value("day", "") : "",
                                              day.value("state", ""), ToText(day["rows"])});
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& [feed, days] : feeds) {
      const size_t first = days.size() > kDaysShown ? days.size() - kDaysShown : 0;
      rows.insert(rows.end(), days.begin() + static_cast<std::ptrdiff_t>(first), days.end());
    }
    output.Table({"feed", "day", "state", "rows"}, rows);
    if (status["attention"].empty()) output.Line("nothing needs attention");
    for (const Json& attention : status["attention"]) {
      output.Line(attention.value("severity", "") + ": " + attention.value("message", ""));
      if (!attention.value("hint", "").empty()) output.Line("  hint: " + attention.value("hint", ""));
    }
  }
};

}  // namespace

std::unique_ptr<Command> MakeStatusCommand() { return std::make_unique<StatusCommand>(); }

}  // namespace till::app
