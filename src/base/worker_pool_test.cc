#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace till {
namespace {

TEST(WorkerPool, DoesEachPieceOnceForAnySize) {
  for (const size_t size : {1, 2, 7}) {
    const WorkerPool pool(size);
    std::vector<std::atomic<int>> done(1000);
    const Status status = pool.ForEach(done.size(), [&](size_t i, size_t worker) -> Status {
      EXPECT_LT(worker, size);
      ++done[i];
      return Ok();
    });
    EXPECT_TRUE(status.ok());
    for (const auto& count : done) EXPECT_EQ(count, 1);
  }
}

TEST(WorkerPool, GivesTheFailureOfTheFirstPieceThatFailed) {
  const WorkerPool pool(2);
  const Status status = pool.ForEach(100, [](size_t i, size_t) -> Status {
    if (i == 0 || i == 1) return Invalid("piece " + std::to_string(i));
    return Ok();
  });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "piece 0");
}

TEST(WorkerPool, DoesNothingWhereThereIsNothing) {
  EXPECT_TRUE(WorkerPool(2).ForEach(0, [](size_t, size_t) -> Status { return Internal("called"); }).ok());
}

}  // namespace
}  // namespace till
