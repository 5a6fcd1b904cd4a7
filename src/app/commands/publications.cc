#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"

namespace till::app {
namespace {

Json HeadJson(const publish::Record& record) {
  return {{"publication", record.number},        {"published_at", record.published_at},
          {"content_hash", record.content_hash}, {"run", record.run},
          {"program", record.program},           {"incomplete", record.incomplete}};
}

class PublicationsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list or show")->check(CLI::IsMember({"list", "show"}));
    app.add_option("number", number_, "Which one to show (default: the newest)");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    if (action_ == "list" && number_ != 0) TILL_TRY(TakesNone("publications list", std::to_string(number_)));
    return action_ == "show" ? Show(*session, invocation.output) : List(*session, invocation.output);
  }

 private:
  static Result<Ending> List(Session& session, const Output& output) {
    constexpr size_t kMost = 1000;
    TILL_ASSIGN(const auto heads, session.publications().Heads(kMost));
    std::vector<std::vector<std::string>> rows;
    for (const publish::Record& record : heads) {
      output.Object(HeadJson(record));
      rows.push_back({std::to_string(record.number), record.published_at, record.content_hash.substr(0, 12), record.run,
                      Join(record.incomplete, ", ")});
    }
    output.Table({"publication", "published at", "content", "run", "incomplete"}, rows);
    return Ending::kDone;
  }

  Result<Ending> Show(Session& session, const Output& output) const {
    publish::Record record;
    if (number_ > 0) {
      TILL_ASSIGN(record, session.publications().Read(number_));
    } else {
      TILL_ASSIGN(record, session.LatestPublication());
    }
    Json json = HeadJson(record);
    json["inputs"] = record.content.inputs.size();
    json["tables"] = Json::array();
    std::vector<std::vector<std::string>> tables;
    for (const publish::StarTable& table : record.content.tables) {
      json["tables"].push_back({{"table", table.name}, {"rows", table.rows()}, {"files", table.files.size()}});
      for (const auto& [column, sum] : table.sums) json["tables"].back()["sums"][column] = sum;
      tables.push_back({table.name, WithThousands(table.rows()), std::to_string(table.files.size())});
    }
    json["checks"] = Json::array();
    std::vector<std::vector<std::string>> checks;
    for (const publish::CheckResult& check : record.content.checks) {
      json["checks"].push_back({{"check", check.name}, {"severity", check.severity}, {"failures", check.failures}});
      checks.push_back({check.name, check.severity, WithThousands(check.failures), check.sentence});
    }
    output.Object(json);
    output.Line("publication " + std::to_string(record.number) + " of " + record.published_at + ", run " + record.run);
    output.Line("content " + record.content_hash);
    output.Line(Count(static_cast<int64_t>(record.content.inputs.size()), "input") + "\n");
    output.Table({"table", "rows", "files"}, tables);
    output.Line("");
    output.Table({"check", "severity", "failures", "what must hold"}, checks);
    return Ending::kDone;
  }

  std::string action_ = "list";
  int64_t number_ = 0;
};

}  // namespace

std::unique_ptr<Command> MakePublicationsCommand() { return std::make_unique<PublicationsCommand>(); }

}  // namespace till::app
