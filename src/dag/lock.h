#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace till::dag {

/// A file that at most one process of this machine holds locked, through flock(2): the lock ends with the process,
/// however it ends. The file stays; it says who holds it.
class FileLock {
 public:
  /// Takes the lock at once or gives kConflict naming the holder's process, since when, and for what. Makes the folders
  /// above the file. `purpose` is for people: "run 20260105T063000Z-3fa9c1".
  static Result<FileLock> Take(const std::filesystem::path& path, Instant now, std::string_view purpose);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace till::dag
