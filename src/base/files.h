#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace till {

/// The whole file. kNotFound, kDenied or kUnavailable with the path and the system's reason.
Result<std::string> ReadFile(const std::filesystem::path& path);
/// Replaces the file at once: readers see the old or the new content. Makes the folders above it. Not synced to disk.
Status WriteFile(const std::filesystem::path& path, std::string_view bytes);
/// Makes the folder and those above it.
Status MakeFolder(const std::filesystem::path& path);

/// A new folder of its own, removed with all in it at the end of life.
class TemporaryFolder {
 public:
  /// Below the system's folder for temporary files, or below `parent`, which is made if it does not exist.
  static Result<TemporaryFolder> Make(const std::filesystem::path& parent = {});
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// The error for a failed system call: code from `error_number`, message "cannot <verb> '<path>': <system's words>".
Error SystemError(std::string_view verb, const std::filesystem::path& path, int error_number);

}  // namespace till
