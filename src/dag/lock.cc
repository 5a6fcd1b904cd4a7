#include "dag/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/files.h"
#include "base/json.h"

namespace till::dag {
namespace {

/// Who holds the lock, as its file says. The file is empty for the moment between taking and writing.
Error HeldBySomebody(const std::filesystem::path& path) {
  std::string holder = "another process holds it";
  const auto text = ReadFile(path);
  const auto json = text.ok() ? ParseJson(*text, "the lock") : Result<Json>(text.error());
  if (json.ok()) {
    const auto pid = Member<int64_t>(*json, "pid", "the lock");
    const auto since = Member<std::string>(*json, "since", "the lock");
    const auto purpose = Member<std::string>(*json, "purpose", "the lock");
    if (pid.ok() && since.ok() && purpose.ok()) {
      holder = "process " + std::to_string(*pid) + " holds it since " + *since + " for " + *purpose;
    }
  }
  return Conflict("cannot take lock '" + path.string() + "': " + holder, "wait until it has ended, or stop it");
}

}  // namespace

Result<FileLock> FileLock::Take(const std::filesystem::path& path, Instant now, std::string_view purpose) {
  if (path.has_parent_path()) TILL_TRY(MakeFolder(path.parent_path()));
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return SystemError("take lock", path, errno);
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? HeldBySomebody(path) : SystemError("take lock", path, errno);
  }
  // The lock holds whatever the file says, so a full disk is no reason to stop here.
  const std::string text =
      ToText(Json{{"pid", ::getpid()}, {"since", now.ToString()}, {"purpose", std::string(purpose)}});
  if (::ftruncate(descriptor, 0) == 0) (void)!::pwrite(descriptor, text.data(), text.size(), 0);
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace till::dag
