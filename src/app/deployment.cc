#include "app/deployment.h"

#include "adapters/aws/quicksight/bundle.h"
#include "adapters/aws/quicksight/template.h"
#include "base/text.h"

namespace till::app {
namespace {

constexpr std::string_view kTemplate = "deploy/aws/till.yaml";

/// "Corner Shop" as "till-corner-shop": at most 40 characters, for bucket and stack names.
std::string PrefixOf(const project::Project& project) {
  std::string slug;
  for (const char c : ToLower(project.name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  constexpr size_t kLongest = 35;
  slug = slug.substr(0, kLongest);
  while (slug.ends_with('-')) slug.pop_back();
  return "till-" + (slug.empty() ? std::string("shop") : slug);
}

/// The names and values that templates, lines and commands share.
struct Names {
  quicksight::Target target;
  std::string bucket;
  std::string folder;  ///< of the lake in the bucket
  bool redshift = false;
};

Result<Names> NamesOf(const project::Project& project) {
  const project::Services& services = project.services;
  Names names;
  names.target.project = project.name;
  names.target.prefix = PrefixOf(project);
  names.target.currency = project.currency;
  names.target.timezone = project.timezone;
  names.target.account = services.quicksight.account;
  names.target.region = services.aws.region;
  names.target.owner = services.quicksight.owner;
  names.redshift = services.engine == project::EngineKind::kRedshift || services.quicksight.source == "redshift";
  const bool over_redshift = services.quicksight.source == "redshift";
  names.target.source = over_redshift ? quicksight::Source::kRedshift : quicksight::Source::kAthena;
  names.target.schema = over_redshift ? services.redshift.schema : services.glue.database;
  names.folder = "lake";
  names.bucket = names.target.prefix + "-" + (names.target.account.empty() ? "lake" : names.target.account);
  constexpr std::string_view kScheme = "s3://";
  if (!project.LakeIsInS3()) return names;
  const std::string rest = project.lake_root.substr(kScheme.size());
  const size_t slash = rest.find('/');
  names.bucket = rest.substr(0, slash);
  names.folder = slash == std::string::npos ? "" : rest.substr(slash + 1);
  while (names.folder.ends_with('/')) names.folder.pop_back();
  if (names.folder.empty()) {
    return Invalid("cannot deploy lake '" + project.lake_root + "': it has no folder in its bucket",
                   "set root = \"s3://" + names.bucket + "/lake\"");
  }
  return names;
}

/// The resources of a template of ours in YAML: names at two blanks below "Resources:", each with its type and, where
/// it has one, its condition.
void ListResources(std::string_view yaml, const Names& names, std::string_view stack,
                   std::vector<DeployedResource>& resources) {
  const size_t start = yaml.find("\nResources:\n");
  const size_t end = yaml.find("\nOutputs:\n");
  if (start == std::string_view::npos) return;
  std::string name;
  for (const std::string& line : Split(yaml.substr(start, end - start), '\n')) {
    if (line.starts_with("  ") && line.size() > 2 && line[2] != ' ' && line.ends_with(':')) {
      name = line.substr(2, line.size() - 3);
    } else if (line.starts_with("    Type: ")) {
      resources.push_back({std::string(stack), line.substr(std::string_view("    Type: ").size()), name});
    } else if (line == "    Condition: Redshift" && !names.redshift) {
      resources.pop_back();
    }
  }
}

Json Parameter(std::string_view key, std::string_view value) {
  return {{"ParameterKey", key}, {"ParameterValue", value}};
}

std::string Parameters(const Names& names, const project::Project& project) {
  const Json parameters =
      Json::array({Parameter("BucketName", names.bucket), Parameter("LakePrefix", names.folder),
                   Parameter("DatabaseName", project.services.glue.database),
                   Parameter("CrawlerName", project.services.glue.crawler), Parameter("DataSets", names.target.prefix),
                   Parameter("WithRedshift", names.redshift ? "yes" : "no")});
  return parameters.dump(2) + "\n";
}

/// In lines and commands alike: what nobody said is for the reader to fill in, and till.toml refuses it as it stands.
std::string RegionOf(const Names& names) { return names.target.region.empty() ? "<REGION>" : names.target.region; }

/// `key = "value"`, or, where nobody said the value, what it would do.
std::string Line(std::string_view key, const std::string& value, std::string_view otherwise) {
  if (value.empty()) return "# " + std::string(key) + ": " + std::string(otherwise) + "\n";
  return std::string(key) + " = \"" + value + "\"\n";
}

std::string TomlLines(const Names& names, const project::Project& project) {
  const std::string lines =
      "# What changes in till.toml; [feeds] and all else stay. The way back: the old lines.\n"
      "[lake]\nroot    = \"s3://" +
      names.bucket + "/" + names.folder + "\"\ncatalog = \"glue\"\n\n[aws]\nregion = \"" + RegionOf(names) +
      "\"\n\n[glue]\ndatabase = \"" + project.services.glue.database + "\"\n\n[quicksight]\n" +
      Line("account", names.target.account, "your 12 digits; with it each run has QuickSight load what it published") +
      Line("owner", names.target.owner, "ARN of the QuickSight user or group that may change the dashboards") +
      "source = \"" + project.services.quicksight.source + "\"\n";
  if (!names.redshift) return lines;
  return lines + "\n# In [project]: engine = \"redshift\". Host and role are outputs of the stack.\n[redshift]\n" +
         "connection = \"host=<RedshiftHost> port=5439 dbname=till user=till sslmode=require\"\nschema     = \"" +
         project.services.redshift.schema + "\"\niam_role   = \"<RedshiftRoleArn>\"\n";
}

/// How till comes to a user of its own: the administrator's password rotates, and the runner's role may not read it.
std::string RedshiftUser(const std::string& stack, const std::string& region) {
  return "   Redshift lets till in as a user of its own, which needs no more than this, once, from inside the "
         "account's "
         "network.\n   The first two commands give the administrator's password, which rotates:\n\n"
         "       aws redshift-serverless get-namespace --namespace-name " +
         stack + region +
         " \\\n         --query namespace.adminPasswordSecretArn --output text\n"
         "       aws secretsmanager get-secret-value --secret-id <that ARN>" +
         region +
         " --query SecretString --output text\n"
         "       psql 'host=<RedshiftHost> port=5439 dbname=till user=till_admin sslmode=require'\n"
         "         create user till password '<one of your own>';\n"
         "         grant create, temporary on database till to till;\n\n"
         "   That password of your own goes into PGPASSWORD or ~/.pgpass where till runs.\n\n";
}

/// The command of step 3, with what it is told of the first stack.
std::string DashboardsCommand(const Names& names, const Deployment& plan, const std::string& region) {
  const bool athena = names.target.source == quicksight::Source::kAthena;
  const std::string told =
      athena ? "WorkGroup=<AthenaWorkGroup> RoleArn=<QuickSightRoleArn>"
             : "Host=<RedshiftHost> CredentialsArn=<the namespace's adminPasswordSecretArn> VpcConnectionArn=<yours>";
  return "       aws cloudformation deploy --stack-name " + plan.dashboards_stack + region +
         " --template-file quicksight.json \\\n         --s3-bucket " + names.bucket + " --parameter-overrides Owner=" +
         (names.target.owner.empty() ? "<ARN of a QuickSight user>" : names.target.owner) + " \\\n         " + told +
         "\n\n";
}

std::string Readme(const Names& names, const Deployment& plan, std::string_view lake) {
  const std::string region = " --region " + RegionOf(names);
  const std::string& stack = plan.stack;
  std::string text = "# " + names.target.project +
                     " on AWS\n\nThree commands, in this folder. What stands in <…> is an " +
                     "output of the first:\n`aws cloudformation describe-stacks --stack-name " + stack + region +
                     " --query 'Stacks[0].Outputs'`.\n";
  if (names.target.region.empty()) {
    text +=
        "<REGION> is yours to say, the same everywhere: set region in [aws] of till.toml and type `till deploy aws` "
        "again.\n";
  }
  text += "\n1. The bucket, the catalog and the roles:\n\n       aws cloudformation deploy --stack-name " + stack +
          region +
          " --template-file till.yaml \\\n         --parameter-overrides file://parameters.json --capabilities " +
          "CAPABILITY_IAM\n\n";
  if (names.redshift) text += RedshiftUser(stack, region);
  text += "2. The lake as it is, then the lines of `till.toml.lines` into till.toml, then `till run`:\n\n" +
          std::string("       aws s3 sync ") + std::string(lake) + " s3://" + names.bucket + "/" + names.folder +
          region + "\n\n";
  text += "3. The dashboards (QuickSight must be set up in the account; Owner is a user or group of it):\n\n" +
          DashboardsCommand(names, plan, region);
  text +=
      "Step 3 with the asset bundle instead, where there is one: fill `import-job.json`, then\n" +
      std::string("`aws quicksight start-asset-bundle-import-job") + region +
      " --cli-input-json file://import-job.json \\\n" +
      "--asset-bundle-import-source-bytes fileb://quicksight.qs`.\n\nWith `account` in [quicksight] each run of till "
      "has "
      "QuickSight load what it published.\n\nThe way back: put the old lines into till.toml, `aws s3 sync` the other "
      "way, delete both stacks (dashboards\nfirst). The bucket stays until you empty and remove it.\n";
  return text;
}

void AddQuicksight(const Names& names, const quicksight::Dashboards& bundle, Deployment& plan,
                   std::vector<quicksight::ArchivedFile>& archived) {
  if (names.target.account.empty() || names.target.region.empty()) {
    plan.left_out.push_back({"file", "quicksight.qs", "[quicksight] account or [aws] region is not set"});
    return;
  }
  archived = quicksight::BundleFiles(bundle);
  plan.files.push_back({"import-job.json", quicksight::ImportJob(names.target, bundle).dump(2) + "\n",
                        "the request that imports the bundle"});
}

}  // namespace

std::vector<std::string> DataSetIds(const project::Project& project) {
  quicksight::Target target;
  target.prefix = PrefixOf(project);
  return {quicksight::ResourceId(target, "DataSet")};
}

Result<Deployment> PlanDeployment(const project::Project& project, const metrics::Definitions& definitions,
                                  std::span<const Asset> assets, std::span<const Asset> templates) {
  TILL_ASSIGN(const Names names, NamesOf(project));
  const Asset* yaml = FindAsset(templates, kTemplate);
  if (yaml == nullptr) return Internal("cannot find " + std::string(kTemplate));
  TILL_ASSIGN(const quicksight::Dashboards dashboards,
              quicksight::MakeDashboards(definitions, names.target, quicksight::TemplateReferences(), assets));
  TILL_ASSIGN(
      const quicksight::Dashboards bundle,
      quicksight::MakeDashboards(definitions, names.target, quicksight::BundleReferences(names.target), assets));
  Deployment plan;
  plan.stack = names.target.prefix;
  plan.dashboards_stack = names.target.prefix + "-dashboards";
  plan.measures = dashboards.measures;
  plan.sheets = dashboards.sheets;
  ListResources(yaml->bytes, names, plan.stack, plan.resources);
  const Json dashboards_template = quicksight::CloudFormationTemplate(names.target, dashboards);
  for (const auto& [name, resource] : dashboards_template["Resources"].items()) {
    plan.resources.push_back({plan.dashboards_stack, resource["Type"].get<std::string>(), name});
  }
  for (const quicksight::LeftOut& one : dashboards.left_out) plan.left_out.push_back({one.what, one.name, one.reason});
  plan.files.push_back({"till.yaml", std::string(yaml->bytes), "the stack of bucket, catalog and roles"});
  plan.files.push_back({"parameters.json", Parameters(names, project), "its parameters for this project"});
  plan.files.push_back({"quicksight.json", dashboards_template.dump(1) + "\n", "the stack of the dashboards"});
  std::vector<quicksight::ArchivedFile> archived;
  AddQuicksight(names, bundle, plan, archived);
  if (!archived.empty()) {
    TILL_ASSIGN(std::string archive, quicksight::Zip(archived));
    plan.files.push_back({"quicksight.qs", std::move(archive), "the dashboards as an asset bundle"});
  }
  plan.files.push_back({"till.toml.lines", TomlLines(names, project), "what changes in till.toml"});
  const std::string lake = project.LakeIsInS3() ? "<the lake's folder>" : project.LakeFolder().string();
  plan.files.push_back({"README.md", Readme(names, plan, lake), "the commands to type, and the way back"});
  return plan;
}

Json ToJson(const Deployment& deployment) {
  Json resources = Json::array();
  for (const DeployedResource& one : deployment.resources) {
    resources.push_back({{"stack", one.stack}, {"type", one.type}, {"name", one.name}});
  }
  Json left_out = Json::array();
  for (const NotDeployed& one : deployment.left_out) {
    left_out.push_back({{"what", one.what}, {"name", one.name}, {"reason", one.reason}});
  }
  Json files = Json::array();
  for (const DeploymentFile& file : deployment.files) files.push_back(file.name);
  return {{"stacks", Json::array({deployment.stack, deployment.dashboards_stack})},
          {"resources", std::move(resources)},
          {"left_out", std::move(left_out)},
          {"measures", deployment.measures},
          {"sheets", deployment.sheets},
          {"files", std::move(files)}};
}

}  // namespace till::app
