#include <algorithm>
#include <memory>

#include "adapters/aws/sign/client.h"
#include "adapters/aws/sign/credentials.h"
#include "adapters/aws/sign/encoding.h"
#include "adapters/aws/sign/profiles.h"
#include "adapters/aws/sign/role_endpoints.h"
#include "adapters/aws/sign/xml.h"
#include "base/files.h"
#include "base/text.h"

namespace till::aws {
namespace {

using Found = Result<std::optional<Credentials>>;

/// A role to take on.
struct Role {
  std::string arn;
  std::string session_name;
  std::string external_id;
  std::string duration_seconds;
};

std::string Setting(const Profile& profile, std::string_view name) {
  const auto found = profile.find(name);
  return found == profile.end() ? "" : found->second;
}

/// One look through the chain.
class Search {
 public:
  Search(const CredentialsSettings& settings, HttpClient& http, Clock& clock)
      : settings_(settings), environment_(settings.environment), http_(http), clock_(clock) {}

  Result<Credentials> Run() {
    TILL_ASSIGN(profiles_, ReadProfiles(environment_));
    const std::string name = ProfileName(environment_);
    for (const auto& step : {&Search::FromEnvironment, &Search::FromNamedProfile, &Search::FromWebIdentity,
                             &Search::FromContainer, &Search::FromInstance}) {
      TILL_ASSIGN(const std::optional<Credentials> found, (this->*step)());
      if (found) return *found;
    }
    return NotFound("cannot find credentials for AWS: neither the environment, nor profile '" + name +
                        "', nor a role of the container or the instance has any",
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws configure");
  }

 private:
  Found FromEnvironment() {
    const auto access_key = environment_("AWS_ACCESS_KEY_ID");
    const auto secret_key = environment_("AWS_SECRET_ACCESS_KEY");
    if (!access_key || !secret_key || access_key->empty()) return std::optional<Credentials>();
    return std::optional(Credentials{*access_key, *secret_key, environment_("AWS_SESSION_TOKEN").value_or("")});
  }
  Found FromContainer() { return ContainerCredentials(environment_, http_, clock_); }
  Found FromInstance() { return InstanceCredentials(environment_, http_, clock_); }

  Found FromNamedProfile() {
    const std::string name = ProfileName(environment_);
    if (name == "default" && !profiles_.contains(name)) return std::optional<Credentials>();
    return FromProfile(name, {});
  }

  /// `above`: the profiles that led here by their source_profile.
  Found FromProfile(const std::string& name, std::vector<std::string> above) {
    const auto found = profiles_.find(name);
    if (found == profiles_.end()) {
      std::vector<std::string> known;
      for (const auto& [known_name, profile] : profiles_) known.push_back(known_name);
      return NotFound("cannot find profile '" + Shown(name) + "' of AWS: no profile file has it",
                      DidYouMean(name, known));
    }
    const Profile& profile = found->second;
    const bool again = std::find(above.begin(), above.end(), name) != above.end();
    above.push_back(name);
    // A profile may name itself as the source of its role: then its keys are meant.
    if (!again && profile.contains("role_arn")) return FromRole(profile, name, std::move(above));
    if (profile.contains("aws_access_key_id")) {
      return std::optional(Credentials{Setting(profile, "aws_access_key_id"), Setting(profile, "aws_secret_access_key"),
                                       Setting(profile, "aws_session_token")});
    }
    if (again) return Invalid("cannot use profile '" + name + "' of AWS: its source_profile leads back to it");
    for (const char* unable : {"sso_session", "sso_start_url", "credential_process"}) {
      if (profile.contains(unable)) return Unable(name, unable);
    }
    return std::optional<Credentials>();
  }

  static Error Unable(const std::string& profile, std::string_view setting) {
    return Unsupported("cannot use profile '" + profile + "' of AWS: it wants '" + std::string(setting) + "'",
                       "put the keys into the environment: eval \"$(aws configure export-credentials --format env)\"");
  }

  Found FromRole(const Profile& profile, const std::string& name, std::vector<std::string> above) {
    const Role role{Setting(profile, "role_arn"), SessionName(Setting(profile, "role_session_name")),
                    Setting(profile, "external_id"), Setting(profile, "duration_seconds")};
    if (profile.contains("mfa_serial")) return Unable(name, "mfa_serial");
    if (const std::string file = Setting(profile, "web_identity_token_file"); !file.empty()) {
      return WithWebIdentity(role, file);
    }
    const std::string source = Setting(profile, "credential_source");
    Found base =
        source.empty() ? FromProfile(Setting(profile, "source_profile"), std::move(above)) : FromSource(source);
    if (!base.ok()) return base;
    if (!*base) return NotFound("cannot take role '" + role.arn + "': its source has no credentials");
    return AssumeRole(role, **base);
  }

  Found FromSource(const std::string& source) {
    if (source == "Environment") return FromEnvironment();
    if (source == "EcsContainer") return FromContainer();
    if (source == "Ec2InstanceMetadata") return FromInstance();
    const std::vector<std::string> known = {"Environment", "EcsContainer", "Ec2InstanceMetadata"};
    return Invalid("cannot use credential_source '" + Shown(source) + "': there is no such source",
                   DidYouMean(source, known));
  }

  std::string SessionName(const std::string& named) const {
    return named.empty() ? environment_("AWS_ROLE_SESSION_NAME").value_or("till") : named;
  }

  Found FromWebIdentity() {
    const auto file = environment_("AWS_WEB_IDENTITY_TOKEN_FILE");
    const auto arn = environment_("AWS_ROLE_ARN");
    if (!file || !arn) return std::optional<Credentials>();
    return WithWebIdentity({*arn, SessionName(""), {}, {}}, *file);
  }

  Found AssumeRole(const Role& role, const Credentials& base) {
    TILL_ASSIGN(const Service service, Sts());
    CredentialsCache cache([&base] { return base; }, clock_);
    Client client(http_, cache, clock_, service);
    const std::string form = Form("AssumeRole", role, {});
    const Request request = StsRequest(role, form);
    TILL_ASSIGN(const Response response, client.Send(request));
    return FromSts(request, response, "AssumeRoleResult");
  }

  Found WithWebIdentity(const Role& role, const std::string& file) {
    TILL_ASSIGN(const Service service, Sts());
    TILL_ASSIGN(const std::string token, ReadFile(file));
    const std::string form = Form("AssumeRoleWithWebIdentity", role, {{"WebIdentityToken", std::string(Trim(token))}});
    const Request request = StsRequest(role, form);
    TILL_ASSIGN(const Response response, SendUnsigned(http_, clock_, service.endpoint(service.region), request));
    return FromSts(request, response, "AssumeRoleWithWebIdentityResult");
  }

  static std::string Form(const std::string& action, const Role& role, Pairs more) {
    more.insert(
        more.end(),
        {{"Action", action}, {"Version", "2011-06-15"}, {"RoleArn", role.arn}, {"RoleSessionName", role.session_name}});
    if (!role.external_id.empty()) more.emplace_back("ExternalId", role.external_id);
    if (!role.duration_seconds.empty()) more.emplace_back("DurationSeconds", role.duration_seconds);
    return CanonicalQuery(more);
  }

  static Request StsRequest(const Role& role, std::string_view form) {
    Request request;
    request.action = "take role '" + role.arn + "'";
    request.method = "POST";
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = form;
    return request;
  }

  Result<Service> Sts() {
    std::string region = settings_.region;
    if (region.empty()) {
      TILL_ASSIGN(const auto found, DefaultRegion(environment_));
      region = found.value_or("us-east-1");
    }
    std::optional<Endpoint> set = settings_.sts;
    if (const auto url = environment_("AWS_ENDPOINT_URL_STS"); url && !set) {
      TILL_ASSIGN(set, Endpoint::Parse(*url));
    }
    return Service{"sts", region, [set](std::string_view in) { return set.value_or(AwsEndpoint("sts", in)); }};
  }

  static Found FromSts(const Request& request, const Response& response, std::string_view result) {
    if (!response.ok()) return ToError(request, response);
    TILL_ASSIGN(const XmlElement answer, ParseXml(response.body, "the answer of STS"));
    const XmlElement* outcome = answer.Child(result);
    const XmlElement* credentials = outcome == nullptr ? nullptr : outcome->Child("Credentials");
    const auto expires = credentials == nullptr ? std::nullopt : Instant::Parse(credentials->Text("Expiration"));
    if (!expires) return Corrupt("cannot " + request.action + ": the answer of STS has no credentials");
    return std::optional(Credentials{std::string(credentials->Text("AccessKeyId")),
                                     std::string(credentials->Text("SecretAccessKey")),
                                     std::string(credentials->Text("SessionToken")), expires});
  }

  const CredentialsSettings& settings_;
  const Environment& environment_;
  HttpClient& http_;
  Clock& clock_;
  Profiles profiles_;
};

}  // namespace

CredentialsSource DefaultCredentials(CredentialsSettings settings, HttpClient& http, Clock& clock) {
  return [settings = std::move(settings), &http, &clock] { return Search(settings, http, clock).Run(); };
}

Result<std::optional<std::string>> DefaultRegion(const Environment& environment) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    const auto region = environment(variable);
    if (region && !region->empty()) return region;
  }
  TILL_ASSIGN(const Profiles profiles, ReadProfiles(environment));
  const auto found = profiles.find(ProfileName(environment));
  if (found == profiles.end() || !found->second.contains("region")) return std::optional<std::string>();
  return std::optional(found->second.at("region"));
}

}  // namespace till::aws
