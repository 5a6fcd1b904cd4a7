#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/aws/sign/credentials.h"
#include "adapters/aws/sign/http.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/mirror.h"
#include "lake/object_store.h"
#include "project/project.h"
#include "publish/record.h"

namespace till::app {

/// What every service of Amazon's is asked with: one set of connections, and the credentials of this process.
struct AwsAccess {
  /// `own_region` and `sts` as the project sets them; empty and nothing where it does not.
  AwsAccess(std::string own_region, std::optional<aws::Endpoint> sts, Clock& clock);

  aws::Environment environment;  ///< of this process
  aws::HttpClient http;
  aws::CredentialsCache credentials;
  std::string region;
};

/// For a project whose till.toml names a service of Amazon's. kInvalid where nothing says which region; sends nothing.
/// `clock` must outlive it.
Result<std::unique_ptr<AwsAccess>> OpenAwsAccess(const project::Project& project, Clock& clock);

/// The lake of a project whose lake.root is s3://bucket/prefix. `access` and `clock` must outlive it; `spool` is a
/// folder for copies.
Result<std::unique_ptr<lake::ObjectStore>> OpenS3Lake(const project::Project& project, AwsAccess& access, Clock& clock,
                                                      const std::filesystem::path& spool);

/// The database of Glue's that [glue] names. kInvalid where the lake is no S3 lake. What is passed by reference
/// must outlive it.
Result<std::unique_ptr<catalog::Mirror>> OpenGlue(const project::Project& project, lake::ObjectStore& lake,
                                                  AwsAccess& access, Clock& clock);

/// What has QuickSight load a publication into the dashboards' data sets; empty unless [quicksight] names an account
/// and a source that the project keeps in step: Athena with catalog = "glue", or Redshift as the engine. `access` and
/// `clock` must outlive it.
Result<std::function<Status(const publish::Record&)>> DashboardRefresher(const project::Project& project,
                                                                         AwsAccess& access, Clock& clock);

}  // namespace till::app
