#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/star_session.h"
#include "base/text.h"
#include "metrics/star_reader.h"
#include "pipeline/staged_inputs.h"

namespace till::app {
namespace {

class QueryCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option(
           "sql", sql_,
           "One SELECT over dim_customers, dim_products, dim_stores, dim_date and fact_orders, and over what is "
           "staged of the publication's inputs: inputs, stg_orders, stg_customers, …")
        ->required();
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const publish::Record record, session->LatestPublication());
    TILL_ASSIGN(const auto warehouse, session->OpenWarehouse());
    TILL_TRY(metrics::AttachStar(*warehouse, "main", record, session->store()));
    if (ReadsStaging()) TILL_TRY(Stage(*session, record, *warehouse));
    TILL_TRY(warehouse->RestrictToReading());
    metrics::Table table;
    TILL_ASSIGN(table.rows, warehouse->Query(sql_, {}));
    for (columns::Field& field : table.rows.schema) {
      if (field.name == "count_star()") field.name = "count";
    }
    table.publication = record.number;
    PrintTable(table, {}, invocation.output);
    return Ending::kDone;
  }

 private:
  /// Staging is all that ever came, and most queries do not ask for it.
  bool ReadsStaging() const {
    const std::string sql = ToLower(sql_);
    return sql.find("stg_") != std::string::npos || sql.find("inputs") != std::string::npos;
  }

  static Status Stage(Session& session, const publish::Record& record, warehouse::Warehouse& warehouse) {
    TILL_ASSIGN(const pipeline::StagedInputs staged,
                pipeline::FindStagedInputs(session.project(), session.store(), session.pool(), record.content.inputs));
    return warehouse.Stage(session.store(), staged.inputs);
  }

  std::string sql_;
};

}  // namespace

std::unique_ptr<Command> MakeQueryCommand() { return std::make_unique<QueryCommand>(); }

}  // namespace till::app
