#pragma once

#include <atomic>

#include "base/time.h"

namespace till::dag {

/// A wish to stop, once and for all. Any thread and any signal handler may use it.
class CancelToken {
 public:
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_ = false;
};

/// Sleeps until `until`, or up to a quarter of a second after `cancel` is set.
void SleepUntil(Instant until, Clock& clock, const CancelToken& cancel);

}  // namespace till::dag
