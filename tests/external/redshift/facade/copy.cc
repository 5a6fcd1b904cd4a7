#include "tests/external/redshift/facade/copy.h"

#include <map>
#include <set>

#include "adapters/duckdb/parquet.h"
#include "adapters/duckdb/session.h"
#include "adapters/postgres/values.h"
#include "base/text.h"

namespace till::testing_support {
namespace {

using columns::Batch;
using columns::Column;

/// A column of the table that is loaded.
struct Target {
  std::string name;
  std::string type;   ///< as format_type says it
  int64_t bytes = 0;  ///< of a VARCHAR
  bool required = false;
};

Result<std::vector<Target>> TargetsOf(const std::string& table, Backend& backend) {
  TILL_ASSIGN(const auto rows, backend.Ask("select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
                                           " a.atttypmod - 4 from pg_attribute as a where a.attrelid ="
                                           " to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum",
                                           {table}));
  if (rows.empty()) return Invalid("Cannot COPY into nonexistent table " + table);
  std::vector<Target> targets;
  for (const auto& row : rows) {
    const bool text = row[1]->starts_with("character varying");
    targets.push_back({*row[0], *row[1], text ? ParseInt(*row[3]).value_or(0) : 0, *row[2] == "t"});
  }
  return targets;
}

/// What DuckDB calls the Parquet type that fits a column; empty where none does. Redshift Spectrum knows no column of
/// instants with a zone: those of a file arrive in one without, in UTC.
std::string ParquetType(const Target& target) {
  static const std::map<std::string, std::string> kTypes{
      {"boolean", "BOOLEAN"}, {"integer", "INTEGER"}, {"bigint", "BIGINT"}, {"date", "DATE"}};
  if (const auto found = kTypes.find(target.type); found != kTypes.end()) return found->second;
  if (target.type.starts_with("numeric(")) return Replace(target.type, "numeric", "DECIMAL");
  if (target.type == "timestamp without time zone") return "TIMESTAMP";
  return target.bytes > 0 ? "VARCHAR" : "";
}

/// Loads Parquet files into a table.
class ParquetLoader {
 public:
  ParquetLoader(Backend& backend, std::vector<Target> targets, std::vector<LoadError>& errors)
      : backend_(backend), targets_(std::move(targets)), errors_(errors) {}

  Result<int64_t> Load(const std::string& table, const std::string& url, const std::filesystem::path& path) {
    TILL_ASSIGN(const auto session, ParquetSession());
    const std::string file = "read_parquet(" + duckdb::Quoted(path) + ", hive_partitioning = false)";
    const auto types = session->Query("select column_name, column_type from (describe from " + file + ")", {});
    if (!types.ok()) return ScanError({url, 0, "", "", "", "is not a Parquet file: " + types.error().message});
    TILL_TRY(CheckForm(*session, url, path));
    TILL_TRY(CheckTypes(*types, url));
    TILL_ASSIGN(const Batch rows, session->Query("from " + file, {}));
    TILL_TRY(CheckValues(rows, url));
    std::string bytes(postgres::BinaryHeader());
    std::vector<const Column*> columns;
    for (const Column& column : rows.columns) columns.push_back(&column);
    postgres::EncodeRows(columns, 0, rows.rows(), bytes);
    bytes += postgres::BinaryEnd();
    return backend_.CopyIn("copy " + table + " from stdin (format binary)", bytes);
  }

 private:
  /// Codecs and encodings.
  Status CheckForm(duckdb::Session& session, const std::string& url, const std::filesystem::path& path) {
    TILL_ASSIGN(const Batch chunks, session.Query("select distinct compression, encodings from parquet_metadata(" +
                                                      duckdb::Quoted(path) + ") order by all",
                                                  {}));
    static const std::set<std::string, std::less<>> kCodecs{"UNCOMPRESSED", "SNAPPY", "GZIP"};
    static const std::set<std::string, std::less<>> kEncodings{"PLAIN", "RLE", "BIT_PACKED", "PLAIN_DICTIONARY",
                                                               "RLE_DICTIONARY"};
    for (size_t row = 0; row < chunks.rows(); ++row) {
      const std::string codec(chunks.columns[0].Text(row));
      if (!kCodecs.contains(codec)) return ScanError({url, 0, "", "", "", "has the codec " + codec});
      for (const std::string& encoding : Split(chunks.columns[1].Text(row), ',')) {
        const std::string name(Trim(encoding));
        if (!kEncodings.contains(name)) return ScanError({url, 0, "", "", "", "has the encoding " + name});
      }
    }
    return Ok();
  }

  Status CheckTypes(const Batch& types, const std::string& url) {
    if (types.rows() != targets_.size()) {
      return ScanError({url, 0, "", "", "",
                        "has " + Count(static_cast<int64_t>(types.rows()), "column") + ", the table " +
                            std::to_string(targets_.size())});
    }
    for (size_t i = 0; i < targets_.size(); ++i) {
      std::string found(types.columns[1].Text(i));
      if (found == "TIMESTAMP WITH TIME ZONE") found = "TIMESTAMP";
      if (found == ParquetType(targets_[i])) continue;
      return ScanError({url, 0, targets_[i].name, targets_[i].type, "",
                        "has an incompatible Parquet schema for column '" + targets_[i].name +
                            "'. Column type: " + targets_[i].type + ", Parquet schema: " + found});
    }
    return Ok();
  }

  Status CheckValues(const Batch& rows, const std::string& url) {
    for (size_t i = 0; i < targets_.size(); ++i) {
      const Target& target = targets_[i];
      for (size_t row = 0; row < rows.rows(); ++row) {
        const Column& column = rows.columns[i];
        const auto line = static_cast<int64_t>(row + 1);
        if (column.IsNull(row) && target.required) {
          return ScanError({url, line, target.name, target.type, "", "Missing data for not-null field"});
        }
        if (target.bytes == 0 || column.IsNull(row)) continue;
        const auto bytes = static_cast<int64_t>(column.Text(row).size());
        if (bytes <= target.bytes) continue;
        return ScanError({url, line, target.name, "varchar", std::to_string(target.bytes),
                          "The length of the data column " + target.name +
                              " is longer than the length defined in the "
                              "table. Table: " +
                              std::to_string(target.bytes) + ", Data: " + std::to_string(bytes)});
      }
    }
    return Ok();
  }

  Error ScanError(LoadError error) {
    const std::string reason = "File '" + error.file + "' " + error.message;
    errors_.push_back(std::move(error));
    return {Code::kInternal, "Spectrum Scan Error", reason};
  }

  Backend& backend_;
  std::vector<Target> targets_;
  std::vector<LoadError>& errors_;
};

}  // namespace

Result<std::unique_ptr<duckdb::Session>> ParquetSession() {
  // Never closed: at the process's end it would come after DuckDB's own variables of the thread.
  static const auto* const kDatabase = new auto(duckdb::Database::Open({{"threads", "1"}}));
  TILL_TRY(kDatabase->status());
  return kDatabase->value()->Connect();
}

Result<int64_t> RunCopy(const CopyCommand& copy, Backend& backend, const Bucket& bucket,
                        std::vector<LoadError>& errors) {
  TILL_ASSIGN(auto targets, TargetsOf(copy.table, backend));
  TILL_ASSIGN(const auto objects, copy.manifest ? bucket.Listed(copy.url) : bucket.Prefixed(copy.url));
  ParquetLoader loader(backend, std::move(targets), errors);
  int64_t rows = 0;
  for (const LoadObject& object : objects) {
    TILL_ASSIGN(const auto path, bucket.store().Fetch(object.key));
    TILL_ASSIGN(const int64_t loaded, loader.Load(copy.table, object.url, path));
    rows += loaded;
  }
  return rows;
}

}  // namespace till::testing_support
