#include "tests/support/faulty_system_calls.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <optional>

namespace till::testing {
namespace {

/// What a call does, which decides what can befall it.
enum class Kind { kReads, kWrites, kMakes, kOther };

struct Script {
  CallFault fault;
  size_t n;
  size_t calls = 0;
  bool cut = false;  // half was written
};

// The linker leads every call of the program here, and a call has no place for a script of its own.
thread_local std::optional<Script> script;

bool CanStrike(CallFault fault, Kind kind) {
  switch (fault) {
    case CallFault::kDiskFull:
      return kind == Kind::kWrites || kind == Kind::kMakes;
    case CallFault::kCutWrite:
      return kind == Kind::kWrites;
    case CallFault::kHalf:
      return kind == Kind::kWrites || kind == Kind::kReads;
    case CallFault::kDevice:
    case CallFault::kDeviceLate:
    case CallFault::kKill:
      return true;
  }
  return false;
}

/// The fault that strikes this call, if one does.
std::optional<CallFault> Strike(Kind kind) {
  if (!script || !CanStrike(script->fault, kind)) return std::nullopt;
  const size_t call = script->calls++;
  const bool lasts = script->fault == CallFault::kDiskFull || script->fault == CallFault::kCutWrite;
  if (call < script->n || (call > script->n && !lasts)) return std::nullopt;
  if (script->fault == CallFault::kKill) ::kill(::getpid(), SIGKILL);
  return script->fault;
}

/// A call that gives a number of bytes, or -1.
template <typename Act>
ssize_t Transfer(Kind kind, size_t size, Act act) {
  const auto fault = Strike(kind);
  if (!fault) return act(size);
  if (*fault == CallFault::kHalf) return act((size + 1) / 2);
  if (*fault == CallFault::kCutWrite && !script->cut && size > 1) {
    script->cut = true;
    return act(size / 2);
  }
  if (*fault == CallFault::kDeviceLate) (void)act(size);
  errno = *fault == CallFault::kDevice || *fault == CallFault::kDeviceLate ? EIO : ENOSPC;
  return -1;
}

/// Any other call; `failed` is what it gives on failure.
template <typename T, typename Act>
T Call(Kind kind, T failed, Act act) {
  const auto fault = Strike(kind);
  if (!fault) return act();
  if (*fault == CallFault::kDeviceLate && kind == Kind::kOther) (void)act();
  errno = *fault == CallFault::kDiskFull ? ENOSPC : EIO;
  return failed;
}

}  // namespace

FaultyCalls::FaultyCalls(CallFault fault, size_t n) { script = {.fault = fault, .n = n}; }
FaultyCalls::~FaultyCalls() { script.reset(); }
bool FaultyCalls::struck() const { return script && script->calls > script->n; }

extern "C" {

int __real_open(const char* path, int flags, mode_t mode);
int __real_mkostemp(char* name, int flags);
ssize_t __real_read(int file, void* into, size_t size);
ssize_t __real_pread(int file, void* into, size_t size, off_t offset);
ssize_t __real_write(int file, const void* bytes, size_t size);
ssize_t __real_pwrite(int file, const void* bytes, size_t size, off_t offset);
ssize_t __real_copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags);
int __real_rename(const char* from, const char* to);
int __real_link(const char* from, const char* to);
int __real_unlink(const char* path);
int __real_fsync(int file);
int __real_syncfs(int file);
int __real_flock(int file, int operation);
DIR* __real_opendir(const char* path);

int __wrap_open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : mode_t{0};
  va_end(rest);
  // One that opens nothing has no late failure: nobody would close it.
  return Call((flags & O_CREAT) != 0 ? Kind::kMakes : Kind::kReads, -1, [&] { return __real_open(path, flags, mode); });
}
int __wrap_mkostemp(char* name, int flags) {
  return Call(Kind::kMakes, -1, [&] { return __real_mkostemp(name, flags); });
}
ssize_t __wrap_read(int file, void* into, size_t size) {
  return Transfer(Kind::kReads, size, [&](size_t some) { return __real_read(file, into, some); });
}
ssize_t __wrap_pread(int file, void* into, size_t size, off_t offset) {
  return Transfer(Kind::kReads, size, [&](size_t some) { return __real_pread(file, into, some, offset); });
}
ssize_t __wrap_write(int file, const void* bytes, size_t size) {
  return Transfer(Kind::kWrites, size, [&](size_t some) { return __real_write(file, bytes, some); });
}
ssize_t __wrap_pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return Transfer(Kind::kWrites, size, [&](size_t some) { return __real_pwrite(file, bytes, some, offset); });
}
ssize_t __wrap_copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags) {
  return Transfer(Kind::kWrites, size,
                  [&](size_t some) { return __real_copy_file_range(from, from_at, to, to_at, some, flags); });
}
int __wrap_rename(const char* from, const char* to) {
  return Call(Kind::kOther, -1, [&] { return __real_rename(from, to); });
}
int __wrap_link(const char* from, const char* to) {
  return Call(Kind::kOther, -1, [&] { return __real_link(from, to); });
}
int __wrap_unlink(const char* path) {
  return Call(Kind::kOther, -1, [&] { return __real_unlink(path); });
}
int __wrap_fsync(int file) {
  return Call(Kind::kOther, -1, [&] { return __real_fsync(file); });
}
int __wrap_syncfs(int file) {
  return Call(Kind::kOther, -1, [&] { return __real_syncfs(file); });
}
int __wrap_flock(int file, int operation) {
  return Call(Kind::kOther, -1, [&] { return __real_flock(file, operation); });
}
DIR* __wrap_opendir(const char* path) {
  return Call(Kind::kReads, static_cast<DIR*>(nullptr), [&] { return __real_opendir(path); });
}

}  // extern "C"

}  // namespace till::testing
