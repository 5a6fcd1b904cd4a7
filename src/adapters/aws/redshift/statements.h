#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/statement.h"
#include "columns/batch.h"
#include "publish/record.h"
#include "warehouse/units.h"

namespace till::redshift {

/// Every statement that till sends to Redshift is one of these. `schema` is the one of the published star.

/// The tables that say what the star in `schema` is: of which publication (one row), of which inputs, of which files.
inline constexpr std::string_view kPublicationTable = "till_publication";
inline constexpr std::string_view kInputsTable = "till_inputs";
inline constexpr std::string_view kFilesTable = "till_files";

/// A text has at most this many bytes in Redshift; what is longer is refused by COPY, never cut.
inline constexpr int kTextBytes = 4096;

postgres::Statement Begin();
postgres::Statement Commit();
postgres::Statement Rollback();
/// Instants are read and written in UTC.
postgres::Statement SetTimeZone();
postgres::Statement CreateSchema(std::string_view schema);
/// Redshift chooses distribution and sort key, as it recommends, and learns from the queries.
postgres::Statement CreateTable(std::string_view schema, std::string_view table, const columns::Schema& columns);
postgres::Statement DropTable(std::string_view schema, std::string_view table);
/// The columns that a table has now, by place: name.
postgres::Statement ListColumns(std::string_view schema, std::string_view table);
/// The files whose rows the tables hold: table, unit, key.
postgres::Statement ListFiles(std::string_view schema);
/// A row if the tables hold this publication.
postgres::Statement FindPublication(std::string_view schema, int64_t number, const std::string& content_hash);
postgres::Statement DeleteAll(std::string_view schema, std::string_view table);
/// The rows of a unit: those of its days, or all of them.
postgres::Statement DeleteUnit(std::string_view schema, std::string_view table, const warehouse::Unit& unit);
/// Appends what the files of a manifest hold, whose cells stand in the order of `columns`.
postgres::Statement CopyCsv(std::string_view schema, std::string_view table, const columns::Schema& columns,
                            std::string_view manifest_url, std::string_view iam_role);
/// Why the last COPY of the session was refused: file, line, column and reason, three at most.
postgres::Statement LoadErrors();

/// One of each, for whoever judges what Redshift takes.
std::vector<postgres::Statement> EveryStatement();

}  // namespace till::redshift
