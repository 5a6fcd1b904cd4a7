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

size_t CountOf(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Deploy, LinesAndCommandsAreOfOneRegion) {
  const TemporaryFolder project = ProjectOf(std::string(kProject) + kAccount);
  ASSERT_EQ(RunTill({"deploy", "aws", "--quiet"}, project.path()).exit_code, 0);
  const std::string lines = ReadFile(project.path() / "aws" / "till.toml.lines").value();
  EXPECT_NE(lines.find("[aws]\nregion = \"eu-west-1\"\n"), std::string::npos) << lines;
  EXPECT_NE(lines.find("[quicksight]\naccount = \"123456789012\"\nowner = \"arn:aws:quicksight:eu-west-1:"
                       "123456789012:user/default/ann\"\nsource = \"athena\"\n"),
            std::string::npos)
      << lines;
  const std::string readme = ReadFile(project.path() / "aws" / "README.md").value();
  EXPECT_EQ(CountOf(readme, "--region eu-west-1"), 5U) << readme;
  EXPECT_EQ(CountOf(readme, "--region"), 5U) << readme;
}

TEST(Deploy, WhatNobodySaidIsNotWrittenAsIfItWere) {
  const TemporaryFolder project = ProjectOf(kProject);
  ASSERT_EQ(RunTill({"deploy", "aws", "--quiet"}, project.path()).exit_code, 0);
  const std::string lines = ReadFile(project.path() / "aws" / "till.toml.lines").value();
  EXPECT_EQ(lines,
            "# What changes in till.toml; [feeds] and all else stay. The way back: the old lines.\n"
            "[lake]\nroot    = \"s3://till-corner-shop-lake/lake\"\ncatalog = \"glue\"\n\n"
            "[aws]\nregion = \"<REGION>\"\n\n[glue]\ndatabase = \"corner_shop\"\n\n[quicksight]\n"
            "# account: your 12 digits; with it each run has QuickSight load what it published\n"
            "# owner: ARN of the QuickSight user or group that may change the dashboards\n"
            "source = \"athena\"\n");
  const std::string readme = ReadFile(project.path() / "aws" / "README.md").value();
  EXPECT_EQ(CountOf(readme, "--region <REGION>"), 5U) << readme;
  EXPECT_EQ(CountOf(readme, "--region"), 5U) << readme;
  const TemporaryFolder pasted = ProjectOf(std::string(kProject) + lines);
  const Ended ended = RunTill({"run"}, pasted.path());
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err, "error: cannot read till.toml:11:10: region is '<REGION>'\nhint: write it as \"eu-west-1\"\n");
}

TEST(Deploy, WithRedshiftItSaysHowTillGetsAUserOfItsOwn) {
  const TemporaryFolder project = ProjectOf(std::string(kProject) + kAccount + "source = \"redshift\"\n");
  ASSERT_EQ(RunTill({"deploy", "aws", "--quiet"}, project.path()).exit_code, 0);
  const std::string readme = ReadFile(project.path() / "aws" / "README.md").value();
  EXPECT_NE(readme.find("create user till password '<one of your own>';"), std::string::npos) << readme;
  EXPECT_NE(readme.find("grant create, temporary on database till to till;"), std::string::npos) << readme;
  EXPECT_NE(readme.find("goes into PGPASSWORD or ~/.pgpass where till runs"), std::string::npos) << readme;
  EXPECT_NE(ReadFile(project.path() / "aws" / "till.yaml").value().find("AdminUsername: till_admin\n"),
            std::string::npos);
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
