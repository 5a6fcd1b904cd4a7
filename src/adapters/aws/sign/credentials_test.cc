#include "adapters/aws/sign/credentials.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "adapters/aws/sign/profiles.h"
#include "base/files.h"
#include "tests/support/expect.h"
#include "tests/support/loopback_server.h"

namespace till::aws {
namespace {

using testing::Answer;
using testing::FailsWith;
using testing::IsOk;
using testing::LoopbackAnswer;
using testing::LoopbackRequest;
using testing::LoopbackServer;
using testing::Value;

constexpr std::string_view kRoleJson =
    R"({"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-05T12:00:00Z"})";
constexpr std::string_view kStsAnswer =
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA2</AccessKeyId><SecretAccessKey>s2"
    "</SecretAccessKey><SessionToken>t2</SessionToken><Expiration>2026-01-05T12:00:00Z</Expiration></Credentials>"
    "</AssumeRoleResult></AssumeRoleResponse>";

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() {
    variables_["HOME"] = folder_->path();
    variables_["AWS_EC2_METADATA_DISABLED"] = "true";
  }

  Result<Credentials> Find(const std::string& profile = {}) {
    if (!profile.empty()) variables_["AWS_PROFILE"] = profile;
    const auto environment = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    return DefaultCredentials({environment, "eu-west-1", sts_}, http_, clock_)();
  }

  void WriteProfiles(std::string_view config, std::string_view credentials) {
    ASSERT_TRUE(IsOk(WriteFile(folder_->path() / ".aws/config", config)));
    ASSERT_TRUE(IsOk(WriteFile(folder_->path() / ".aws/credentials", credentials)));
  }

  std::optional<Endpoint> sts_;
  Result<TemporaryFolder> folder_ = TemporaryFolder::Make();
  std::map<std::string, std::string, std::less<>> variables_;
  ManualClock clock_{*Instant::Parse("2026-01-05T08:00:00Z")};
  HttpClient http_;
};

TEST_F(CredentialsTest, OfTheEnvironmentComeFirst) {
  WriteProfiles("", "[default]\naws_access_key_id = AKIA9\naws_secret_access_key = s9\n");
  EXPECT_EQ(Value(Find()).access_key, "AKIA9");
  variables_["AWS_ACCESS_KEY_ID"] = "AKIA1";
  variables_["AWS_SECRET_ACCESS_KEY"] = "s1";
  variables_["AWS_SESSION_TOKEN"] = "t1";
  const Credentials found = Value(Find());
  EXPECT_EQ(found.access_key + found.secret_key + found.session_token, "AKIA1s1t1");
  EXPECT_EQ(Value(Find("shop")).access_key, "AKIA1");
  EXPECT_EQ(found.expires, std::nullopt);
}

TEST_F(CredentialsTest, ThatAreNowhereAreNotFound) {
  const auto found = Find();
  ASSERT_TRUE(FailsWith(Code::kNotFound, found));
  EXPECT_EQ(found.error().ToString(),
            "cannot find credentials for AWS: neither the environment, nor profile 'default', nor a role of the "
            "container or the instance has any\n"
            "hint: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws configure");
}

TEST_F(CredentialsTest, OfAProfileThatDoesNotExistNameTheNearest) {
  WriteProfiles("[profile production]\nregion = eu-west-1\n", "");
  variables_["AWS_PROFILE"] = "prodution";
  const auto found = Find();
  ASSERT_TRUE(FailsWith(Code::kNotFound, found));
  EXPECT_EQ(found.error().ToString(),
            "cannot find profile 'prodution' of AWS: no profile file has it\nhint: did you mean 'production'?");
}

TEST_F(CredentialsTest, OfARoleComeFromStsWithTheKeysOfItsSource) {
  LoopbackServer sts([](const LoopbackRequest&) { return Answer(200, kStsAnswer); });
  variables_["AWS_ENDPOINT_URL_STS"] = sts.url();
  WriteProfiles(
      "[profile shop]\nrole_arn = arn:aws:iam::1:role/till\nsource_profile = base\nexternal_id = x/1\n"
      "role_session_name = nightly\n",
      "[base]\naws_access_key_id = AKIA1\naws_secret_access_key = s1\n");
  const Credentials found = Value(Find("shop"));
  EXPECT_EQ(found.access_key + found.secret_key + found.session_token, "ASIA2s2t2");
  EXPECT_EQ(found.expires, Instant::Parse("2026-01-05T12:00:00Z"));
  const LoopbackRequest sent = sts.requests().at(0);
  EXPECT_EQ(sent.body,
            "Action=AssumeRole&ExternalId=x%2F1&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Ftill&RoleSessionName=nightly&"
            "Version=2011-06-15");
  EXPECT_NE(sent.Header("authorization").find("Credential=AKIA1/20260105/eu-west-1/sts/"), std::string::npos);
}

TEST_F(CredentialsTest, OfARoleComeFromTheEndpointThatIsSet) {
  LoopbackServer sts([](const LoopbackRequest&) { return Answer(200, kStsAnswer); });
  variables_["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1";
  sts_ = Value(Endpoint::Parse(sts.url()));
  WriteProfiles("[profile shop]\nrole_arn = arn:r\nsource_profile = base\n",
                "[base]\naws_access_key_id = AKIA1\naws_secret_access_key = s1\n");
  EXPECT_EQ(Value(Find("shop")).access_key, "ASIA2");
}

TEST_F(CredentialsTest, OfARoleMayHaveTheEnvironmentAsItsSource) {
  LoopbackServer sts([](const LoopbackRequest&) { return Answer(200, kStsAnswer); });
  variables_["AWS_ENDPOINT_URL_STS"] = sts.url();
  WriteProfiles("[profile shop]\nrole_arn = arn:r\ncredential_source = EcsContainr\n", "");
  EXPECT_EQ(Find("shop").error().ToString(),
            "cannot use credential_source 'EcsContainr': there is no such source\nhint: did you mean 'EcsContainer'?");
  WriteProfiles("[profile shop]\nrole_arn = arn:r\ncredential_source = Environment\n", "");
  EXPECT_EQ(Find("shop").error().message, "cannot take role 'arn:r': its source has no credentials");
}

TEST_F(CredentialsTest, OfAnInstanceCanBeTheSourceOfARole) {
  LoopbackServer sts([](const LoopbackRequest&) { return Answer(200, kStsAnswer); });
  LoopbackServer metadata([](const LoopbackRequest& request) {
    return Answer(200, request.method == "PUT" ? "TOKEN" : request.target.ends_with("/") ? "shop-role" : kRoleJson);
  });
  variables_["AWS_ENDPOINT_URL_STS"] = sts.url();
  variables_.erase("AWS_EC2_METADATA_DISABLED");
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.url();
  WriteProfiles("[profile shop]\nrole_arn = arn:r\ncredential_source = Ec2InstanceMetadata\n", "");
  EXPECT_EQ(Value(Find("shop")).access_key, "ASIA2");
  EXPECT_EQ(sts.requests().at(0).Header("x-amz-security-token"), "t");
}

TEST_F(CredentialsTest, OfProfilesThatPointAtEachOtherAreRefused) {
  WriteProfiles("[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a\n", "");
  const auto found = Find("a");
  ASSERT_TRUE(FailsWith(Code::kInvalid, found));
  EXPECT_EQ(found.error().message, "cannot use profile 'a' of AWS: its source_profile leads back to it");
}

TEST_F(CredentialsTest, ThatOnlyAnotherProgramCanGetAreUnsupported) {
  WriteProfiles("[default]\nsso_session = work\n", "");
  const auto found = Find();
  ASSERT_TRUE(FailsWith(Code::kUnsupported, found));
  EXPECT_EQ(found.error().message, "cannot use profile 'default' of AWS: it wants 'sso_session'");
}

TEST_F(CredentialsTest, OfAWebIdentityAreAskedForUnsigned) {
  LoopbackServer sts([](const LoopbackRequest&) {
    return Answer(200,
                  "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                  "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA3</AccessKeyId><SecretAccessKey>s"
                  "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-01-05T09:00:00Z</Expiration>"
                  "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>");
  });
  ASSERT_TRUE(IsOk(WriteFile(folder_->path() / "token", "jwt.a.b\n")));
  variables_["AWS_ENDPOINT_URL_STS"] = sts.url();
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder_->path() / "token";
  variables_["AWS_ROLE_ARN"] = "arn:r";
  EXPECT_EQ(Value(Find()).access_key, "ASIA3");
  const LoopbackRequest sent = sts.requests().at(0);
  EXPECT_EQ(sent.body,
            "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Ar&RoleSessionName=till&Version=2011-06-15&"
            "WebIdentityToken=jwt.a.b");
  EXPECT_EQ(sent.Header("authorization"), "");
  // Whoever gives the token writes another before it expires.
  ASSERT_TRUE(IsOk(WriteFile(folder_->path() / "token", "jwt.c.d\n")));
  EXPECT_EQ(Value(Find()).access_key, "ASIA3");
  EXPECT_NE(sts.requests().at(1).body.find("WebIdentityToken=jwt.c.d"), std::string::npos);
}

TEST_F(CredentialsTest, OfAContainerComeWithItsToken) {
  LoopbackServer agent([](const LoopbackRequest&) { return Answer(200, kRoleJson); });
  ASSERT_TRUE(IsOk(WriteFile(folder_->path() / "token", "secret\n")));
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.url() + "/v1/creds?id=a%20b";
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder_->path() / "token";
  EXPECT_EQ(Value(Find()).access_key, "ASIA1");
  EXPECT_EQ(agent.requests().at(0).target, "/v1/creds?id=a%20b");
  EXPECT_EQ(agent.requests().at(0).Header("authorization"), "secret");
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/creds";
  const auto outside = Find();
  ASSERT_TRUE(FailsWith(Code::kDenied, outside));
  EXPECT_EQ(
      outside.error().message,
      "cannot get the container's credentials: http://example.com is neither https nor an address of this machine");
}

TEST_F(CredentialsTest, OfAnInstanceAreAskedForWithAToken) {
  LoopbackServer metadata([](const LoopbackRequest& request) {
    if (request.method == "PUT") return Answer(200, "TOKEN");
    if (request.Header("x-aws-ec2-metadata-token") != "TOKEN") return Answer(401);
    return Answer(200, request.target.ends_with("/") ? "shop-role" : kRoleJson);
  });
  variables_.erase("AWS_EC2_METADATA_DISABLED");
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.url();
  EXPECT_EQ(Value(Find()).session_token, "t");
  const auto sent = metadata.requests();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[0].target, "/latest/api/token");
  EXPECT_EQ(sent[2].target, "/latest/meta-data/iam/security-credentials/shop-role");
}

TEST(Profiles, AreReadAsAwsWritesThem) {
  Profiles profiles;
  ASSERT_TRUE(
      IsOk(AddProfiles("# x\n[default]\nregion = eu-west-1 # here\ns3 =\n  max = 1\n[profile a b]\nAWS_Key=x#y\n"
                       "[sso-session s]\nregion = no\n",
                       ProfileFile::kConfig, "config", profiles)));
  ASSERT_TRUE(
      IsOk(AddProfiles("[default]\r\nregion=us-east-1\r\n[profile z]\nk=v", ProfileFile::kCredentials, "c", profiles)));
  EXPECT_EQ(profiles.size(), 3U);
  EXPECT_EQ(profiles["default"]["region"], "us-east-1");
  EXPECT_EQ(profiles["default"]["s3"], "");
  EXPECT_EQ(profiles["a b"]["aws_key"], "x#y");
  EXPECT_EQ(profiles["profile z"]["k"], "v");
}

TEST(Profiles, ThatAreBrokenNameTheLine) {
  Profiles profiles;
  const auto error = [&](std::string_view text) {
    return AddProfiles(text, ProfileFile::kConfig, "~/.aws/config", profiles).error().message;
  };
  EXPECT_EQ(error("[default]\nregion\n"), "~/.aws/config:2: cannot read line 'region': a setting is 'name = value'");
  EXPECT_EQ(error("[default\n"), "~/.aws/config:1: cannot read line '[default': a section ends in ']'");
  EXPECT_EQ(error("a=b"), "~/.aws/config:1: cannot read line 'a=b': it stands before the first section");
}

TEST(CredentialsCache, AsksAgainBeforeTheyExpireAndLivesWithTheOldOnesWhereItMust) {
  ManualClock clock(*Instant::Parse("2026-01-05T08:00:00Z"));
  int asked = 0;
  bool fails = false;
  CredentialsCache cache(
      [&]() -> Result<Credentials> {
        ++asked;
        if (fails) return Unavailable("cannot get them");
        return Credentials{"key" + std::to_string(asked), "s", "t", Instant{clock.Now().micros + 3'600'000'000}};
      },
      clock);
  EXPECT_EQ(Value(cache.Get()).access_key, "key1");
  clock.Sleep(54 * 60'000'000LL);
  EXPECT_EQ(Value(cache.Get()).access_key, "key1");
  clock.Sleep(2 * 60'000'000LL);
  fails = true;
  EXPECT_EQ(Value(cache.Get()).access_key, "key1");
  EXPECT_EQ(Value(cache.Get()).access_key, "key1");
  EXPECT_EQ(asked, 2) << "one that fails is not asked for each request";
  clock.Sleep(31'000'000);
  EXPECT_EQ(Value(cache.Get()).access_key, "key1");
  EXPECT_EQ(asked, 3);
  clock.Sleep(5 * 60'000'000LL);
  EXPECT_TRUE(FailsWith(Code::kUnavailable, cache.Get()));
  fails = false;
  EXPECT_EQ(Value(cache.Get()).access_key, "key5");
}

TEST(CredentialsCache, OfManyThreadsOneAsks) {
  const auto clock = SystemClock();
  std::atomic<int> asked = 0;
  CredentialsCache cache([&]() -> Result<Credentials> { return Credentials{std::to_string(++asked), "s"}; }, *clock);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(Value(cache.Get()).access_key, "1"); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(asked, 1);
  cache.Refuse({"another", "s"});
  EXPECT_EQ(Value(cache.Get()).access_key, "1");
  cache.Refuse({"1", "s"});
  EXPECT_EQ(Value(cache.Get()).access_key, "2");
}

}  // namespace
}  // namespace till::aws
