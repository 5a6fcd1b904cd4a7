#include <gtest/gtest.h>

#include <set>

#include "base/files.h"
#include "tests/support/program.h"

namespace till::tests {
namespace {

constexpr const char* kProject = R"([project]
name = "Corner Shop"
currency = "GBP"
timezone = "Europe/London"
)";

constexpr const char* kAccount = R"([aws]
region = "eu-west-1"
[quicksight]
account = "123456789012"
owner = "arn:aws:quicksight:eu-west-1:123456789012:user/default/ann"
)";

/// A project of nothing but till.toml.
TemporaryFolder ProjectOf(const std::string& toml) {
  TemporaryFolder folder = TemporaryFolder::Make().value();
  EXPECT_TRUE(WriteFile(folder.path() / "till.toml", toml).ok());
  return folder;
}

std::set<std::string> FilesIn(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

TEST(Deploy, ThePlanNamesResourcesAndWhatIsLeftOutAndWritesNothing) {
  const TemporaryFolder project = ProjectOf(std::string(kProject) + kAccount);
  const Ended plan = RunTill({"deploy", "aws", "--plan", "--json"}, project.path());
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  const Json json = plan.Object();
  EXPECT_TRUE(json["folder"].is_null());
  EXPECT_EQ(ToText(json["stacks"]), R"(["till-corner-shop","till-corner-shop-dashboards"])");
  std::set<std::string> types;
  for (const Json& one : json["resources"]) types.insert(one["type"]);
  EXPECT_TRUE(types.contains("AWS::S3::Bucket"));
  EXPECT_TRUE(types.contains("AWS::QuickSight::Dashboard"));
  EXPECT_FALSE(types.contains("AWS::RedshiftServerless::Workgroup")) << "Redshift was not asked for";
  std::set<std::string> left_out;
  for (const Json& one : json["left_out"]) left_out.insert(one["name"].get<std::string>());
  EXPECT_TRUE(left_out.contains("bought_together"));
  EXPECT_EQ(FilesIn(project.path()), (std::set<std::string>{"till.toml"}));
}

TEST(Deploy, WritesTheFilesAndTheSameBytesAgain) {
  const TemporaryFolder project = ProjectOf(std::string(kProject) + kAccount);
  ASSERT_EQ(RunTill({"deploy", "aws", "--quiet"}, project.path()).exit_code, 0);
  EXPECT_EQ(FilesIn(project.path() / "aws"),
            (std::set<std::string>{"README.md", "import-job.json", "parameters.json", "quicksight.json",
                                   "quicksight.qs", "till.toml.lines", "till.yaml"}));
  ASSERT_EQ(RunTill({"deploy", "aws", "--quiet", "--out", "again"}, project.path()).exit_code, 0);
  for (const std::string& name : FilesIn(project.path() / "aws")) {
    EXPECT_EQ(ReadFile(project.path() / "aws" / name).value(), ReadFile(project.path() / "again" / name).value());
  }
}

TEST(Deploy, WithoutAnAccountThereIsNoBundleAndItIsSaid) {
  const TemporaryFolder project = ProjectOf(kProject);
  const Ended ended = RunTill({"deploy", "aws", "--json"}, project.path());
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_FALSE(FilesIn(project.path() / "aws").contains("quicksight.qs"));
  const Json json = ended.Object();
  bool said = false;
  for (const Json& one : json["left_out"]) said |= one["name"] == "quicksight.qs";
  EXPECT_TRUE(said);
}

TEST(Deploy, AMeasureOfOnesOwnThatCannotBeExpressedIsNamed) {
  const TemporaryFolder project = ProjectOf(kProject);
  ASSERT_TRUE(WriteFile(project.path() / "metrics" / "own.toml",
                        "[measures.spread]\nlabel = \"Spread\"\nsql = \"stddev(total_amount)\"\n")
                  .ok());
  const Ended plan = RunTill({"deploy", "aws", "--plan"}, project.path());
  EXPECT_NE(plan.out.find("function 'stddev' has no counterpart that is known"), std::string::npos) << plan.out;
}

TEST(Deploy, ALakeWithoutAFolderInItsBucketIsRefused) {
  const TemporaryFolder project = ProjectOf(std::string(kProject) + "[lake]\nroot = \"s3://shop\"\n");
  const Ended ended = RunTill({"deploy", "aws"}, project.path());
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err,
            "error: cannot deploy lake 's3://shop': it has no folder in its bucket\n"
            "hint: set root = \"s3://shop/lake\"\n");
}

}  // namespace
}  // namespace till::tests
