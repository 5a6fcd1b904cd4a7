#include <CLI/CLI.hpp>
#include <set>

#include "adapters/duckdb/parquet.h"
#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"
#include "ingest/receipt.h"
#include "ingest/staging.h"
#include "pipeline/input_record.h"

namespace till::app {
namespace {

std::string TextOrEmpty(const columns::Batch& batch, std::string_view column, size_t row) {
  const columns::Column* found = batch.Find(column);
  return found == nullptr ? std::string() : columns::FormatValue(*found, row);
}

Json TextOrNull(const columns::Batch& batch, std::string_view column, size_t row, bool empty_is_null) {
  const columns::Column* found = batch.Find(column);
  if (found == nullptr || found->IsNull(row)) return nullptr;
  std::string text = columns::FormatValue(*found, row);
  return empty_is_null && text.empty() ? Json() : Json(std::move(text));
}

/// A header's line as a file of this dialect has it.
std::string HeaderLine(const ingest::Receipt& receipt) {
  const char delimiter = receipt.dialect.delimiter;
  std::vector<std::string> cells;
  for (const std::string& name : receipt.header) {
    const bool plain = name.find(delimiter) == std::string::npos && name.find_first_of("\"\r\n") == std::string::npos;
    cells.push_back(plain ? name : "\"" + Replace(name, "\"", "\"\"") + "\"");
  }
  return Join(cells, std::string_view(&delimiter, 1));
}

class RejectsCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_,
                   "list, or export: the refused rows byte for byte, each file's below its header, to be mended and "
                   "delivered again")
        ->check(CLI::IsMember({"list", "export"}));
    app.add_option("--file", file_, "Only of this input (feed/key)");
    app.add_option("--limit", limit_, "How many rows to list for people")->capture_default_str();
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(std::vector<publish::Input> inputs, Inputs(*session));
    TILL_TRY(Select(inputs));
    TILL_TRY(KeepWithRejects(*session, inputs));
    TILL_ASSIGN(const auto reader, duckdb::ParquetReader::Open());
    Rows rows;
    for (const publish::Input& input : inputs) {
      const std::string prefix = ingest::StagingPrefix(input.content, input.recipe);
      TILL_ASSIGN(const auto path, session->store().Fetch(prefix + std::string(kRejects)));
      TILL_ASSIGN(const columns::Batch batch, reader.Read(path));
      if (action_ == "export") TILL_TRY(Export(*session, prefix, batch, invocation.output));
      Take(input.feed + "/" + input.key, batch, invocation.output, rows);
    }
    if (rows.count == 0) invocation.output.Note("no row was refused");
    if (rows.count > 0 && action_ == "list") Show(rows, invocation.output);
    return Ending::kDone;
  }

 private:
  static constexpr std::string_view kRejects = "/rejects.parquet";

  /// The first for people, and how many there are.
  struct Rows {
    std::vector<std::vector<std::string>> shown;
    int64_t count = 0;
  };

  void Take(const std::string& name, const columns::Batch& batch, const Output& output, Rows& rows) const {
    for (size_t row = 0; row < batch.rows(); ++row) {
      ++rows.count;
      output.Object(RowJson(name, batch, row));
      if (rows.shown.size() >= limit_) continue;
      rows.shown.push_back({name, TextOrEmpty(batch, "line", row), TextOrEmpty(batch, "column", row),
                            TextOrEmpty(batch, "code", row), TextOrEmpty(batch, "reason", row)});
    }
  }

  static void Show(const Rows& rows, const Output& output) {
    output.Table({"file", "line", "column", "code", "reason"}, rows.shown);
    if (rows.shown.size() == static_cast<size_t>(rows.count)) return;
    output.Line("… and " + WithThousands(rows.count - static_cast<int64_t>(rows.shown.size())) +
                " more; --limit N shows more, --json all");
  }

  static Status Export(Session& session, const std::string& prefix, const columns::Batch& batch, const Output& output) {
    const std::string key = prefix + "/receipt.json";
    TILL_ASSIGN(const std::string text, session.store().Get(key));
    TILL_ASSIGN(const Json json, ParseJson(text, "'" + key + "'"));
    TILL_ASSIGN(const ingest::Receipt receipt, ingest::ReceiptFromJson(json, "'" + key + "'"));
    output.Line(HeaderLine(receipt));
    for (size_t row = 0; row < batch.rows(); ++row) {
      std::string bytes = TextOrEmpty(batch, "bytes", row);
      while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.pop_back();
      output.Line(bytes);
    }
    return Ok();
  }

  Json RowJson(const std::string& file, const columns::Batch& batch, size_t row) const {
    Json json{{"file", file},
              {"line", batch.Find("line")->Number(row)},
              {"byte", batch.Find("byte")->Number(row)},
              {"column", TextOrNull(batch, "column", row, true)},
              {"value", TextOrNull(batch, "value", row, false)},
              {"code", TextOrEmpty(batch, "code", row)},
              {"reason", TextOrEmpty(batch, "reason", row)}};
    if (action_ == "export") json["bytes"] = TextOrEmpty(batch, "bytes", row);
    return json;
  }

  /// Leaves the one that --file names.
  Status Select(std::vector<publish::Input>& inputs) const {
    if (file_.empty()) return Ok();
    std::vector<std::string> known;
    for (const publish::Input& input : inputs) known.push_back(input.feed + "/" + input.key);
    std::erase_if(inputs, [&](const publish::Input& input) { return file_ != input.feed + "/" + input.key; });
    if (!inputs.empty()) return Ok();
    const auto nearest = Nearest(file_, known);
    return NotFound("cannot show what was refused of '" + Shown(file_) + "': there is no such input",
                    nearest ? "did you mean '" + *nearest + "'?" : "till inputs list shows them");
  }

  /// Of the newest publication and of what the last run refused whole.
  static Result<std::vector<publish::Input>> Inputs(Session& session) {
    std::vector<publish::Input> candidates;
    TILL_ASSIGN(const auto latest, session.publications().Latest());
    if (latest) candidates = latest->content.inputs;
    TILL_ASSIGN(const auto refused, pipeline::LoadRefused(session.store()));
    for (const pipeline::RefusedFile& file : refused) {
      if (!file.input.content.empty()) candidates.push_back(file.input);
    }
    return candidates;
  }

  static Status KeepWithRejects(Session& session, std::vector<publish::Input>& inputs) {
    TILL_ASSIGN(const auto staged, session.store().List("staging/"));
    std::set<std::string> with_rejects;
    for (const lake::ObjectInfo& object : staged) {
      if (object.key.ends_with(kRejects))
        with_rejects.insert(object.key.substr(0, object.key.size() - kRejects.size()));
    }
    std::erase_if(inputs, [&](const publish::Input& input) {
      return !with_rejects.contains(ingest::StagingPrefix(input.content, input.recipe));
    });
    return Ok();
  }

  std::string action_ = "list";
  std::string file_;
  size_t limit_ = 50;
};

}  // namespace

std::unique_ptr<Command> MakeRejectsCommand() { return std::make_unique<RejectsCommand>(); }

}  // namespace till::app
