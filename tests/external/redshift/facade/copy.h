#pragma once

#include <string>
#include <vector>

#include "tests/external/redshift/facade/backend.h"
#include "tests/external/redshift/facade/bucket.h"
#include "tests/external/redshift/facade/commands.h"

namespace till::duckdb {
class Session;
}

namespace till::testing_support {

/// A row of SYS_LOAD_ERROR_DETAIL.
struct LoadError {
  std::string file;
  int64_t line = 0;
  std::string column = {};
  std::string type = {};
  std::string length = {};
  std::string message = {};
};

/// Appends what the objects hold to a table of the backend, as COPY does. Gives the number of rows. Where a row does
/// not fit, `errors` says why.
/// Facts: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html: columns by their
/// place, their number equal. Types must be the table's own. Codecs and encodings are those that are documented for
/// Redshift Spectrum, which reads the files, and of Parquet 1.0, which UNLOAD writes.
Result<int64_t> RunCopy(const CopyCommand& copy, Backend& backend, const Bucket& bucket,
                        std::vector<LoadError>& errors);

/// Writes the rows of a SELECT as Parquet objects and a manifest, as UNLOAD does. Gives the number of rows.
/// Facts: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
Result<int64_t> RunUnload(const UnloadCommand& unload, Backend& backend, const Bucket& bucket);

/// Rows of an object that UNLOAD writes; a further object begins after them. (Redshift: after 6.2 GB.)
inline constexpr size_t kUnloadRows = 20'000;

/// A session of the DuckDB that reads and writes Parquet for all clients: an engine that is not the one under test.
Result<std::unique_ptr<duckdb::Session>> ParquetSession();

}  // namespace till::testing_support
