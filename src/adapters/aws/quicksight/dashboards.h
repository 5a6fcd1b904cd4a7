#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "adapters/aws/quicksight/relation.h"
#include "base/assets.h"
#include "base/json.h"
#include "base/result.h"
#include "metrics/definitions.h"

namespace till::quicksight {

/// What the dashboards are made for.
struct Target {
  std::string project;   ///< its name, as people read it
  std::string prefix;    ///< of all ids: letters, digits, '-'
  std::string currency;  ///< ISO 4217
  std::string timezone;  ///< of the refresh
  Source source = Source::kAthena;
  std::string schema;   ///< the Glue database, or Redshift's schema
  std::string account;  ///< 12 digits
  std::string region;
  std::string owner;  ///< ARN of who may change the dashboards; may be empty
};

/// One of the service's resources, as its Create operation takes it, without AwsAccountId.
struct Resource {
  std::string kind;     ///< "DataSource", "DataSet", "Theme", "Analysis", "Dashboard"
  std::string id_name;  ///< "DataSourceId" …
  std::string id;
  Json request;
};

/// The dashboards as resources, each after those that it refers to.
struct Dashboards {
  std::vector<Resource> resources;
  std::vector<LeftOut> left_out;
  size_t measures = 0;  ///< how many it has
  size_t sheets = 0;
};

/// How a resource is named by the ARN of another, and what stands for the settings of an account.
struct References {
  Json data_source, data_set, theme;
  Json athena_workgroup, athena_role, redshift_host, redshift_database, redshift_secret;
};

/// Measures, dimensions and pages of `definitions` as QuickSight's resources over the star, whose relation comes from
/// the sql/ of `assets`. kUnsupported if nothing of them can be shown.
Result<Dashboards> MakeDashboards(const metrics::Definitions& definitions, const Target& target,
                                  const References& references, std::span<const Asset> assets);

/// The ids of the resources: "<prefix>-source", "-lines", "-theme", "-analysis", "-dashboard".
std::string ResourceId(const Target& target, std::string_view kind);

/// What an owner may do with a resource of that kind. Source: Amazon QuickSight API reference, "Permissions".
Json OwnerActions(std::string_view kind);

}  // namespace till::quicksight
