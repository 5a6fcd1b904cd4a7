#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "adapters/postgres/session.h"
#include "base/result.h"
#include "columns/batch.h"

namespace till::redshift {

/// How a statement of statements.h reaches the server and its rows come back.
using Run = std::function<Result<postgres::Answer>(const postgres::Statement&)>;

/// Parquet files that Redshift reads and writes, by somebody who knows Parquet of others. Any thread.
struct ParquetFiles {
  /// The whole file as one batch.
  std::function<Result<columns::Batch>(const std::filesystem::path& file)> read;
  /// Writes rows as Parquet that Redshift reads: version 1.0.
  std::function<Status(const columns::Batch& rows, const std::filesystem::path& file)> write;
};

/// Where the star is kept, and what lies between Redshift and the lake.
struct Target {
  std::string schema;    ///< of the published star; the rows of its files lie in <schema>_parts
  std::string iam_role;  ///< ARN; "default" or empty: the one that Redshift has as its default
  std::string lake_url;  ///< s3://bucket/prefix: what the keys of the store stand below
  ParquetFiles parquet = {};
};

/// `session` as a Run, whose rollback gets through after an interrupt, too.
Run RunOn(std::shared_ptr<postgres::Session> session);

/// A session on a cluster or a Serverless workgroup, which is alike for till, with its instants in UTC. Errors as
/// postgres::Session::Connect.
Result<std::shared_ptr<postgres::Session>> OpenSession(const std::string& connection);

/// OpenSession as a Run.
Result<Run> Connect(const std::string& connection);

}  // namespace till::redshift
