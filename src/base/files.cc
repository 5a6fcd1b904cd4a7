#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace till {
namespace {

Status WriteAll(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return Ok();
}

}  // namespace

Error SystemError(std::string_view verb, const std::filesystem::path& path, int error_number) {
  const std::string message =
      "cannot " + std::string(verb) + " '" + path.string() + "': " + std::strerror(error_number);
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return NotFound(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return Denied(message);
    case ENAMETOOLONG:
      return Invalid(message, "shorten the name");
    case EEXIST:
      return Conflict(message);
    case ENOSPC:
    case EDQUOT:
      return Unavailable(message, "free some space; what is published stays readable and the next run goes on");
    default:
      return Unavailable(message);
  }
}

Result<std::string> ReadFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("read", path, errno);
  struct stat info {};
  std::string bytes;
  if (::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode)) bytes.reserve(static_cast<size_t>(info.st_size));
  char buffer[1 << 16];
  int failed = 0;
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) failed = errno;
    if (got <= 0) break;
    bytes.append(buffer, static_cast<size_t>(got));
  }
  ::close(descriptor);
  if (failed != 0) return SystemError("read", path, failed);
  return bytes;
}

Status WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  if (path.has_parent_path()) TILL_TRY(MakeFolder(path.parent_path()));
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return SystemError("write", path, errno);
  ::fchmod(descriptor, 0644);
  Status written = WriteAll(descriptor, bytes, path);
  ::close(descriptor);
  if (written.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) written = SystemError("write", path, errno);
  if (!written.ok()) ::unlink(temporary.c_str());
  return written;
}

Status MakeFolder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return SystemError("make folder", path, error.value());
  return Ok();
}

Result<TemporaryFolder> TemporaryFolder::Make(const std::filesystem::path& parent) {
  std::error_code error;
  const auto base = parent.empty() ? std::filesystem::temp_directory_path(error) : parent;
  if (error) return SystemError("find a folder for temporary files", base, error.value());
  TILL_TRY(MakeFolder(base));
  std::string name = (base / "till-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return SystemError("make a temporary folder in", base, errno);
  return TemporaryFolder(name);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // nothing can be done about it here, and the system clears its own folder
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace till
