#include <CLI/CLI.hpp>
#include <set>

#include "adapters/duckdb/parquet.h"
#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"
#include "ingest/staging.h"
#include "pipeline/input_record.h"

namespace till::app {
namespace {

std::string TextOrEmpty(const columns::Batch& batch, std::string_view column, size_t row) {
  const columns::Column* found = batch.Find(column);
  return found == nullptr ? std::string() : columns::FormatValue(*found, row);
}

class RejectsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list, or export with the rows' bytes")->check(CLI::IsMember({"list", "export"}));
    app.add_option("--file", file_, "Only of this input (feed/key)");
    app.add_option("--limit", limit_, "How many rows for people")->capture_default_str();
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const auto inputs, InputsWithRejects(*session));
    TILL_ASSIGN(const auto reader, duckdb::ParquetReader::Open());
    std::vector<std::vector<std::string>> rows;
    int64_t count = 0;
    for (const publish::Input& input : inputs) {
      const std::string name = input.feed + "/" + input.key;
      if (!file_.empty() && file_ != name) continue;
      TILL_ASSIGN(const auto path,
                  session->store().Fetch(ingest::StagingPrefix(input.content, input.recipe) + std::string(kRejects)));
      TILL_ASSIGN(const columns::Batch batch, reader.Read(path));
      for (size_t row = 0; row < batch.rows(); ++row) {
        ++count;
        invocation.output.Object(RowJson(name, batch, row));
        if (rows.size() < limit_) {
          rows.push_back({name, TextOrEmpty(batch, "line", row), TextOrEmpty(batch, "code", row),
                          TextOrEmpty(batch, "reason", row)});
        }
      }
    }
    if (count == 0) {
      invocation.output.Line("no row was refused");
      return Ending::kDone;
    }
    invocation.output.Table({"file", "line", "code", "reason"}, rows);
    if (rows.size() < static_cast<size_t>(count)) {
      invocation.output.Line("… and " + WithThousands(count - static_cast<int64_t>(rows.size())) +
                             " more; --limit N shows more, --json all");
    }
    return Ending::kDone;
  }

 private:
  static constexpr std::string_view kRejects = "/rejects.parquet";

  Json RowJson(const std::string& file, const columns::Batch& batch, size_t row) const {
    Json json{{"file", file},
              {"line", batch.Find("line")->Number(row)},
              {"byte", batch.Find("byte")->Number(row)},
              {"column", TextOrEmpty(batch, "column", row)},
              {"value", TextOrEmpty(batch, "value", row)},
              {"code", TextOrEmpty(batch, "code", row)},
              {"reason", TextOrEmpty(batch, "reason", row)}};
    if (action_ == "export") json["bytes"] = TextOrEmpty(batch, "bytes", row);
    return json;
  }

  /// Of the newest publication and of what the last run refused whole.
  static Result<std::vector<publish::Input>> InputsWithRejects(Session& session) {
    std::vector<publish::Input> candidates;
    TILL_ASSIGN(const auto latest, session.publications().Latest());
    if (latest) candidates = latest->content.inputs;
    TILL_ASSIGN(const auto refused, pipeline::LoadRefused(session.store()));
    for (const pipeline::RefusedFile& file : refused) {
      if (!file.input.content.empty()) candidates.push_back(file.input);
    }
    TILL_ASSIGN(const auto staged, session.store().List("staging/"));
    std::set<std::string> with_rejects;
    for (const lake::ObjectInfo& object : staged) {
      if (object.key.ends_with(kRejects))
        with_rejects.insert(object.key.substr(0, object.key.size() - kRejects.size()));
    }
    std::erase_if(candidates, [&](const publish::Input& input) {
      return !with_rejects.contains(ingest::StagingPrefix(input.content, input.recipe));
    });
    return candidates;
  }

  std::string action_ = "list";
  std::string file_;
  size_t limit_ = 50;
};

}  // namespace

std::unique_ptr<Command> MakeRejectsCommand() { return std::make_unique<RejectsCommand>(); }

}  // namespace till::app
