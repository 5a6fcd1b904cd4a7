#include "serve/target.h"

#include <gtest/gtest.h>

namespace till::serve {
namespace {

TEST(ParseTarget, DecodesPathAndQueryAndKeepsTheOrder) {
  const Result<Request> request =
      ParseTarget("/api/runs/a+b%20c?where=category%3AToys%7CGarden&by=&where=x:%C3%A4+b&flag");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->path, "/api/runs/a+b c");
  EXPECT_EQ(request->query,
            (metrics::Words{{"where", "category:Toys|Garden"}, {"by", ""}, {"where", "x:ä b"}, {"flag", ""}}));
}

TEST(ParseTarget, RefusesWhatIsBroken) {
  for (const std::string_view target : {"/%zz", "/%4", "/%00", "/%ff", "/a?b=%f"}) {
    EXPECT_FALSE(ParseTarget(target).ok()) << target;
  }
}

}  // namespace
}  // namespace till::serve
