#include "project/services_reader.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace till::project {
namespace {

constexpr std::array<std::string_view, 3> kEngines{"duckdb", "postgres", "redshift"};

/// Reads a text that must be one of `known`.
Status ReadChoice(const Toml& table, std::string_view key, std::span<const std::string> known, std::string& out) {
  std::string text = out;
  TILL_TRY(table.Read(key, text));
  if (text != out && std::find(known.begin(), known.end(), text) == known.end()) {
    return table.Find(key)->Mistake("unknown " + std::string(key) + " '" + Shown(text) + "'", DidYouMean(text, known));
  }
  out = text;
  return Ok();
}

Status ReadEngine(const Toml& root, Services& services) {
  static const std::array<std::string, 3> kKnown{"duckdb", "postgres", "redshift"};
  const Toml* table = root.Find("project");
  std::string engine = "duckdb";
  if (table != nullptr) TILL_TRY(ReadChoice(*table, "engine", kKnown, engine));
  services.engine = static_cast<EngineKind>(std::find(kKnown.begin(), kKnown.end(), engine) - kKnown.begin());
  return Ok();
}

Status ReadCatalog(const Toml& root, Services& services) {
  static const std::array<std::string, 2> kKnown{"embedded", "glue"};
  const Toml* table = root.Find("lake");
  std::string catalog = "embedded";
  if (table != nullptr) TILL_TRY(ReadChoice(*table, "catalog", kKnown, catalog));
  services.catalog = catalog == "glue" ? CatalogKind::kGlue : CatalogKind::kEmbedded;
  return Ok();
}

Status ReadAws(const Toml& root, AwsSettings& aws) {
  static const std::array<std::string, 5> kKeys{"region", "addressing", "encryption", "kms_key", "endpoints"};
  static const std::array<std::string, 2> kAddressing{"path", "virtual"};
  static const std::array<std::string, 2> kEncryption{"AES256", "aws:kms"};
  static const std::array<std::string, 4> kEndpoints{"s3", "sts", "glue", "quicksight"};
  const Toml* table = root.Find("aws");
  if (table == nullptr) return Ok();
  TILL_TRY(table->CheckKeys(kKeys, "[aws]"));
  TILL_TRY(table->Read("region", aws.region));
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (!std::all_of(aws.region.begin(), aws.region.end(), fits)) {
    return table->Find("region")->Mistake("region is '" + Shown(aws.region) + "'", "write it as \"eu-west-1\"");
  }
  TILL_TRY(ReadChoice(*table, "addressing", kAddressing, aws.addressing));
  TILL_TRY(ReadChoice(*table, "encryption", kEncryption, aws.encryption));
  TILL_TRY(table->Read("kms_key", aws.kms_key));
  const Toml* endpoints = table->Find("endpoints");
  if (endpoints == nullptr) return Ok();
  TILL_TRY(endpoints->CheckKeys(kEndpoints, "[aws.endpoints]"));
  for (const TomlEntry& entry : endpoints->entries) {
    std::string& url = aws.endpoints[entry.key];
    TILL_TRY(endpoints->Read(entry.key, url));
    if (!url.starts_with("http://") && !url.starts_with("https://")) {
      return entry.value.Mistake("endpoint '" + Shown(url) + "' is no URL", "write it as \"https://s3.example.com\"");
    }
  }
  return Ok();
}

/// "Corner Shop" as "corner_shop".
std::string DatabaseName(std::string_view project_name) {
  std::string name;
  for (const char c : project_name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || upper;
    name += !kept ? '_' : upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

Status ReadGlue(const Toml& root, std::string_view project_name, GlueSettings& glue) {
  static const std::array<std::string, 4> kKeys{"database", "crawler", "update_behavior", "delete_behavior"};
  static const std::array<std::string, 2> kUpdate{"LOG", "UPDATE_IN_DATABASE"};
  static const std::array<std::string, 3> kDelete{"LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"};
  glue.database = DatabaseName(project_name);
  const Toml* table = root.Find("glue");
  if (table == nullptr) return Ok();
  TILL_TRY(table->CheckKeys(kKeys, "[glue]"));
  TILL_TRY(table->Read("database", glue.database));
  if (glue.database.empty() || glue.database != DatabaseName(glue.database)) {
    return table->Find("database")
        ->Mistake("database is '" + Shown(glue.database) + "'", "use lower case letters, digits and '_'");
  }
  TILL_TRY(table->Read("crawler", glue.crawler));
  TILL_TRY(ReadChoice(*table, "update_behavior", kUpdate, glue.update_behavior));
  return ReadChoice(*table, "delete_behavior", kDelete, glue.delete_behavior);
}

Status ReadDatabase(const Toml& root, std::string_view name, std::span<const std::string> keys,
                    DatabaseSettings& database) {
  const Toml* table = root.Find(name);
  if (table == nullptr) return Ok();
  TILL_TRY(table->CheckKeys(keys, "[" + std::string(name) + "]"));
  TILL_TRY(table->Read("connection", database.connection));
  if (database.connection.find("password") != std::string::npos) {
    return table->Find("connection")
        ->Mistake("the connection holds a password", "keep it in PGPASSWORD or in ~/.pgpass");
  }
  TILL_TRY(table->Read("schema", database.schema));
  if (database.schema.empty() || database.schema != DatabaseName(database.schema)) {
    return table->Find("schema")->Mistake("schema is '" + Shown(database.schema) + "'",
                                          "use lower case letters, digits and '_'");
  }
  return table->Read("iam_role", database.iam_role);
}

Status ReadQuicksight(const Toml& root, QuicksightSettings& quicksight) {
  static const std::array<std::string, 3> kKeys{"account", "owner", "source"};
  static const std::array<std::string, 2> kSources{"athena", "redshift"};
  const Toml* table = root.Find("quicksight");
  if (table == nullptr) return Ok();
  TILL_TRY(table->CheckKeys(kKeys, "[quicksight]"));
  TILL_TRY(table->Read("account", quicksight.account));
  const bool digits =
      std::all_of(quicksight.account.begin(), quicksight.account.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (table->Find("account") != nullptr && (quicksight.account.size() != 12 || !digits)) {
    return table->Find("account")->Mistake("account is '" + Shown(quicksight.account) + "'", "it has 12 digits");
  }
  TILL_TRY(table->Read("owner", quicksight.owner));
  return ReadChoice(*table, "source", kSources, quicksight.source);
}

}  // namespace

std::string_view EngineName(EngineKind kind) { return kEngines[static_cast<size_t>(kind)]; }

Result<Services> ReadServices(const Toml& root, std::string_view project_name) {
  static const std::array<std::string, 2> kPostgresKeys{"connection", "schema"};
  static const std::array<std::string, 3> kRedshiftKeys{"connection", "schema", "iam_role"};
  Services services;
  TILL_TRY(ReadEngine(root, services));
  TILL_TRY(ReadCatalog(root, services));
  TILL_TRY(ReadAws(root, services.aws));
  TILL_TRY(ReadGlue(root, project_name, services.glue));
  TILL_TRY(ReadDatabase(root, "postgres", kPostgresKeys, services.postgres));
  TILL_TRY(ReadDatabase(root, "redshift", kRedshiftKeys, services.redshift));
  TILL_TRY(ReadQuicksight(root, services.quicksight));
  return services;
}

}  // namespace till::project
