#include "adapters/aws/redshift/statements.h"

#include <algorithm>

#include "adapters/aws/redshift/statement_text.h"
#include "base/hash.h"
#include "base/text.h"
#include "warehouse/staged_relations.h"

namespace till::redshift {
namespace {

using columns::Schema;
using columns::Type;
using postgres::Identifier;
using postgres::Statement;

constexpr std::string_view kPart = "\"_part\"";

bool Has(const Schema& columns, std::string_view name) {
  return std::ranges::any_of(columns, [&](const columns::Field& field) { return field.name == name; });
}

/// How the rows of a relation's parts are spread and sorted.
std::string Keys(std::string_view relation, const Schema& columns) {
  if (relation.starts_with("dim_")) return " diststyle all sortkey (" + std::string(kPart) + ")";
  return " diststyle even sortkey (" + (Has(columns, "order_date") ? "\"order_date\"" : std::string(kPart)) + ")";
}

/// "from <parts> as p join …": the parts of a relation as `p`.
std::string FromParts(std::string_view schema, std::string_view relation, const Schema& columns) {
  return " from " + Name(PartsSchema(schema), PartsTable(relation, columns)) + " as p";
}

Schema Without(Schema columns, std::string_view name) {
  std::erase_if(columns, [&](const columns::Field& field) { return field.name == name; });
  return columns;
}

/// The columns of a star table, of which the parts have all but the partition's, which `files` (f) says.
std::string StarColumns(const Schema& columns, std::string_view partition_column) {
  std::vector<std::string> items;
  for (const columns::Field& field : columns) {
    items.push_back(field.name == partition_column ? "f.\"partition_day\" as " + Identifier(field.name)
                                                   : Instant("p", field) + " as " + Identifier(field.name));
  }
  return Join(items, ", ");
}

std::string InsertInto(std::string_view name, const Schema& columns) {
  return "insert into " + Identifier(name) + " (" + Names(columns) + ") select ";
}

}  // namespace

std::string PartsSchema(std::string_view schema) { return std::string(schema) + "_parts"; }

std::string PartsTable(std::string_view relation, const Schema& columns) {
  const std::string shape = Definitions(columns, Instants::kLoaded) + Keys(relation, columns);
  return std::string(relation) + "_" + Sha256Hex(shape).substr(0, 8);
}

std::string Name(std::string_view schema, std::string_view table) {
  return Identifier(schema) + "." + Identifier(table);
}

Statement Begin() { return {"begin"}; }
Statement BeginReading() { return {"begin read only"}; }
Statement Commit() { return {"commit"}; }
Statement Rollback() { return {"rollback"}; }
Statement SetTimeZone() { return {"set timezone to 'UTC'"}; }
Statement SetSearchPath() { return {"set search_path to pg_temp"}; }

Statement CreateSchema(std::string_view schema) { return {"create schema if not exists " + Identifier(schema)}; }

Statement CreateTable(std::string_view schema, std::string_view table, const Schema& columns) {
  return {"create table if not exists " + Name(schema, table) + " (" + Definitions(columns, Instants::kLoaded) +
          ") diststyle all"};
}

Statement CreatePartsTable(std::string_view schema, std::string_view relation, const Schema& columns) {
  return {"create table if not exists " + Name(PartsSchema(schema), PartsTable(relation, columns)) + " (" +
          std::string(kPart) + " bigint, " + Definitions(columns, Instants::kLoaded) + ")" + Keys(relation, columns)};
}

Statement DropTable(std::string_view schema, std::string_view table) {
  return {"drop table if exists " + Name(schema, table)};
}

Statement LockParts(std::string_view schema) { return {"lock " + Name(PartsSchema(schema), kLockTable)}; }

Statement ListParts(std::string_view schema) {
  return {"select \"parts_table\", \"part\" from " + Name(PartsSchema(schema), kPartsTable)};
}

Statement DeleteParts(std::string_view schema, std::string_view parts_table, std::string_view wanted) {
  return {"delete from " + Name(PartsSchema(schema), parts_table) + " where " + std::string(kPart) +
          " not in (select \"part\" from " + std::string(wanted) + ")"};
}

Statement ForgetParts(std::string_view schema, std::string_view parts_table, std::string_view wanted) {
  Statement statement{"delete from " + Name(PartsSchema(schema), kPartsTable) + " where \"parts_table\" = $1",
                      {std::string(parts_table)}};
  if (!wanted.empty()) statement.sql += " and \"part\" not in (select \"part\" from " + std::string(wanted) + ")";
  return statement;
}

Statement DeleteAll(std::string_view schema, std::string_view table) {
  // TRUNCATE would commit the transaction.
  return {"delete from " + Name(schema, table)};
}

Statement FindPublication(std::string_view schema, int64_t number, const std::string& content_hash) {
  const std::string sql = "select \"number\" from " + Name(schema, kPublicationTable);
  return {sql + " where \"number\" = $1 and \"content_hash\" = $2", {number, content_hash}};
}

Statement ListShown(std::string_view schema) {
  return {"select distinct \"table_name\", \"parts_table\" from " + Name(schema, kFilesTable)};
}

Statement ListColumns(std::string_view schema, std::string_view table) {
  constexpr std::string_view kSelect =
      "select cast(column_name as varchar(128)) as column_name from svv_columns"
      " where table_schema = $1 and table_name = $2 order by ordinal_position";
  return {std::string(kSelect), {std::string(schema), std::string(table)}};
}

Statement CreateView(std::string_view schema, std::string_view table, const Schema& columns,
                     std::string_view partition_column) {
  return {"create or replace view " + Name(schema, table) + " as select " + StarColumns(columns, partition_column) +
          FromParts(schema, table, Without(columns, partition_column)) + " join " + Name(schema, kFilesTable) +
          " as f on f.\"part\" = p." + std::string(kPart) + " and f.\"table_name\" = " + Literal(table)};
}

Statement DropView(std::string_view schema, std::string_view table) {
  return {"drop view if exists " + Name(schema, table)};
}

Statement CopyParquet(const std::string& table, std::string_view manifest_url, std::string_view iam_role) {
  return {"copy " + table + " from " + Literal(manifest_url) + Role(iam_role) + " format as parquet manifest"};
}

Statement CopiedRows() { return {"select pg_last_copy_count() as copied"}; }

Statement LoadErrors() {
  // Once its transaction is undone, a COPY may be the last one or not: the documentation says both.
  return {
      "select trim(file_name) as file_name, line_number, trim(column_name) as column_name,"
      " trim(error_message) as error_message from sys_load_error_detail where session_id = pg_backend_pid()"
      " and query_id >= pg_last_copy_id() order by query_id desc, line_number limit 3"};
}

Statement Unload(std::string_view select, std::string_view url, std::string_view iam_role) {
  return {"unload (" + Literal(select) + ") to " + Literal(url) + Role(iam_role) +
          " format as parquet parallel off allowoverwrite manifest verbose"};
}

Statement UnloadedRows() { return {"select pg_last_unload_count() as unloaded"}; }

Statement CreateTemporary(std::string_view name, const Schema& columns) {
  return {"create temporary table " + Identifier(name) + " (" + Definitions(columns, Instants::kZoned) + ")"};
}

Statement CreateLoaded(std::string_view name, const Schema& columns) {
  return {"create temporary table " + Identifier(name) + " (" + Definitions(columns, Instants::kLoaded) + ")"};
}

Statement DropTemporary(std::string_view name) { return {"drop table if exists " + Identifier(name)}; }

Statement Analyze(std::string_view name) { return {"analyze " + Identifier(name)}; }

Statement FillFromSelect(std::string_view name, const Schema& columns, const Statement& select) {
  return {InsertInto(name, columns) + Names(columns) + " from (\n" + select.sql + "\n) as made", select.values};
}

Statement FillFromLoaded(std::string_view name, std::string_view loaded, const Schema& columns) {
  std::vector<std::string> items;
  for (const columns::Field& field : columns) items.push_back(Instant("l", field));
  return {InsertInto(name, columns) + Join(items, ", ") + " from " + Identifier(loaded) + " as l"};
}

Statement FillFromStaged(std::string_view schema, std::string_view relation, const Schema& columns,
                         std::string_view served) {
  std::vector<std::string> names;
  std::vector<std::string> items;
  for (const std::string_view column : warehouse::kStagedInputColumns) {
    names.push_back(Identifier(column));
    items.push_back("i." + names.back());
  }
  for (const columns::Field& field : columns) {
    names.push_back(Identifier(field.name));
    items.push_back(Instant("p", field));
  }
  return {"insert into " + Identifier(relation) + " (" + Join(names, ", ") + ") select " + Join(items, ", ") +
          FromParts(schema, relation, columns) + " join " + Identifier(served) + " as s on s.\"part\" = p." +
          std::string(kPart) + " join \"inputs\" as i on i.\"input_rank\" = s.\"input_rank\""};
}

Statement FillFromFiles(std::string_view schema, std::string_view name, std::string_view table, const Schema& columns,
                        std::string_view partition_column, std::string_view attached) {
  return {InsertInto(name, columns) + StarColumns(columns, partition_column) +
          FromParts(schema, table, Without(columns, partition_column)) + " join " + Identifier(attached) +
          " as f on f.\"part\" = p." + std::string(kPart) + " and f.\"table_name\" = " + Literal(table)};
}

}  // namespace till::redshift
