#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/star_session.h"
#include "metrics/star_reader.h"

namespace till::app {
namespace {

class QueryCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("sql", sql_, "One SELECT over dim_customers, dim_products, dim_stores, dim_date and fact_orders")
        ->required();
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    TILL_ASSIGN(const publish::Record record, session->LatestPublication());
    TILL_ASSIGN(const auto warehouse, session->OpenWarehouse());
    TILL_TRY(metrics::AttachStar(*warehouse, "main", record, session->store()));
    metrics::Table table;
    TILL_ASSIGN(table.rows, warehouse->Query(sql_, {}));
    table.publication = record.number;
    PrintTable(table, invocation.output);
    return Ending::kDone;
  }

 private:
  std::string sql_;
};

}  // namespace

std::unique_ptr<Command> MakeQueryCommand() { return std::make_unique<QueryCommand>(); }

}  // namespace till::app
