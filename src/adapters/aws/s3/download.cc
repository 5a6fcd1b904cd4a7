#include "adapters/aws/s3/download.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "adapters/aws/s3/checksum.h"
#include "base/files.h"
#include "base/text.h"
#include "base/worker_pool.h"

namespace till::aws {
namespace {

/// How often an object may be replaced while it is read.
constexpr int kMostChanges = 5;

/// A file that is filled from several threads; removed at the end of life unless it is kept.
class Target {
 public:
  explicit Target(std::filesystem::path path) : path_(std::move(path)) {}
  ~Target() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (!kept_) ::unlink(path_.c_str());
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  /// Makes the file and the folders above it, the first time. One thread.
  Status Open() {
    if (descriptor_ >= 0) return Ok();
    TILL_TRY(MakeFolder(path_.parent_path()));
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return descriptor_ >= 0 ? Ok() : Status(SystemError("write", path_, errno));
  }
  void Keep() { kept_ = true; }
  Status Write(int64_t offset, std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return SystemError("write", path_, errno);
      bytes.remove_prefix(static_cast<size_t>(written));
      offset += written;
    }
    return Ok();
  }
  /// kCorrupt unless that is its size: a part that was tried again must not have left more than it should.
  Status CheckSize(int64_t size) const {
    struct stat file {};
    if (::fstat(descriptor_, &file) != 0) return SystemError("write", path_, errno);
    if (file.st_size == size) return Ok();
    return Corrupt("cannot load '" + path_.string() + "': it has " + Count(file.st_size, "byte") + ", expected " +
                   std::to_string(size));
  }

 private:
  const std::filesystem::path path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

/// What came of one attempt to load an object.
struct Loaded {
  enum class Outcome { kWhole, kUnchanged, kChangedMeanwhile };
  Outcome outcome;
  std::string etag;
};

/// One range of the object into the same range of the file; `crc` becomes that of its bytes.
Result<Response> LoadRange(Bucket& bucket, Range range, Request& request, Target& target, uint32_t& crc) {
  Bucket::AskFor(range, request);
  request.sink = [&, range](int64_t offset, std::string_view bytes) -> Status {
    if (range.offset == 0) TILL_TRY(target.Open());
    crc = Crc32c(bytes, offset == 0 ? 0 : crc);
    return target.Write(range.offset + offset, bytes);
  };
  return bucket.client().Send(request);
}

Status LoadRest(Bucket& bucket, std::string_view key, const std::string& etag, int64_t size, Target& target) {
  const int64_t part = bucket.settings().part_bytes;
  const auto parts = static_cast<size_t>((size + part - 1) / part);
  const WorkerPool pool(std::min(parts, static_cast<size_t>(bucket.settings().parallelism)));
  return pool.ForEach(parts - 1, [&](size_t i, size_t) -> Status {
    const int64_t offset = static_cast<int64_t>(i + 1) * part;
    Request request = bucket.ToObject("GET", "read", key);
    request.headers = {{"if-match", QuotedEtag(etag)}};
    uint32_t crc = 0;
    TILL_ASSIGN(const Response response,
                LoadRange(bucket, {offset, std::min(part, size - offset)}, request, target, crc));
    if (response.status == 206) return Ok();
    return response.ok() ? Unsupported("cannot read object '" + Shown(key) + "': the server sends no ranges")
                         : ObjectError(request, response, key);
  });
}

Result<Loaded> Load(Bucket& bucket, std::string_view key, const std::string& known, Target& target) {
  Request request = bucket.ToObject("GET", "read", key);
  if (!known.empty()) request.headers = {{"if-none-match", QuotedEtag(known)}};
  const int64_t part = bucket.settings().part_bytes;
  uint32_t crc = 0;
  TILL_ASSIGN(const Response first, LoadRange(bucket, {0, part}, request, target, crc));
  if (first.status == 304) return Loaded{Loaded::Outcome::kUnchanged, known};
  const bool empty = first.status == 416;  // an empty object has no first byte
  if (!first.ok() && !empty) return ObjectError(request, first, key);
  TILL_TRY(target.Open());
  if (empty) return Loaded{Loaded::Outcome::kWhole, ""};
  TILL_ASSIGN(const int64_t size, WholeSize(request, first));
  const std::string etag = BareEtag(first.Header("etag"));
  if (first.status == 206 && size > part) {
    const Status rest = LoadRest(bucket, key, etag, size, target);
    if (!rest.ok() && rest.error().code == Code::kConflict) return Loaded{Loaded::Outcome::kChangedMeanwhile, ""};
    if (!rest.ok()) return rest.error();
  } else {
    TILL_TRY(CheckBytes(request, first, crc));
  }
  TILL_TRY(target.CheckSize(size));
  return Loaded{Loaded::Outcome::kWhole, etag};
}

}  // namespace

Result<std::optional<std::string>> Download(Bucket& bucket, std::string_view key, const std::string& known,
                                            const std::filesystem::path& path) {
  for (int i = 0; i < kMostChanges; ++i) {
    Target target(path);
    TILL_ASSIGN(const Loaded loaded, Load(bucket, key, known, target));
    if (loaded.outcome == Loaded::Outcome::kUnchanged) return std::optional<std::string>();
    if (loaded.outcome == Loaded::Outcome::kChangedMeanwhile) continue;
    target.Keep();
    return std::optional(loaded.etag);
  }
  return Unavailable("cannot read object '" + Shown(key) + "': it is replaced again and again while it is read");
}

}  // namespace till::aws
