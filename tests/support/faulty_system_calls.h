#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace till::testing {

/// How a system call goes wrong.
enum class CallFault {
  kDiskFull,    ///< what would need space fails with ENOSPC
  kCutWrite,    ///< half of a write is done, and what follows fails with ENOSPC
  kDevice,      ///< fails with EIO, and is not done
  kDeviceLate,  ///< fails with EIO, and is done
  kHalf,        ///< reads or writes half of what it was asked to, as it may
  kKill,        ///< the process dies before it
};

/// While one lives, the n-th system call (0 is the first) that `fault` can strike goes wrong, and, with a full disk,
/// all after it. Only in programs that are linked with the calls wrapped: see tests/CMakeLists.txt. One at a time; the
/// calls of one thread.
class FaultyCalls {
 public:
  FaultyCalls(CallFault fault, size_t n);
  ~FaultyCalls();
  FaultyCalls(const FaultyCalls&) = delete;
  FaultyCalls& operator=(const FaultyCalls&) = delete;

  /// Whether the n-th call has come.
  bool struck() const;
};

}  // namespace till::testing
