#pragma once

#include <map>
#include <string>
#include <string_view>

namespace till::project {

/// Where the catalog of the lake's tables is kept for others to read.
enum class CatalogKind { kEmbedded, kGlue };
/// What computes the star and answers questions.
enum class EngineKind { kDuckdb, kPostgres, kRedshift };

/// [aws]: what all of Amazon's services need to know. Credentials never stand in till.toml.
struct AwsSettings {
  std::string region;                            ///< empty: as the environment or the profile says
  std::string addressing;                        ///< of S3: "path", "virtual", or empty: path where an endpoint is set
  std::string encryption;                        ///< of S3 objects: "AES256", "aws:kms", or empty: the bucket's own
  std::string kms_key;                           ///< for "aws:kms"; empty: the account's own
  std::map<std::string, std::string> endpoints;  ///< [aws.endpoints]: URL by service: s3, sts, glue, quicksight
};

/// [glue]: the database that is kept in step with the catalog.
struct GlueSettings {
  std::string database;  ///< lower case; by default the project's name
  std::string crawler;   ///< of Glue's own, started and awaited in run_glue_crawler; empty: none
  std::string update_behavior = "UPDATE_IN_DATABASE";     ///< or LOG
  std::string delete_behavior = "DEPRECATE_IN_DATABASE";  ///< or LOG, DELETE_FROM_DATABASE
};

/// [postgres] and [redshift]: the database that holds staging and star.
struct DatabaseSettings {
  std::string connection;       ///< as libpq takes it: "host=… dbname=… user=…", without a password
  std::string schema = "till";  ///< of the published star
  std::string iam_role;         ///< of redshift: the role by which COPY reaches the lake
};

/// [quicksight]: what `till deploy aws` makes the dashboards for.
struct QuicksightSettings {
  std::string account;            ///< 12 digits
  std::string owner;              ///< ARN of the user or group that may change the dashboards
  std::string source = "athena";  ///< or "redshift"
};

/// The services that a project uses beside this program.
struct Services {
  CatalogKind catalog = CatalogKind::kEmbedded;
  EngineKind engine = EngineKind::kDuckdb;
  AwsSettings aws;
  GlueSettings glue;
  DatabaseSettings postgres;
  DatabaseSettings redshift;
  QuicksightSettings quicksight;
};

/// "duckdb", "postgres", "redshift".
std::string_view EngineName(EngineKind kind);

}  // namespace till::project
