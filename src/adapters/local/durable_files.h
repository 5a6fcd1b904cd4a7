#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "base/result.h"
#include "lake/object_store.h"

namespace till::adapters {

/// An open file or folder, closed at the end of life. Negative where it could not be opened; errno then says why.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool ok() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

/// A folder that nobody else who asks for it here, in any thread or process, holds at the same time.
Result<Descriptor> LockFolder(const std::filesystem::path& folder);
/// Names that were made or removed in `folder` survive a loss of power.
Status SyncFolder(const std::filesystem::path& folder);

inline constexpr std::string_view kTemporaryPrefix = ".tmp-";

/// A file under a name that starts with kTemporaryPrefix, removed at the end of life unless it was moved away.
class TemporaryFile {
 public:
  /// `body` in a new file of `folder`. From another file it shares the blocks where the file system can.
  static Result<TemporaryFile> Write(const std::filesystem::path& folder, const lake::Body& body);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept = default;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Its bytes survive a loss of power.
  Status Sync() const;
  /// Replaces `path`.
  Status MoveTo(const std::filesystem::path& path);
  /// Gives it the name `path` as well; kConflict if that is taken.
  Status LinkTo(const std::filesystem::path& path) const;

 private:
  TemporaryFile(std::string path, Descriptor descriptor) : path_(std::move(path)), descriptor_(std::move(descriptor)) {}
  std::string path_;
  Descriptor descriptor_;
};

}  // namespace till::adapters
