#include "base/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace till {

WorkerPool::WorkerPool(size_t size) : size_(size > 0 ? size : std::max(1U, std::thread::hardware_concurrency())) {}

Status WorkerPool::ForEach(size_t n, const std::function<Status(size_t i, size_t worker)>& work) const {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  size_t failed_at = n;
  std::optional<Error> failure;
  const auto run = [&](size_t worker) {
    for (size_t i; (i = next++) < n;) {
      Status status = work(i, worker);
      if (status.ok()) continue;
      const std::lock_guard lock(mutex);
      next = n;
      if (i < failed_at) {
        failed_at = i;
        failure = status.error();
      }
    }
  };
  std::vector<std::jthread> threads;
  for (size_t worker = 1; worker < std::min(size_, n); ++worker) threads.emplace_back(run, worker);
  run(0);
  threads.clear();
  if (failure) return *failure;
  return Ok();
}

}  // namespace till
