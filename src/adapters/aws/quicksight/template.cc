#include "adapters/aws/quicksight/template.h"

namespace till::quicksight {
namespace {

constexpr std::string_view kRefreshAt = "07:30";

Json Reference(std::string_view name) { return {{"Ref", name}}; }
Json Attribute(std::string_view resource) { return {{"Fn::GetAtt", Json::array({resource, "Arn"})}}; }

Json TextParameter(std::string_view description, std::string_view preset = {}) {
  Json parameter{{"Type", "String"}, {"Description", description}};
  if (!preset.empty()) parameter["Default"] = preset;
  return parameter;
}

Json Parameters(const Target& target) {
  Json parameters{
      {"Owner", TextParameter("ARN of the QuickSight user or group that may change all of it", target.owner)}};
  if (target.source == Source::kAthena) {
    parameters["WorkGroup"] = TextParameter("Athena's work group", "primary");
    parameters["RoleArn"] = TextParameter("The role QuickSightRoleArn of the stack of till.yaml");
    return parameters;
  }
  parameters["Host"] = TextParameter("The endpoint RedshiftHost of the stack of till.yaml");
  parameters["Database"] = TextParameter("Redshift's database", "till");
  parameters["CredentialsArn"] = TextParameter("ARN of the secret with its user and password");
  parameters["VpcConnectionArn"] = TextParameter("QuickSight's connection to the network of Redshift");
  return parameters;
}

/// `json` with every "${" in a text, which CloudFormation's readers take for a parameter of its own, in two pieces.
Json WithMarkedTexts(const Json& json) {
  if (json.is_string()) {
    const auto text = json.get<std::string>();
    if (text.find("${") == std::string::npos) return json;
    Json pieces = Json::array();
    size_t start = 0;
    for (size_t at = text.find("${"); at != std::string::npos; at = text.find("${", start)) {
      pieces.push_back(text.substr(start, at + 1 - start));
      start = at + 1;
    }
    pieces.push_back(text.substr(start));
    return {{"Fn::Join", Json::array({"", std::move(pieces)})}};
  }
  if (!json.is_structured()) return json;
  Json marked = json;
  for (Json& one : marked) one = WithMarkedTexts(one);
  return marked;
}

Json Schedule(const Target& target) {
  return {
      {"Type", "AWS::QuickSight::RefreshSchedule"},
      {"Properties",
       {{"AwsAccountId", Reference("AWS::AccountId")},
        {"DataSetId", ResourceId(target, "DataSet")},
        {"Schedule",
         {{"ScheduleId", target.prefix + "-daily"},
          {"ScheduleFrequency", {{"Interval", "DAILY"}, {"TimeOfTheDay", kRefreshAt}, {"TimeZone", target.timezone}}},
          {"RefreshType", "FULL_REFRESH"}}}}},
      {"DependsOn", "DataSet"}};
}

}  // namespace

References TemplateReferences() {
  References references;
  references.data_source = Attribute("DataSource");
  references.data_set = Attribute("DataSet");
  references.theme = Attribute("Theme");
  references.athena_workgroup = Reference("WorkGroup");
  references.athena_role = Reference("RoleArn");
  references.redshift_host = Reference("Host");
  references.redshift_database = Reference("Database");
  references.redshift_secret = Reference("CredentialsArn");
  return references;
}

Json CloudFormationTemplate(const Target& target, const Dashboards& dashboards) {
  Json resources = Json::object();
  for (const Resource& resource : dashboards.resources) {
    Json properties{{"AwsAccountId", Reference("AWS::AccountId")}, {resource.id_name, resource.id}};
    for (const auto& [name, value] : resource.request.items()) properties[name] = WithMarkedTexts(value);
    properties["Permissions"] =
        Json::array({{{"Principal", Reference("Owner")}, {"Actions", OwnerActions(resource.kind)}}});
    if (resource.kind == "DataSource" && target.source == Source::kRedshift) {
      properties["VpcConnectionProperties"] = {{"VpcConnectionArn", Reference("VpcConnectionArn")}};
    }
    if (properties.contains("Definition")) properties["ValidationStrategy"] = {{"Mode", "STRICT"}};
    resources[resource.kind] = {{"Type", "AWS::QuickSight::" + resource.kind}, {"Properties", std::move(properties)}};
  }
  resources["RefreshSchedule"] = Schedule(target);
  return {{"AWSTemplateFormatVersion", "2010-09-09"},
          {"Description", "The dashboards of " + target.project + ", made by till"},
          {"Parameters", Parameters(target)},
          {"Resources", std::move(resources)},
          {"Outputs", {{"DashboardId", {{"Value", ResourceId(target, "Dashboard")}}}}}};
}

}  // namespace till::quicksight
