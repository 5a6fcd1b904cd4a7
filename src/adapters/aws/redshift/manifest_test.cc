#include "adapters/aws/redshift/manifest.h"

#include <gtest/gtest.h>

namespace till::redshift {
namespace {

TEST(Manifests, NameEveryObjectAsMandatory) {
  const std::vector<LoadObject> objects{{"s3://b/1.parquet", 7}};
  EXPECT_EQ(Manifest(objects),
            "{\"entries\":[{\"url\":\"s3://b/1.parquet\",\"mandatory\":true,\"meta\":{\"content_length\":7}}]}");
}

TEST(Manifests, TellWhatWasUnloadedInItsOrder) {
  const auto objects = ReadManifest(
      R"({"entries":[{"url":"s3://b/1-000","meta":{"content_length":12,"record_count":3}},)"
      R"({"url":"s3://b/1-001","meta":{"content_length":9,"record_count":2}}],"schema":{"elements":[]},)"
      R"("meta":{"content_length":21,"record_count":5},"author":{"name":"Amazon Redshift","version":"1.0.0"}})");
  ASSERT_TRUE(objects.ok());
  ASSERT_EQ(objects->size(), 2U);
  EXPECT_EQ(objects->at(0).url, "s3://b/1-000");
  EXPECT_EQ(objects->at(1).size, 9);
  EXPECT_EQ(objects->at(1).rows, 2);
}

TEST(Manifests, AreRefusedWhereAFactIsMissing) {
  EXPECT_EQ(ReadManifest("{").error().code, Code::kCorrupt);
  EXPECT_EQ(ReadManifest("{}").error().ToString(),
            "cannot read the manifest of an UNLOAD: member 'entries' is missing");
  EXPECT_EQ(ReadManifest(R"({"entries":[{"url":"s3://b/1","meta":{"content_length":1}}]})").error().ToString(),
            "cannot read the manifest of an UNLOAD: member 'record_count' is missing");
}

}  // namespace
}  // namespace till::redshift
