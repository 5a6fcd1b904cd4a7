#include "serve/site.h"

#include <gtest/gtest.h>

namespace till::serve {
namespace {

const std::string kScript(5000, 'x');
const std::vector<Asset> kAssets{
    {"web/dist/assets/app-1a2b.js", kScript}, {"web/dist/index.html", "<!doctype html>"}, {"web/dist/theme.js", "1"}};

TEST(Site, APagesPathIsIndexHtml) {
  const Site site(kAssets);
  for (const std::string_view path : {"/", "/sales", "/index.html"}) {
    ASSERT_NE(site.Find(path), nullptr) << path;
    EXPECT_EQ(site.Find(path)->bytes, "<!doctype html>");
    EXPECT_EQ(site.Find(path)->content_type, "text/html; charset=utf-8");
    EXPECT_EQ(site.Find(path)->cache_control, "no-cache");
  }
}

TEST(Site, WhatIsNamedByItsContentIsKeptForEverAndSentSmall) {
  const Site site(kAssets);
  const SiteFile* file = site.Find("/assets/app-1a2b.js");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->cache_control, "public, max-age=31536000, immutable");
  EXPECT_LT(file->gzip.size(), file->bytes.size());
  EXPECT_TRUE(file->gzip.starts_with("\x1f\x8b"));
  EXPECT_TRUE(site.Find("/theme.js")->gzip.empty());
}

TEST(Site, HasNothingElse) {
  const Site site(kAssets);
  EXPECT_EQ(site.Find("/assets/other.js"), nullptr);
  EXPECT_EQ(site.Find("/../index.htm"), nullptr);
}

}  // namespace
}  // namespace till::serve
