#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/postgres/session.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::redshift {

/// How a statement of statements.h reaches the server and its rows come back.
using Run = std::function<Result<postgres::Answer>(const postgres::Statement&)>;

/// Where the star is kept, and how Redshift reaches the lake.
struct Target {
  std::string schema;
  std::string iam_role;  ///< ARN; "default" or empty: the one that Redshift has as its default
  std::string lake_url;  ///< s3://bucket/prefix: what the keys of the store stand below
};

/// A connection to a cluster or a Serverless workgroup, which is alike for till. Errors as postgres::Session::Connect.
Result<Run> Connect(const std::string& connection);

/// Makes `<schema>.<table>` the tables of this publication's star, whose files are objects of `store`: of what they
/// hold it deletes the units that are gone or changed and loads those that are new or changed, by one COPY a table, in
/// one transaction with `till_publication` (one row), `till_inputs` and `till_files`, which say what they are made of.
/// Does nothing if they are that already. What COPY reads is written below `_till/redshift/` of the store and deleted
/// at the end. kRejected, with Redshift's reasons, if a row does not fit; else errors as of postgres::Session.
Status KeepStar(const Run& run, const Target& target, const publish::Record& record, lake::ObjectStore& store);

}  // namespace till::redshift
