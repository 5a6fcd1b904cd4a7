#pragma once

#include <string>
#include <vector>

#include "base/assets.h"
#include "base/json.h"
#include "base/result.h"
#include "metrics/definitions.h"
#include "project/project.h"

namespace till::app {

/// A file that a deployment is made of.
struct DeploymentFile {
  std::string name;
  std::string bytes;
  std::string what;  ///< what it is, in a line
};

/// A resource that one of its two stacks makes.
struct DeployedResource {
  std::string stack;
  std::string type;  ///< "AWS::S3::Bucket"
  std::string name;  ///< in the template
};

/// Something that is not in it, and why.
struct NotDeployed {
  std::string what;
  std::string name;
  std::string reason;
};

/// What a project needs on AWS: a stack of bucket, catalog and roles, and one of the dashboards.
struct Deployment {
  std::string stack;
  std::string dashboards_stack;
  std::vector<DeployedResource> resources;
  std::vector<NotDeployed> left_out;
  std::vector<DeploymentFile> files;
  size_t measures = 0;
  size_t sheets = 0;
};

/// The ids of the dashboards' data sets in the project's account: "till-corner-shop-lines".
std::vector<std::string> DataSetIds(const project::Project& project);

/// Plans it from the project's settings and definitions. Reads nothing and asks nobody. `assets` holds sql/ and
/// deploy/. kInvalid if the lake's root leaves no folder in its bucket; kUnsupported if no page can be shown.
Result<Deployment> PlanDeployment(const project::Project& project, const metrics::Definitions& definitions,
                                  std::span<const Asset> assets, std::span<const Asset> templates);

/// {"stacks","resources","left_out","measures","sheets","files"}.
Json ToJson(const Deployment& deployment);

}  // namespace till::app
