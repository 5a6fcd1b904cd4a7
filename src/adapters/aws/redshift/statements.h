#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/statement.h"
#include "columns/batch.h"
#include "warehouse/sql_library.h"

namespace till::redshift {

/// Every statement that till sends to Redshift is one of these. `schema` is the one of the published star.

/// The tables that say what the star in `schema` is: of which publication (one row), of which inputs, of which files.
inline constexpr std::string_view kPublicationTable = "till_publication";
inline constexpr std::string_view kInputsTable = "till_inputs";
inline constexpr std::string_view kFilesTable = "till_files";
/// The list of what the tables of <schema>_parts hold, and a table beside it that is never filled, but locked.
inline constexpr std::string_view kPartsTable = "till_parts";
inline constexpr std::string_view kLockTable = "till_lock";

/// A text has at most this many bytes in Redshift; what is longer is refused by COPY, never cut.
inline constexpr int kTextBytes = 4096;

/// The schema of the parts: "till_parts" of "till".
std::string PartsSchema(std::string_view schema);
/// The table that holds parts of a relation with these columns, of a name of its own for other columns or other keys:
/// "fact_orders_1a2b3c4d".
std::string PartsTable(std::string_view relation, const columns::Schema& columns);
/// "schema"."table".
std::string Name(std::string_view schema, std::string_view table);

postgres::Statement Begin();
postgres::Statement BeginReading();
postgres::Statement Commit();
postgres::Statement Rollback();
/// Instants are read and written in UTC.
postgres::Statement SetTimeZone();
/// Names without a schema are temporary tables, and nothing else.
postgres::Statement SetSearchPath();

postgres::Statement CreateSchema(std::string_view schema);
/// A small table, whole on every node, which COPY fills: instants without zone, in UTC.
postgres::Statement CreateTable(std::string_view schema, std::string_view table, const columns::Schema& columns);
/// The table of PartsTable, with the number of its part before the columns. A dimension lies whole on every node; the
/// facts and what is staged lie evenly spread, sorted by day where there is one: half of the lines of a shop may be of
/// one customer, who is none, so that no customer's key spreads them.
postgres::Statement CreatePartsTable(std::string_view schema, std::string_view relation,
                                     const columns::Schema& columns);
postgres::Statement DropTable(std::string_view schema, std::string_view table);
/// Who loads or drops parts does so alone. Readers wait for nobody: LOCK keeps them out of the table that it names,
/// which therefore is none that they read. Must be the first of a transaction, so that what it sees then is what the
/// one before it left.
postgres::Statement LockParts(std::string_view schema);
/// Table and number of each part that is there.
postgres::Statement ListParts(std::string_view schema);
/// Of a table of parts, those that are not in `wanted`, a table with a column `part`.
postgres::Statement DeleteParts(std::string_view schema, std::string_view parts_table, std::string_view wanted);
/// The same of their list; all of them where `wanted` is empty.
postgres::Statement ForgetParts(std::string_view schema, std::string_view parts_table, std::string_view wanted);
postgres::Statement DeleteAll(std::string_view schema, std::string_view table);

/// A row if `schema` shows this publication.
postgres::Statement FindPublication(std::string_view schema, int64_t number, const std::string& content_hash);
/// Each table of the star with the table of parts that its view reads.
postgres::Statement ListShown(std::string_view schema);
/// The columns that a view has now, by place: name.
postgres::Statement ListColumns(std::string_view schema, std::string_view table);
/// A table of the star: the rows of its files, as kFilesTable lists them.
postgres::Statement CreateView(std::string_view schema, std::string_view table, const columns::Schema& columns,
                               std::string_view partition_column);
postgres::Statement DropView(std::string_view schema, std::string_view table);

/// Appends to a table, named as Name or postgres::Identifier gives it, what the Parquet files of a manifest hold, whose
/// columns are the table's in their order.
postgres::Statement CopyParquet(const std::string& table, std::string_view manifest_url, std::string_view iam_role);
/// How many rows the last COPY of the session brought.
postgres::Statement CopiedRows();
/// Why the last COPY of the session was refused: file, line, column and reason, three at most.
postgres::Statement LoadErrors();
/// Writes the rows of a SELECT, which has no parameters, in its order, to Parquet files whose names begin with `url`,
/// and a manifest after them, "<url>manifest".
postgres::Statement Unload(std::string_view select, std::string_view url, std::string_view iam_role);
/// How many rows the last UNLOAD of the session wrote.
postgres::Statement UnloadedRows();

/// A temporary table of the session.
postgres::Statement CreateTemporary(std::string_view name, const columns::Schema& columns);
/// The same for COPY to fill: instants without zone, in UTC.
postgres::Statement CreateLoaded(std::string_view name, const columns::Schema& columns);
postgres::Statement DropTemporary(std::string_view name);
postgres::Statement Analyze(std::string_view name);
/// Fills a temporary table with the rows of a SELECT.
postgres::Statement FillFromSelect(std::string_view name, const columns::Schema& columns,
                                   const postgres::Statement& select);
/// Fills one with those of a CreateLoaded.
postgres::Statement FillFromLoaded(std::string_view name, std::string_view loaded, const columns::Schema& columns);
/// Fills a staged relation with what it holds of the inputs of `served` (part, input_rank).
postgres::Statement FillFromStaged(std::string_view schema, std::string_view relation, const columns::Schema& columns,
                                   std::string_view served);
/// Fills `name` with the rows of a star table's files in `attached` (table_name, part, partition_day).
postgres::Statement FillFromFiles(std::string_view schema, std::string_view name, std::string_view table,
                                  const columns::Schema& columns, std::string_view partition_column,
                                  std::string_view attached);

/// One of each, for whoever judges what Redshift takes.
std::vector<postgres::Statement> EveryStatement();
/// Every model and check of sql/ as it is sent.
Result<std::vector<postgres::Statement>> EveryModel(const warehouse::SqlLibrary& sql);

}  // namespace till::redshift
