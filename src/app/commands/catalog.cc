#include "catalog/catalog.h"

#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/options.h"
#include "app/session.h"
#include "base/text.h"
#include "serve/project_answers.h"

namespace till::app {
namespace {

class CatalogCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("action", action_, "list, show or diff")->check(CLI::IsMember({"list", "show", "diff"}));
    app.add_option("table", table_, "The feed or table (for show and diff)");
    app.add_option("--version", version_, "Which version to show (default: the newest)");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    if (action_ == "list") {
      TILL_TRY(TakesNone("catalog list", table_));
      return List(*session, invocation.output);
    }
    if (table_.empty()) {
      return Invalid("cannot " + action_ + " a schema: no table was named", "till catalog list shows them");
    }
    return action_ == "show" ? Show(*session, invocation.output) : Diff(*session, invocation.output);
  }

 private:
  static Result<Ending> List(Session& session, const Output& output) {
    TILL_ASSIGN(const auto tables, catalog::List(session.store()));
    std::vector<std::vector<std::string>> rows;
    for (const catalog::SchemaVersion& version : tables) {
      output.Object(catalog::ToJson(version));
      rows.push_back({version.table, std::to_string(version.version), std::to_string(version.columns.size())});
    }
    output.Table({"table", "version", "columns"}, rows);
    return Ending::kDone;
  }

  Result<Ending> Show(Session& session, const Output& output) const {
    TILL_ASSIGN(catalog::SchemaVersion version, catalog::Show(session.store(), table_, version_));
    TILL_ASSIGN(const auto latest, session.publications().Latest());
    serve::FilesByFeed files;
    if (latest) {
      TILL_ASSIGN(files, serve::CountFiles(session.store(), *latest));
    }
    version.files = serve::FilesOf(version, files);
    output.Object(catalog::ToJson(version));
    output.Line(version.table + ", version " + std::to_string(version.version) + ", of " +
                Count(version.files, "file") + " in the publication; statistics of " +
                (version.statistics_of.empty() ? "its first file" : "'" + version.statistics_of + "'"));
    std::vector<std::vector<std::string>> rows;
    for (const catalog::SeenColumn& column : version.columns) {
      const bool shown = !column.person;
      rows.push_back({column.name, std::string(columns::TypeName(column.type)), column.nulls > 0 ? "yes" : "no",
                      shown ? WithThousands(column.distinct) : "", shown ? Shown(column.min) : "personal",
                      shown ? Shown(column.max) : ""});
    }
    output.Table({"column", "type", "nullable", "distinct", "min", "max"}, rows);
    return Ending::kDone;
  }

  /// The newest version against the one before it.
  Result<Ending> Diff(Session& session, const Output& output) const {
    TILL_ASSIGN(const auto versions, catalog::Versions(session.store(), table_));
    if (versions.size() < 2) {
      return NotFound("cannot compare versions of '" + table_ + "': there are not two", "till catalog list");
    }
    const catalog::SchemaDiff diff = catalog::Diff(versions[versions.size() - 2], versions.back());
    output.Object(catalog::ToJson(diff));
    for (const std::string& column : diff.added) output.Line("added    " + column);
    for (const std::string& column : diff.removed) output.Line("removed  " + column);
    for (const auto& retyped : diff.retyped) {
      output.Line("retyped  " + retyped.column + ": " + std::string(columns::TypeName(retyped.before)) + " to " +
                  std::string(columns::TypeName(retyped.after)));
    }
    if (diff.reordered) output.Line("the columns stand in another order");
    if (diff.rewritten) output.Line("another delimiter or encoding");
    return Ending::kDone;
  }

  std::string action_ = "list";
  std::string table_;
  int64_t version_ = 0;
};

}  // namespace

std::unique_ptr<Command> MakeCatalogCommand() { return std::make_unique<CatalogCommand>(); }

}  // namespace till::app
