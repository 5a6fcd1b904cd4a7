#include "app/aws_access.h"

#include <cstdlib>
#include <optional>
#include <random>
#include <string_view>

#include "adapters/aws/glue/mirror.h"
#include "adapters/aws/quicksight/ingestion.h"
#include "adapters/aws/s3/object_store.h"
#include "app/deployment.h"
#include "base/hash.h"

namespace till::app {
namespace {

constexpr std::string_view kS3 = "s3://";

std::optional<std::string> FromEnvironment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// Digits that no other process draws.
std::string RandomDigits() {
  std::random_device device;
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += std::to_string(device()) + " ";
  return Sha256Hex(bytes).substr(0, 16);
}

}  // namespace

AwsAccess::AwsAccess(std::string own_region, std::optional<aws::Endpoint> sts, Clock& clock)
    : environment(FromEnvironment),
      http(environment("AWS_CA_BUNDLE").value_or("")),
      credentials(aws::DefaultCredentials({environment, own_region, std::move(sts)}, http, clock), clock),
      region(std::move(own_region)) {}

Result<std::unique_ptr<AwsAccess>> OpenAwsAccess(const project::Project& project, Clock& clock) {
  std::optional<aws::Endpoint> sts;
  const auto& endpoints = project.services.aws.endpoints;
  if (const auto set = endpoints.find("sts"); set != endpoints.end()) {
    TILL_ASSIGN(sts, aws::Endpoint::Parse(set->second));
  }
  auto access = std::make_unique<AwsAccess>(project.services.aws.region, std::move(sts), clock);
  if (access->region.empty()) {
    TILL_ASSIGN(const auto region, aws::DefaultRegion(access->environment));
    if (!region) {
      return Invalid("cannot use AWS for '" + project.name + "': nothing says which region",
                     "set region in [aws] of till.toml, or AWS_REGION");
    }
    access->region = *region;
  }
  return access;
}

Result<std::unique_ptr<lake::ObjectStore>> OpenS3Lake(const project::Project& project, AwsAccess& access, Clock& clock,
                                                      const std::filesystem::path& spool) {
  const project::AwsSettings& aws = project.services.aws;
  const std::string_view path = std::string_view(project.lake_root).substr(kS3.size());
  const size_t slash = std::min(path.find('/'), path.size());
  aws::S3Settings settings;
  settings.bucket = path.substr(0, slash);
  settings.prefix = path.substr(std::min(slash + 1, path.size()));
  while (settings.prefix.ends_with('/')) settings.prefix.pop_back();
  settings.region = access.region;
  if (const auto endpoint = aws.endpoints.find("s3"); endpoint != aws.endpoints.end()) {
    TILL_ASSIGN(settings.endpoint, aws::Endpoint::Parse(endpoint->second));
  }
  if (aws.addressing == "path") settings.addressing = aws::Addressing::kPath;
  if (aws.addressing == "virtual") settings.addressing = aws::Addressing::kHost;
  if (aws.encryption == "AES256") settings.encryption = aws::Encryption::kAes256;
  if (aws.encryption == "aws:kms") settings.encryption = aws::Encryption::kKms;
  settings.kms_key = aws.kms_key;
  settings.writer = RandomDigits();
  settings.spool = spool;
  TILL_ASSIGN(auto store, aws::S3Store::Make(std::move(settings), access.http, access.credentials, clock));
  return std::unique_ptr<lake::ObjectStore>(std::move(store));
}

Result<std::unique_ptr<catalog::Mirror>> OpenGlue(const project::Project& project, lake::ObjectStore& lake,
                                                  AwsAccess& access, Clock& clock) {
  const project::AwsSettings& aws = project.services.aws;
  aws::GlueOptions options{.settings = project.services.glue,
                           .project = project.name,
                           .lake_root = project.lake_root,
                           .region = access.region};
  if (const auto endpoint = aws.endpoints.find("glue"); endpoint != aws.endpoints.end()) {
    TILL_ASSIGN(options.endpoint, aws::Endpoint::Parse(endpoint->second));
  }
  TILL_ASSIGN(auto mirror, aws::GlueMirror::Make(std::move(options), lake, access.http, access.credentials, clock));
  return std::unique_ptr<catalog::Mirror>(std::move(mirror));
}

Result<std::function<Status(const publish::Record&)>> DashboardRefresher(const project::Project& project,
                                                                         AwsAccess& access, Clock& clock) {
  const project::Services& services = project.services;
  const bool over_redshift = services.quicksight.source == "redshift";
  const bool kept = over_redshift ? services.engine == project::EngineKind::kRedshift
                                  : services.catalog == project::CatalogKind::kGlue;
  if (services.quicksight.account.empty() || !kept) return std::function<Status(const publish::Record&)>();
  quicksight::IngestionTarget target{services.quicksight.account, access.region, DataSetIds(project)};
  if (const auto endpoint = services.aws.endpoints.find("quicksight"); endpoint != services.aws.endpoints.end()) {
    TILL_ASSIGN(target.endpoint, aws::Endpoint::Parse(endpoint->second));
  }
  return std::function([&access, &clock, target = std::move(target)](const publish::Record& record) {
    return quicksight::StartIngestions(access.http, access.credentials, clock, target,
                                       quicksight::IngestionId(record.number, record.content_hash));
  });
}

}  // namespace till::app
