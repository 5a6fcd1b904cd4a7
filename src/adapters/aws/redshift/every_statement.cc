#include "adapters/aws/redshift/statement_text.h"
#include "adapters/aws/redshift/statements.h"

namespace till::redshift {

using columns::Type;
using postgres::Identifier;
using postgres::Statement;

std::vector<Statement> EveryStatement() {
  const columns::Schema columns{{"flag", Type::kBoolean}, {"line", Type::kInteger},         {"id", Type::kBigint},
                                {"day", Type::kDate},     {"ordered_at", Type::kTimestamp}, {"price", Type::kDecimal},
                                {"name", Type::kText}};
  columns::Schema facts = columns;
  facts.push_back({"order_date", Type::kDate});
  facts.push_back({"order_month", Type::kDate});
  const std::string url = "s3://bucket/prefix/_till/redshift/load.manifest";
  const std::string role = "arn:aws:iam::123456789012:role/till";
  const Statement select{"select true as flag, $1 as name", {std::string("it's")}};
  return {Begin(),
          BeginReading(),
          Commit(),
          Rollback(),
          SetTimeZone(),
          SetSearchPath(),
          CreateSchema("till"),
          CreateTable("till", kInputsTable, columns),
          CreatePartsTable("till", "fact_orders", facts),
          CreatePartsTable("till", "dim_date", columns),
          CreatePartsTable("till", "stg_keys", columns),
          DropTable("till_parts", "fact_orders_1a2b3c4d"),
          LockParts("till"),
          ListParts("till"),
          DeleteParts("till", "stg_keys_1a2b3c4d", Identifier("till.served")),
          ForgetParts("till", "stg_keys_1a2b3c4d", Identifier("till.served")),
          ForgetParts("till", "stg_keys_1a2b3c4d", ""),
          DeleteAll("till", kFilesTable),
          FindPublication("till", 1, "hash"),
          ListShown("till"),
          ListColumns("till", "fact_orders"),
          CreateView("till", "fact_orders", facts, "order_month"),
          CreateView("till", "dim_date", columns, ""),
          DropView("till", "fact_orders"),
          CopyParquet(Name("till", kInputsTable), url, role),
          CopyParquet(Identifier("inputs"), url, "default"),
          CopiedRows(),
          LoadErrors(),
          Unload("select 'it''s' as name from dim_stores order by 1", "s3://bucket/prefix/_till/redshift/1-", role),
          Unload("select id from dim_stores order by id", "s3://bucket/prefix/_till/redshift/2-", ""),
          UnloadedRows(),
          CreateTemporary("star.fact_orders", facts),
          CreateLoaded("till.loaded", columns),
          DropTemporary("star.fact_orders"),
          Analyze("star.fact_orders"),
          FillFromSelect("made", {{"flag", Type::kBoolean}, {"name", Type::kText}}, select),
          FillFromLoaded("made", "till.loaded", columns),
          FillFromStaged("till", "stg_orders", columns, "till.served"),
          FillFromFiles("till", "star.fact_orders", "fact_orders", facts, "order_month", "till.attached")};
}

Result<std::vector<Statement>> EveryModel(const warehouse::SqlLibrary& sql) {
  const warehouse::Parameters days{{"first_day", Day::Of(2026, 1, 1)}, {"last_day", Day::Of(2026, 1, 31)}};
  std::vector<Statement> statements;
  for (const std::string_view layer : {"staging", "star", "checks"}) {
    TILL_ASSIGN(const auto files, sql.Layer(layer));
    for (const warehouse::SqlFile& file : files) {
      TILL_ASSIGN(Statement statement, postgres::Bind(WithoutFilters(file.text), days, {}));
      statements.push_back(std::move(statement));
    }
  }
  return statements;
}

}  // namespace till::redshift
