#include "adapters/local/durable_files.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <vector>

#include "base/files.h"

namespace till::adapters {
namespace {

/// 0 or errno.
int WriteBytes(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

/// 0 or errno.
int CopyThroughMemory(int from, int to) {
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return 0;
    if (const int failed = WriteBytes(to, {buffer.data(), static_cast<size_t>(got)}); failed != 0) return failed;
  }
}

/// 0 or errno.
int CopyFile(int from, int to) {
  if (::ioctl(to, FICLONE, from) == 0) return 0;
  for (bool copied = false;; copied = true) {
    const ssize_t got = ::copy_file_range(from, nullptr, to, nullptr, size_t{1} << 30, 0);
    if (got < 0 && errno == EINTR) continue;
    // The kernel cannot copy between these two file systems, or the file is a pipe or of /proc.
    if (got < 0 && !copied && errno != ENOSPC && errno != EDQUOT && errno != EIO) return CopyThroughMemory(from, to);
    if (got < 0) return errno;
    if (got == 0) return copied ? 0 : CopyThroughMemory(from, to);
  }
}

/// The kernel stamps files by its tick, so that two contents within one could have equal etags.
void StampExactly(int descriptor) {
  timespec times[2];
  ::clock_gettime(CLOCK_REALTIME, &times[0]);
  times[1] = times[0];
  ::futimens(descriptor, times);
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Descriptor> LockFolder(const std::filesystem::path& folder) {
  Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.ok()) return SystemError("lock", folder, errno);
  while (::flock(descriptor.number(), LOCK_EX) != 0) {
    if (errno != EINTR) return SystemError("lock", folder, errno);
  }
  return descriptor;
}

Status SyncFolder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.ok() || ::fsync(descriptor.number()) != 0) return SystemError("sync", folder, errno);
  return Ok();
}

Result<TemporaryFile> TemporaryFile::Write(const std::filesystem::path& folder, const lake::Body& body) {
  std::string path = (folder / kTemporaryPrefix).string() + "XXXXXX";
  Descriptor descriptor(::mkostemp(path.data(), O_CLOEXEC));
  if (!descriptor.ok()) return SystemError("write into", folder, errno);
  TemporaryFile file(std::move(path), std::move(descriptor));
  const int to = file.descriptor_.number();
  int failed = 0;
  if (const auto* bytes = std::get_if<std::string_view>(&body)) {
    failed = WriteBytes(to, *bytes);
  } else {
    const auto& source = std::get<std::filesystem::path>(body);
    const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (!from.ok()) return SystemError("read", source, errno);
    failed = CopyFile(from.number(), to);
  }
  if (failed != 0) return SystemError("write into", folder, failed);
  ::fchmod(to, 0644);
  StampExactly(to);
  return file;
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_.ok() && !path_.empty()) ::unlink(path_.c_str());
}

Status TemporaryFile::Sync() const {
  if (::fsync(descriptor_.number()) != 0) return SystemError("sync", path_, errno);
  return Ok();
}

Status TemporaryFile::MoveTo(const std::filesystem::path& path) {
  if (::rename(path_.c_str(), path.c_str()) != 0) return SystemError("write", path, errno);
  path_.clear();
  return Ok();
}

Status TemporaryFile::LinkTo(const std::filesystem::path& path) const {
  if (::link(path_.c_str(), path.c_str()) != 0) return SystemError("write", path, errno);
  return Ok();
}

}  // namespace till::adapters
