#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/star_session.h"
#include "base/assets.h"
#include "base/text.h"

namespace till::app {
namespace {

class MetricsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list or get")->check(CLI::IsMember({"list", "get"}));
    app.add_option("measures", measures_, "Measures, or the name of one analysis");
    app.add_option("--by", by_, "Dimensions to split by: month,category");
    app.add_option("--where", where_,
                   "Filter as dimension=member|member; may be given again: members of one dimension are alternatives, "
                   "dimensions hold together. A member that no line has is noted on stderr");
    app.add_option("--from", from_, "First day");
    app.add_option("--to", to_, "Last day");
    app.add_option("--compare", compare_, "previous_period, last_year or last_year_weekday");
    app.add_option("--order", order_, "A measure or dimension; with '-' before it, descending");
    app.add_option("--limit", limit_, "How many rows");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const metrics::Definitions definitions, metrics::LoadDefinitions(Assets(), session->project().folder));
    for (const Error& mistake : definitions.mistakes) invocation.output.Note("warning: " + mistake.ToString());
    if (action_ == "list") {
      for (const auto& [name, value] : Words(false)) TILL_TRY(TakesNone("metrics list", value));
      return List(definitions, invocation.output);
    }
    const bool analysis = measures_.size() == 1 && definitions.FindAnalysis(measures_.front()) != nullptr;
    TILL_ASSIGN(const metrics::Question question, metrics::ParseQuestion(Words(analysis), definitions));
    TILL_ASSIGN(const auto engine, OpenEngine(*session, metrics::Hold::kView));
    TILL_ASSIGN(const metrics::Table table,
                analysis ? metrics::Analyse(*engine, measures_.front(), question) : metrics::Ask(*engine, question));
    PrintTable(table, definitions.measures, invocation.output);
    TILL_ASSIGN(const auto doubts, metrics::Doubts(*engine, question));
    for (const std::string& doubt : doubts) invocation.output.Note("note: " + doubt);
    return Ending::kDone;
  }

 private:
  metrics::Words Words(bool analysis) const {
    metrics::Words words;
    const auto add = [&](const std::string& name, const std::string& value) {
      if (!value.empty()) words.emplace_back(name, value);
    };
    if (!analysis) add("measures", Join(measures_, ","));
    add("by", Join(by_, ","));
    for (const std::string& filter : where_) add("where", filter);
    add("from", from_);
    add("to", to_);
    add("compare", compare_);
    add("order", order_);
    add("limit", limit_);
    return words;
  }

  static Result<Ending> List(const metrics::Definitions& definitions, const Output& output) {
    output.Object(metrics::DefinitionsJson(definitions));
    std::vector<std::vector<std::string>> rows;
    for (const metrics::Measure& measure : definitions.measures) {
      rows.push_back({measure.name, "measure", measure.unit, measure.sentence});
    }
    for (const metrics::Dimension& dimension : definitions.dimensions) {
      rows.push_back({dimension.name, "dimension", dimension.kind, dimension.label});
    }
    for (const metrics::Analysis& analysis : definitions.analyses) {
      rows.push_back({analysis.name, "analysis", "", analysis.sentence});
    }
    output.Table({"name", "is a", "kind", "what it is"}, rows);
    return Ending::kDone;
  }

  std::string action_ = "list";
  std::vector<std::string> measures_;
  std::vector<std::string> by_;
  std::vector<std::string> where_;
  std::string from_;
  std::string to_;
  std::string compare_;
  std::string order_;
  std::string limit_;
};

}  // namespace

std::unique_ptr<Command> MakeMetricsCommand() { return std::make_unique<MetricsCommand>(); }

}  // namespace till::app
