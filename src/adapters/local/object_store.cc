#include "adapters/local/object_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "adapters/local/durable_files.h"
#include "base/files.h"
#include "base/text.h"

namespace till::adapters {
namespace {

namespace fs = std::filesystem;

bool IsAbsence(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }

std::string Nanos(const timespec& time) { return std::to_string(int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec); }

/// The etag has the time of change too, which nobody can set: a copy may keep size and time of modification.
lake::ObjectInfo InfoOf(std::string key, const struct stat& file) {
  const Instant modified{int64_t{file.st_mtim.tv_sec} * 1'000'000 + file.st_mtim.tv_nsec / 1000};
  return {std::move(key), file.st_size, modified,
          std::to_string(file.st_size) + "-" + Nanos(file.st_mtim) + "-" + Nanos(file.st_ctim) + "-" +
              std::to_string(file.st_ino)};
}

/// Adds what lies in `folder`, whose keys start with `base` ("" or "a/b/"), and in those below it. What vanishes
/// meanwhile is left out.
Status Walk(const fs::path& folder, const std::string& base, std::string_view prefix,
            std::vector<lake::ObjectInfo>& found) {
  DIR* entries = ::opendir(folder.c_str());
  if (entries == nullptr) return IsAbsence(errno) ? Ok() : Status(SystemError("list", folder, errno));
  const std::unique_ptr<DIR, int (*)(DIR*)> closer(entries, ::closedir);
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(entries);
    if (entry == nullptr) return errno == 0 ? Ok() : Status(SystemError("list", folder, errno));
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || name.starts_with(kTemporaryPrefix)) continue;
    std::string key = base + std::string(name);
    const size_t shared = std::min(key.size(), prefix.size());
    if (std::string_view(key).substr(0, shared) != prefix.substr(0, shared)) continue;
    struct stat file {};
    if (::fstatat(::dirfd(entries), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) != 0) {
      if (IsAbsence(errno)) continue;
      return SystemError("list", folder / name, errno);
    }
    if (S_ISDIR(file.st_mode)) {
      TILL_TRY(Walk(folder / name, key + "/", prefix, found));
      continue;
    }
    if (S_ISLNK(file.st_mode) && ::fstatat(::dirfd(entries), entry->d_name, &file, 0) != 0) continue;
    if (S_ISREG(file.st_mode) && key.starts_with(prefix)) found.push_back(InfoOf(std::move(key), file));
  }
}

/// Of the file at `path`; kNotFound if there is none.
Result<lake::ObjectInfo> Inspect(const fs::path& path, std::string_view key) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) {
    return IsAbsence(errno) ? lake::NoSuchObject(key) : SystemError("read", path, errno);
  }
  if (!S_ISREG(file.st_mode)) return lake::NoSuchObject(key);
  return InfoOf(std::string(key), file);
}

/// kDenied if one of the folders that `key` names below `root` is a link.
Status CheckFolders(const fs::path& root, std::string_view key) {
  for (size_t end = key.find('/'); end != std::string_view::npos; end = key.find('/', end + 1)) {
    const fs::path folder = root / key.substr(0, end);
    struct stat file {};
    if (::lstat(folder.c_str(), &file) != 0) return Ok();  // neither is anything below it there
    if (S_ISLNK(file.st_mode)) {
      return Denied("cannot use '" + folder.string() + "': it is a link to another folder",
                    "set the feed's path to the other folder, or mount it here");
    }
  }
  return Ok();
}

Status RefuseFolder(const fs::path& path, std::string_view key) {
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0 || !S_ISDIR(file.st_mode)) return Ok();
  return Invalid("cannot write object '" + std::string(key) + "': it is a folder of other objects");
}

}  // namespace

Result<fs::path> LocalStore::PathOf(std::string_view key) const {
  TILL_TRY(lake::CheckKey(key));
  for (const std::string& part : Split(key, '/')) {
    if (part.starts_with(kTemporaryPrefix)) {
      return Invalid("cannot use object key '" + Shown(key) + "': names that start with '.tmp-' are the store's own");
    }
  }
  TILL_TRY(CheckFolders(root_, key));
  return root_ / key;
}

Result<fs::path> LocalStore::PathToWrite(std::string_view key) {
  TILL_ASSIGN(fs::path path, PathOf(key));
  std::error_code error;
  if (fs::create_directories(path.parent_path(), error)) unsynced_ = true;
  if (error) return SystemError("make folder", path.parent_path(), error.value());
  TILL_TRY(RefuseFolder(path, key));
  return path;
}

Result<std::vector<lake::ObjectInfo>> LocalStore::List(std::string_view prefix) {
  std::string base(prefix.substr(0, prefix.rfind('/') + 1));
  if (!base.empty()) {
    TILL_TRY(lake::CheckKey(std::string_view(base).substr(0, base.size() - 1)));
    TILL_TRY(CheckFolders(root_, base));
  }
  std::vector<lake::ObjectInfo> found;
  TILL_TRY(Walk(root_ / base, base, prefix, found));
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return found;
}

Result<lake::ObjectInfo> LocalStore::Head(std::string_view key) {
  TILL_ASSIGN(const fs::path path, PathOf(key));
  return Inspect(path, key);
}

Result<std::string> LocalStore::Get(std::string_view key, int64_t offset, int64_t length) {
  TILL_ASSIGN(const fs::path path, PathOf(key));
  TILL_TRY(lake::CheckRange(key, offset, length));
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) return IsAbsence(errno) ? lake::NoSuchObject(key) : SystemError("read", path, errno);
  struct stat info {};
  if (::fstat(file.number(), &info) != 0) return SystemError("read", path, errno);
  if (!S_ISREG(info.st_mode)) return lake::NoSuchObject(key);
  const int64_t begin = std::min<int64_t>(offset, info.st_size);
  std::string bytes(static_cast<size_t>(std::min<int64_t>(length, info.st_size - begin)), '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got =
        ::pread(file.number(), bytes.data() + filled, bytes.size() - filled, begin + static_cast<int64_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", path, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<fs::path> LocalStore::Fetch(std::string_view key) {
  TILL_ASSIGN(fs::path path, PathOf(key));
  TILL_TRY(Inspect(path, key).status());
  return path;
}

Status LocalStore::Put(std::string_view key, const lake::Body& body) {
  TILL_ASSIGN(const fs::path path, PathToWrite(key));
  TILL_ASSIGN(TemporaryFile file, TemporaryFile::Write(path.parent_path(), body));
  TILL_ASSIGN(const Descriptor lock, LockFolder(path.parent_path()));
  TILL_TRY(file.MoveTo(path));
  unsynced_ = true;
  return Ok();
}

Status LocalStore::PutIfAbsent(std::string_view key, const lake::Body& body) {
  TILL_ASSIGN(const fs::path path, PathToWrite(key));
  if (Inspect(path, key).ok()) return lake::ObjectExists(key);  // spares the write; the link below decides
  TILL_ASSIGN(const TemporaryFile file, TemporaryFile::Write(path.parent_path(), body));
  TILL_TRY(file.Sync());
  TILL_TRY(Sync());
  const Status linked = file.LinkTo(path);
  if (!linked.ok()) return linked.error().code == Code::kConflict ? lake::ObjectExists(key) : linked.error();
  return SyncFolder(path.parent_path());
}

Status LocalStore::PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) {
  TILL_ASSIGN(const fs::path path, PathOf(key));
  if (!Inspect(path, key).ok()) return lake::ObjectChanged(key);
  TILL_ASSIGN(TemporaryFile file, TemporaryFile::Write(path.parent_path(), body));
  TILL_TRY(file.Sync());
  TILL_TRY(Sync());
  TILL_ASSIGN(const Descriptor lock, LockFolder(path.parent_path()));
  const auto now = Inspect(path, key);
  if (!now.ok() || now->etag != etag) return lake::ObjectChanged(key);
  TILL_TRY(file.MoveTo(path));
  return SyncFolder(path.parent_path());
}

Status LocalStore::Delete(std::string_view key) {
  TILL_ASSIGN(const fs::path path, PathOf(key));
  const auto lock = LockFolder(path.parent_path());
  if (!lock.ok()) return lock.error().code == Code::kNotFound ? Ok() : lock.status();
  if (::unlink(path.c_str()) == 0 || IsAbsence(errno) || errno == EISDIR) return Ok();
  return SystemError("delete", path, errno);
}

Status LocalStore::Sync() {
  const std::lock_guard lock(syncing_);
  if (!unsynced_.exchange(false)) return Ok();
  const Descriptor root(::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root.ok() && ::syncfs(root.number()) == 0) return Ok();
  unsynced_ = true;
  return SystemError("sync", root_, errno);
}

}  // namespace till::adapters
