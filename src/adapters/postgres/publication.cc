#include "adapters/postgres/publication.h"

#include <span>

#include "adapters/postgres/database.h"
#include "adapters/postgres/session.h"
#include "adapters/postgres/star_files.h"
#include "warehouse/published_star.h"

namespace till::postgres {
namespace {

using columns::Batch;

constexpr std::string_view kPublication = "till_publication";
constexpr std::string_view kInputs = "till_inputs";

std::string Name(std::string_view schema, std::string_view relation) {
  return Identifier(schema) + "." + Identifier(relation);
}

Result<bool> Exists(Session& session, std::string_view schema, std::string_view relation) {
  TILL_ASSIGN(const Answer found,
              session.Run({"select 1 from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
                           " where n.nspname = $1 and c.relname = $2",
                           {std::string(schema), std::string(relation)}}));
  return found.rows.rows() > 0;
}

/// Replaces a table's rows.
Status Fill(Session& session, const std::string& table, const Batch& rows) {
  TILL_TRY(session.Execute("create table if not exists " + table + " (" + ColumnDefinitions(rows.schema) +
                           "); delete from " + table));
  return session.CopyIn(table, rows);
}

/// Replaces a view, in place where its columns stay what they were: then what others built on it stays, too.
Status ReplaceView(Session& session, const std::string& view, const std::string& select) {
  TILL_TRY(session.Execute("savepoint replacing"));
  const Status replaced = session.Execute("create or replace view " + view + " as " + select);
  if (replaced.ok() || replaced.error().code != Code::kInvalid) return replaced;
  return session.Execute("rollback to savepoint replacing; drop view if exists " + view + "; create view " + view +
                         " as " + select);
}

/// Whether `<schema>` shows this very content.
Result<bool> Shows(Session& session, std::string_view schema, const publish::Record& record) {
  TILL_ASSIGN(const bool kept, Exists(session, schema, kPublication));
  if (!kept) return false;
  TILL_ASSIGN(const Answer shown, session.Run({"select number from " + Name(schema, kPublication) +
                                                   " where number = $1 and content_hash = $2",
                                               {record.number, record.content_hash}}));
  return shown.rows.rows() > 0;
}

Status Show(Session& session, std::string_view schema, const publish::Record& record,
            std::span<const warehouse::Warehouse::AttachedTable> tables) {
  TILL_ASSIGN(Transaction transaction, Transaction::Begin(session));
  StarFiles files(session, schema);
  TILL_TRY(files.Load(tables));
  TILL_ASSIGN(const Answer there,
              session.Run({"select 1 from pg_namespace where nspname = $1", {std::string(schema)}}));
  if (there.rows.rows() == 0) TILL_TRY(session.Execute("create schema " + Identifier(schema)));
  for (const auto& table : tables) TILL_TRY(ReplaceView(session, Name(schema, table.name), files.Rows(table)));
  TILL_TRY(Fill(session, Name(schema, kInputs), warehouse::InputRows(record)));
  TILL_TRY(Fill(session, Name(schema, kPublication), warehouse::PublicationRow(record)));
  TILL_TRY(files.DropUnread());
  return transaction.Commit();
}

}  // namespace

Status KeepStar(const std::string& connection, std::string_view schema, const publish::Record& record,
                lake::ObjectStore& store) {
  TILL_ASSIGN(const auto session, OpenDatabase(connection));
  TILL_ASSIGN(const bool shown, Shows(*session, schema, record));
  if (shown) return Ok();
  TILL_ASSIGN(const auto tables, warehouse::PublishedStar(record, store));
  return Show(*session, schema, record, tables);
}

}  // namespace till::postgres
