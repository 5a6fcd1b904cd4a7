#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "csv/dialect.h"

namespace till::ingest {

/// One refused row, to show what a reason looks like.
struct RejectExample {
  int64_t line = 0;                  ///< 1-based physical line where the row starts
  int64_t byte = 0;                  ///< its 0-based offset in the decompressed file
  std::string column;                ///< the file's header; empty where the whole row is meant
  std::optional<std::string> value;  ///< the cell's first 60 characters, as Shown() gives them; withheld of personal
                                     ///< columns
  std::string reason;                ///< "'12,50' is not a decimal"

  bool operator==(const RejectExample&) const = default;
};

/// All rows of a file that were refused for the same reason.
struct RejectCount {
  std::string code;  ///< "not_a_decimal"
  int64_t rows = 0;
  RejectExample example;  ///< the first one

  bool operator==(const RejectCount&) const = default;
};

/// A staged Parquet file.
struct StagedPart {
  std::string name;  ///< "part-0000.parquet", below <prefix>/<table>/
  int64_t rows = 0;
  int64_t size = 0;  ///< bytes

  bool operator==(const StagedPart&) const = default;
};

/// Statistics of one staged column; of personal columns none are kept.
struct StagedColumn {
  std::string column;
  int64_t nulls = 0;
  std::optional<std::string> min;  ///< as columns::FormatValue gives them; nothing where all is null
  std::optional<std::string> max;

  bool operator==(const StagedColumn&) const = default;
};

/// What a file gave to one table.
struct StagedTable {
  std::string table;
  int64_t rows = 0;
  int64_t unreadable_ids = 0;     ///< refused rows of which nobody can say which thing they are about
  std::optional<Day> first_date;  ///< of order_date, for orders
  std::optional<Day> last_date;
  std::vector<StagedPart> parts;
  std::vector<StagedColumn> columns;  ///< those the feed maps and those staging derives, in the part's order

  bool operator==(const StagedTable&) const = default;
};

/// What became of a file's rows: a function of its bytes and its recipe, with no path and no time in it.
struct Receipt {
  std::string content;  ///< SHA-256 of the bytes as they came, hex
  std::string recipe;   ///< project::Recipe
  int64_t bytes = 0;    ///< as they came
  bool gzip = false;
  csv::Dialect dialect;
  std::vector<std::string> header;
  std::vector<std::string> unmapped;  ///< headers that no rule takes
  int64_t read = 0;                   ///< rows below the header; always loaded + rejected
  int64_t loaded = 0;
  int64_t rejected = 0;
  std::vector<RejectCount> rejects;  ///< most rows first, then by code
  std::vector<StagedTable> tables;   ///< in the order of retail::SourceTables

  /// nullptr if the feed does not fill it.
  const StagedTable* Find(std::string_view table) const;
  bool operator==(const Receipt&) const = default;
};

/// The record receipt.json, format 1 (docs/FORMATS.md).
Json ToJson(const Receipt& receipt);
/// kCorrupt, naming `what`, unless it is a whole record whose counts add up; kUnsupported if its format is newer.
Result<Receipt> ReceiptFromJson(const Json& json, std::string_view what);

}  // namespace till::ingest
