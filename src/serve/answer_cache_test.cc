#include "serve/answer_cache.h"

#include <gtest/gtest.h>

namespace till::serve {
namespace {

TEST(AnswerCache, GivesWhatWasPutForThatPublication) {
  AnswerCache cache;
  cache.Put(1, "q", "a");
  EXPECT_EQ(cache.Find(1, "q"), "a");
  EXPECT_EQ(cache.Find(1, "other"), std::nullopt);
  EXPECT_EQ(cache.Find(2, "q"), std::nullopt);
}

TEST(AnswerCache, ANewerPublicationEmptiesItAndAnOlderOneIsNotHeld) {
  AnswerCache cache;
  cache.Put(1, "q", "a");
  cache.Put(2, "p", "b");
  cache.Put(1, "q", "late");
  EXPECT_EQ(cache.Find(1, "q"), std::nullopt);
  EXPECT_EQ(cache.Find(2, "q"), std::nullopt);
  EXPECT_EQ(cache.Find(2, "p"), "b");
}

TEST(AnswerCache, HoldsNoMoreThanItMayAndTheOldestGoesFirst) {
  AnswerCache cache;
  const std::string third(AnswerCache::kMostBytes / 3 + 1, 'x');
  for (const char* question : {"1", "2", "3"}) cache.Put(1, question, third);
  EXPECT_EQ(cache.Find(1, "1"), std::nullopt);
  EXPECT_NE(cache.Find(1, "2"), std::nullopt);
  EXPECT_NE(cache.Find(1, "3"), std::nullopt);
}

}  // namespace
}  // namespace till::serve
