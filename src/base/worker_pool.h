#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"

namespace till {

/// A fixed number of threads for parallel work. Work handed to it must give the same result for any size.
class WorkerPool {
 public:
  /// `size` of 0 means one per core.
  explicit WorkerPool(size_t size);

  size_t size() const { return size_; }

  /// Calls `work(i, worker)` once for each i in [0, n), on at most size() threads, and waits for all; `worker` is in
  /// [0, size()) and never used by two threads at once. After a failure no further i is begun; the failure with the
  /// smallest i is returned. The calling thread is one of the workers.
  Status ForEach(size_t n, const std::function<Status(size_t i, size_t worker)>& work) const;

 private:
  size_t size_;
};

}  // namespace till
