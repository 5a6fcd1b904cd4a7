#include "adapters/aws/quicksight/bundle.h"

#include <array>

#include "base/text.h"

namespace till::quicksight {
namespace {

std::string Arn(const Target& target, std::string_view kind) {
  return "arn:aws:quicksight:" + target.region + ":" + target.account + ":" + ToLower(kind) + "/" +
         ResourceId(target, kind);
}

/// "PhysicalTableMap" as "physicalTableMap", "KPIVisual" as "kpivisual": every capital that it begins with.
std::string InLowerCamel(const std::string& name) {
  std::string lower = name;
  for (size_t i = 0; i < name.size() && name[i] >= 'A' && name[i] <= 'Z'; ++i) {
    lower[i] = static_cast<char>(name[i] - 'A' + 'a');
  }
  return lower;
}

Json WithLowerNames(const Json& json) {
  if (json.is_array()) {
    Json all = Json::array();
    for (const Json& one : json) all.push_back(WithLowerNames(one));
    return all;
  }
  if (!json.is_object()) return json;
  Json object = Json::object();
  for (const auto& [name, value] : json.items()) object[InLowerCamel(name)] = WithLowerNames(value);
  return object;
}

/// How the import job calls a list of resources of a kind, and their ids in it.
struct Plural {
  std::string_view kind, list, ids;
};
constexpr std::array<Plural, 5> kPlurals{{{"DataSource", "DataSources", "DataSourceIds"},
                                          {"DataSet", "DataSets", "DataSetIds"},
                                          {"Theme", "Themes", "ThemeIds"},
                                          {"Analysis", "Analyses", "AnalysisIds"},
                                          {"Dashboard", "Dashboards", "DashboardIds"}}};

}  // namespace

References BundleReferences(const Target& target) {
  References references;
  references.data_source = Arn(target, "DataSource");
  references.data_set = Arn(target, "DataSet");
  references.theme = Arn(target, "Theme");
  references.athena_workgroup = "primary";
  references.athena_role = "arn:aws:iam::" + target.account + ":role/" + target.prefix + "-quicksight";
  references.redshift_host =
      target.prefix + "." + target.account + "." + target.region + ".redshift-serverless.amazonaws.com";
  references.redshift_database = "till";
  references.redshift_secret =
      "arn:aws:secretsmanager:" + target.region + ":" + target.account + ":secret:" + target.prefix;
  return references;
}

std::vector<ArchivedFile> BundleFiles(const Dashboards& dashboards) {
  std::vector<ArchivedFile> files;
  for (const Resource& resource : dashboards.resources) {
    const std::string kind = ToLower(resource.kind);
    Json json{{"resourceType", kind}, {InLowerCamel(resource.id_name), resource.id}};
    const Json request = WithLowerNames(resource.request);
    for (const auto& [name, value] : request.items()) {
      // Credentials are no part of a bundle: the import job gives them.
      if (name != "credentials") json[name] = value;
    }
    files.push_back({kind + "/" + resource.id + ".json", ToText(json)});
  }
  return files;
}

Json ImportJob(const Target& target, const Dashboards& dashboards) {
  Json source{{"DataSourceId", ResourceId(target, "DataSource")}};
  for (const Resource& resource : dashboards.resources) {
    if (resource.kind != "DataSource") continue;
    source["DataSourceParameters"] = resource.request["DataSourceParameters"];
    if (resource.request.contains("Credentials")) source["Credentials"] = resource.request["Credentials"];
  }
  Json job{{"AwsAccountId", target.account},
           {"AssetBundleImportJobId", target.prefix + "-import"},
           {"AssetBundleImportSource", Json::object()},
           {"OverrideParameters", {{"DataSources", Json::array({std::move(source)})}}},
           {"FailureAction", "ROLLBACK"},
           {"OverrideValidationStrategy", {{"StrictModeForAllResources", true}}}};
  if (target.owner.empty()) return job;
  Json permissions = Json::object();
  for (const Plural& plural : kPlurals) {
    const Json grant{{"Principals", Json::array({target.owner})}, {"Actions", OwnerActions(plural.kind)}};
    permissions[std::string(plural.list)] = Json::array(
        {{{std::string(plural.ids), Json::array({ResourceId(target, plural.kind)})}, {"Permissions", grant}}});
  }
  job["OverridePermissions"] = std::move(permissions);
  return job;
}

}  // namespace till::quicksight
