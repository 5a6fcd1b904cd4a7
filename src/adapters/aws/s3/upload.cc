#include "adapters/aws/s3/upload.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "adapters/aws/s3/checksum.h"
#include "adapters/aws/sign/xml.h"
#include "base/files.h"
#include "base/worker_pool.h"

namespace till::aws {
namespace {

constexpr int64_t kMostParts = 10'000;

/// A body that is open for reading in parts. Any thread may read.
class Source {
 public:
  static Result<Source> Open(const lake::Body& body) {
    if (const auto* bytes = std::get_if<std::string_view>(&body)) return Source(*bytes, {}, -1, std::ssize(*bytes));
    const auto& path = std::get<std::filesystem::path>(body);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return SystemError("read", path, errno);
    Source source({}, path, descriptor, 0);
    struct stat file {};
    if (::fstat(descriptor, &file) != 0) return SystemError("read", path, errno);
    source.size_ = file.st_size;
    return source;
  }
  ~Source() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Source(Source&& other) noexcept
      : bytes_(other.bytes_),
        path_(std::move(other.path_)),
        descriptor_(std::exchange(other.descriptor_, -1)),
        size_(other.size_) {}
  Source& operator=(Source&&) = delete;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  int64_t size() const { return size_; }
  /// The bytes of `range`. Of a file they are read once, into `buffer`, so that what is hashed is what is sent, however
  /// often, even where somebody writes to the file meanwhile.
  Result<std::string_view> Part(Range range, std::string& buffer) const {
    if (descriptor_ < 0) return bytes_.substr(static_cast<size_t>(range.offset), static_cast<size_t>(range.length));
    buffer.resize(static_cast<size_t>(range.length));
    for (size_t filled = 0; filled < buffer.size();) {
      const ssize_t got = ::pread(descriptor_, buffer.data() + filled, buffer.size() - filled,
                                  range.offset + static_cast<int64_t>(filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return SystemError("read", path_, errno);
      if (got == 0) return Unavailable("cannot read '" + path_.string() + "': it has become shorter meanwhile");
      filled += static_cast<size_t>(got);
    }
    return std::string_view(buffer);
  }

 private:
  Source(std::string_view bytes, std::filesystem::path path, int descriptor, int64_t size)
      : bytes_(bytes), path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  std::string_view bytes_;
  std::filesystem::path path_;
  int descriptor_;
  int64_t size_;
};

/// The body of `request`, with the checksum that S3 holds it against and keeps.
void SetBody(std::string_view bytes, const std::string& checksum, Request& request) {
  request.body = bytes;
  request.body_guard = BodyGuard::kChecksum;
  request.headers.emplace_back("x-amz-checksum-crc32c", checksum);
}

void AddCondition(const Condition& condition, Request& request) {
  if (condition.kind == Condition::Kind::kAbsent) request.headers.emplace_back("if-none-match", "*");
  if (condition.kind == Condition::Kind::kMatch) request.headers.emplace_back("if-match", QuotedEtag(condition.etag));
}

/// What a new object is to be, beside its bytes.
void AddTraits(const S3Settings& settings, const std::string& token, Request& request) {
  request.headers.emplace_back(kWriteToken, token);
  if (settings.encryption == Encryption::kAes256) {
    request.headers.emplace_back("x-amz-server-side-encryption", "AES256");
  }
  if (settings.encryption == Encryption::kKms) {
    request.headers.emplace_back("x-amz-server-side-encryption", "aws:kms");
    if (!settings.kms_key.empty()) {
      request.headers.emplace_back("x-amz-server-side-encryption-aws-kms-key-id", settings.kms_key);
    }
  }
}

/// An object that is made of parts.
class PartsUpload {
 public:
  PartsUpload(Bucket& bucket, std::string_view key, const Source& source)
      : bucket_(bucket), key_(key), source_(source) {
    const int64_t least = (source.size() + kMostParts - 1) / kMostParts;
    part_bytes_ = std::max(bucket.settings().part_bytes, least);
    parts_.resize(static_cast<size_t>((source.size() + part_bytes_ - 1) / part_bytes_));
  }

  Status Begin(const std::string& token) {
    Request request = bucket_.ToObject("POST", "write", key_);
    request.query = {{"uploads", ""}};
    request.headers = {{"x-amz-checksum-algorithm", "CRC32C"}};
    AddTraits(bucket_.settings(), token, request);
    TILL_ASSIGN(const Response response, bucket_.client().Send(request));
    if (!response.ok()) return ObjectError(request, response, key_);
    TILL_ASSIGN(const XmlElement answer, ParseXml(response.body, "the answer to a new upload"));
    upload_id_ = answer.Text("UploadId");
    if (upload_id_.empty()) return Corrupt("cannot " + request.action + ": the answer names no upload");
    return Ok();
  }

  Status SendParts() {
    const WorkerPool pool(std::min(parts_.size(), static_cast<size_t>(bucket_.settings().parallelism)));
    std::vector<std::string> buffers(pool.size());
    return pool.ForEach(parts_.size(), [&](size_t i, size_t worker) { return SendPart(i, buffers[worker]); });
  }

  /// The answer to what makes the object exist.
  Result<Response> Complete(const Condition& condition) {
    std::string list = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (size_t i = 0; i < parts_.size(); ++i) {
      list += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" + XmlText(parts_[i].etag) +
              "</ETag><ChecksumCRC32C>" + parts_[i].checksum + "</ChecksumCRC32C></Part>";
    }
    list += "</CompleteMultipartUpload>";
    Request request = bucket_.ToObject("POST", "write", key_);
    request.query = {{"uploadId", upload_id_}};
    request.headers = {{"content-type", "application/xml"}};
    request.body = std::string_view(list);
    AddCondition(condition, request);
    return bucket_.client().Send(request);
  }

  /// Best effort: parts that nobody completes cost money until the bucket's own rule removes them.
  void Abort() {
    Request request = bucket_.ToObject("DELETE", "abort the upload of", key_);
    request.query = {{"uploadId", upload_id_}};
    (void)bucket_.client().Send(request).ok();
  }

 private:
  struct Part {
    std::string etag;
    std::string checksum;
  };

  Status SendPart(size_t i, std::string& buffer) {
    Request request = bucket_.ToObject("PUT", "write", key_);
    request.query = {{"partNumber", std::to_string(i + 1)}, {"uploadId", upload_id_}};
    const int64_t offset = static_cast<int64_t>(i) * part_bytes_;
    TILL_ASSIGN(const std::string_view bytes,
                source_.Part({offset, std::min(part_bytes_, source_.size() - offset)}, buffer));
    parts_[i].checksum = ChecksumOf(bytes);
    SetBody(bytes, parts_[i].checksum, request);
    TILL_ASSIGN(const Response response, bucket_.client().Send(request));
    // The upload is gone, not the object: somebody aborted it, or a rule of the bucket.
    if (response.status == 404 && FaultOf(response).code == "NoSuchUpload") {
      return Unavailable(ToError(request, response).message);
    }
    if (!response.ok()) return ObjectError(request, response, key_);
    parts_[i].etag = response.Header("etag");
    return Ok();
  }

  Bucket& bucket_;
  const std::string_view key_;
  const Source& source_;
  int64_t part_bytes_;
  std::vector<Part> parts_;
  std::string upload_id_;
};

Error ConditionFails(std::string_view key, const Condition& condition) {
  return condition.kind == Condition::Kind::kAbsent ? lake::ObjectExists(key) : lake::ObjectChanged(key);
}

/// Whether the object that is there now is the one that this write made.
Result<bool> IsOurs(Bucket& bucket, std::string_view key, const std::string& token) {
  const Request request = bucket.ToObject("HEAD", "write", key);
  TILL_ASSIGN(const Response response, bucket.client().Send(request));
  if (!response.ok() && response.status != 404) return ToError(request, response);
  return response.ok() && response.Header(kWriteToken) == token;
}

/// Whether the answer to a completed upload says that its parts are an object. 200 alone does not: S3 sends it before
/// it knows. Source: docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
bool SaysJoined(const Response& response) {
  const auto answer = ParseXml(response.body, "the answer");
  return answer.ok() && answer->name == "CompleteMultipartUploadResult";
}

/// What the answer to the decisive request means.
Status Settle(Bucket& bucket, std::string_view key, const Condition& condition, const std::string& token,
              const Response& response) {
  if (response.ok()) return Ok();
  const Request request = bucket.ToObject("PUT", "write", key);
  const std::string code = FaultOf(response).code;
  // If-Match of an object that is gone is 404 too. NoSuchUpload: done already, or aborted by somebody.
  const bool refused = response.status == 412 || code == "NoSuchUpload" ||
                       (condition.kind == Condition::Kind::kMatch && response.status == 404 && code != "NoSuchBucket");
  if (!refused) return ObjectError(request, response, key);
  TILL_ASSIGN(const bool ours, IsOurs(bucket, key, token));
  if (ours) return Ok();
  if (code == "NoSuchUpload") return Unavailable(ToError(request, response).message);
  return ConditionFails(key, condition);
}

/// The same of the request that joins the parts.
Status SettleParts(Bucket& bucket, std::string_view key, const Condition& condition, const std::string& token,
                   const Response& response) {
  if (!response.ok() || SaysJoined(response)) return Settle(bucket, key, condition, token, response);
  TILL_ASSIGN(const bool ours, IsOurs(bucket, key, token));
  if (ours) return Ok();
  return Unavailable("cannot " + bucket.ToObject("POST", "write", key).action + ": the service answers " +
                     std::to_string(response.status) + " and does not say that its parts are joined");
}

Status UploadParts(Bucket& bucket, std::string_view key, const Source& source, const Condition& condition,
                   const std::string& token) {
  if (condition.kind == Condition::Kind::kAbsent) {
    // Spares sending it all; the last request decides.
    const Request look = bucket.ToObject("HEAD", "write", key);
    TILL_ASSIGN(const Response there, bucket.client().Send(look));
    if (there.ok()) return lake::ObjectExists(key);
  }
  PartsUpload upload(bucket, key, source);
  TILL_TRY(upload.Begin(token));
  Status status = upload.SendParts();
  if (status.ok()) {
    const auto response = upload.Complete(condition);
    status = response.ok() ? SettleParts(bucket, key, condition, token, *response) : response.status();
  }
  if (!status.ok()) upload.Abort();
  return status;
}

}  // namespace

Status Upload(Bucket& bucket, std::string_view key, const lake::Body& body, const Condition& condition,
              const std::string& token) {
  TILL_ASSIGN(const Source source, Source::Open(body));
  if (source.size() > bucket.settings().part_bytes) return UploadParts(bucket, key, source, condition, token);
  Request request = bucket.ToObject("PUT", "write", key);
  AddCondition(condition, request);
  AddTraits(bucket.settings(), token, request);
  std::string buffer;
  TILL_ASSIGN(const std::string_view bytes, source.Part({0, source.size()}, buffer));
  SetBody(bytes, ChecksumOf(bytes), request);
  TILL_ASSIGN(const Response response, bucket.client().Send(request));
  return Settle(bucket, key, condition, token, response);
}

}  // namespace till::aws
