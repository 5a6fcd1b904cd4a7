#include "adapters/aws/redshift/statements.h"

#include "adapters/aws/redshift/load_file.h"
#include "base/text.h"

namespace till::redshift {
namespace {

using columns::Type;
using postgres::Identifier;
using postgres::Statement;

std::string Name(std::string_view schema, std::string_view table) {
  return Identifier(schema) + "." + Identifier(table);
}

/// In Redshift a backslash within quotes escapes what follows.
std::string Literal(std::string_view text) { return postgres::Quoted(Replace(text, "\\", "\\\\")); }

std::string SqlType(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "boolean";
    case Type::kInteger:
      return "integer";
    case Type::kBigint:
      return "bigint";
    case Type::kDecimal:
      return "decimal(18,4)";
    case Type::kDate:
      return "date";
    case Type::kTimestamp:
      return "timestamptz";
    case Type::kText:
      break;
  }
  return "varchar(" + std::to_string(kTextBytes) + ")";
}

}  // namespace

Statement Begin() { return {"begin"}; }
Statement Commit() { return {"commit"}; }
Statement Rollback() { return {"rollback"}; }
Statement SetTimeZone() { return {"set timezone to 'UTC'"}; }

Statement CreateSchema(std::string_view schema) { return {"create schema if not exists " + Identifier(schema)}; }

Statement CreateTable(std::string_view schema, std::string_view table, const columns::Schema& columns) {
  std::vector<std::string> definitions;
  for (const columns::Field& field : columns) definitions.push_back(Identifier(field.name) + " " + SqlType(field.type));
  return {"create table if not exists " + Name(schema, table) + " (" + Join(definitions, ", ") +
          ") diststyle auto sortkey auto"};
}

Statement DropTable(std::string_view schema, std::string_view table) {
  return {"drop table if exists " + Name(schema, table)};
}

Statement ListColumns(std::string_view schema, std::string_view table) {
  return {
      "select cast(column_name as varchar(128)) as column_name from svv_columns"
      " where table_schema = $1 and table_name = $2 order by ordinal_position",
      {std::string(schema), std::string(table)}};
}

Statement ListFiles(std::string_view schema) {
  return {"select \"table_name\", \"unit\", \"key\" from " + Name(schema, kFilesTable)};
}

Statement FindPublication(std::string_view schema, int64_t number, const std::string& content_hash) {
  return {
      "select \"number\" from " + Name(schema, kPublicationTable) + " where \"number\" = $1 and \"content_hash\" = $2",
      {number, content_hash}};
}

Statement DeleteAll(std::string_view schema, std::string_view table) {
  // TRUNCATE would commit the transaction.
  return {"delete from " + Name(schema, table)};
}

Statement DeleteUnit(std::string_view schema, std::string_view table, const warehouse::Unit& unit) {
  if (unit.name == warehouse::WholeTable().name) return DeleteAll(schema, table);
  return {"delete from " + Name(schema, table) + " where \"order_date\" between $1 and $2", {unit.first, unit.last}};
}

Statement CopyCsv(std::string_view schema, std::string_view table, const columns::Schema& columns,
                  std::string_view manifest_url, std::string_view iam_role) {
  std::vector<std::string> names;
  for (const columns::Field& field : columns) names.push_back(Identifier(field.name));
  const std::string role = iam_role.empty() || iam_role == "default" ? "default" : Literal(iam_role);
  return {"copy " + Name(schema, table) + " (" + Join(names, ", ") + ") from " + Literal(manifest_url) + " iam_role " +
          role + " manifest format as csv null as " + Literal(kNullMarker) + " dateformat 'auto' timeformat 'auto'"};
}

Statement LoadErrors() {
  return {
      "select trim(file_name) as file_name, line_number, trim(column_name) as column_name,"
      " trim(error_message) as error_message from sys_load_error_detail where query_id = pg_last_copy_id()"
      " order by start_time, line_number limit 3"};
}

std::vector<Statement> EveryStatement() {
  const columns::Schema columns{{"flag", Type::kBoolean}, {"line", Type::kInteger},         {"id", Type::kBigint},
                                {"day", Type::kDate},     {"ordered_at", Type::kTimestamp}, {"price", Type::kDecimal},
                                {"name", Type::kText}};
  const warehouse::Unit unit{"2026-01", Day::Of(2026, 1, 1), Day::Of(2026, 1, 31)};
  const std::string url = "s3://bucket/prefix/_till/redshift/load.manifest";
  return {Begin(),
          Commit(),
          Rollback(),
          SetTimeZone(),
          CreateSchema("till"),
          CreateTable("till", "fact_orders", columns),
          DropTable("till", "fact_orders"),
          ListColumns("till", "fact_orders"),
          ListFiles("till"),
          FindPublication("till", 1, "hash"),
          DeleteAll("till", "dim_date"),
          DeleteUnit("till", "fact_orders", unit),
          DeleteUnit("till", "dim_date", warehouse::WholeTable()),
          CopyCsv("till", "fact_orders", columns, url, "arn:aws:iam::123456789012:role/till"),
          CopyCsv("till", "fact_orders", columns, url, "default"),
          LoadErrors()};
}

}  // namespace till::redshift
