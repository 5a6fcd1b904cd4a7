#include "dag/cancel.h"

#include <algorithm>

namespace till::dag {

void SleepUntil(Instant until, Clock& clock, const CancelToken& cancel) {
  constexpr int64_t kSliceMicros = 250'000;
  while (!cancel.cancelled()) {
    const int64_t left = until.micros - clock.Now().micros;
    if (left <= 0) return;
    clock.Sleep(std::min(left, kSliceMicros));
  }
}

}  // namespace till::dag
