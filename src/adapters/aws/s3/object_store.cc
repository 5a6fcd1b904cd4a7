#include "adapters/aws/s3/object_store.h"

#include <algorithm>

#include "adapters/aws/s3/checksum.h"
#include "adapters/aws/sign/encoding.h"
#include "adapters/aws/sign/xml.h"
#include "base/text.h"

namespace till::aws {
namespace {

/// One object of a listing.
Result<lake::ObjectInfo> InfoOf(const XmlElement& contents, std::string key) {
  const auto size = ParseInt(contents.Text("Size"));
  const auto modified = Instant::Parse(contents.Text("LastModified"));
  if (!size || !modified) return Corrupt("cannot read a listing: object '" + Shown(key) + "' has no size or time");
  // A Last-Modified header has no fraction, and a listed object is as its head.
  const Instant second{modified->micros - modified->micros % 1'000'000};
  return lake::ObjectInfo{std::move(key), *size, second, BareEtag(contents.Text("ETag"))};
}

/// Adds a page of a listing; gives the token of the next one, "" after the last.
Result<std::string> AddPage(const XmlElement& page, const std::string& prefix, std::vector<lake::ObjectInfo>& found) {
  const bool encoded = page.Text("EncodingType") == "url";
  for (const XmlElement& contents : page.children) {
    if (contents.name != "Contents") continue;
    std::string key(contents.Text("Key"));
    if (encoded) {
      TILL_ASSIGN(key, PercentDecode(key));
    }
    if (!key.starts_with(prefix) || key.ends_with('/')) continue;
    TILL_ASSIGN(lake::ObjectInfo info, InfoOf(contents, key.substr(prefix.size())));
    found.push_back(std::move(info));
  }
  if (page.Text("IsTruncated") != "true") return std::string();
  std::string next(page.Text("NextContinuationToken"));
  if (next.empty()) return Corrupt("cannot read a listing: it is cut and does not say how to go on");
  return next;
}

}  // namespace

S3Store::S3Store(S3Settings settings, HttpClient& http, CredentialsCache& credentials, Clock& clock, RetryPolicy retry)
    : bucket_(std::move(settings), http, credentials, clock, retry), spool_(bucket_) {}

Result<std::unique_ptr<S3Store>> S3Store::Make(S3Settings settings, HttpClient& http, CredentialsCache& credentials,
                                               Clock& clock, RetryPolicy retry) {
  TILL_TRY(CheckSettings(settings));
  return std::unique_ptr<S3Store>(new S3Store(std::move(settings), http, credentials, clock, retry));
}

Result<std::vector<lake::ObjectInfo>> S3Store::List(std::string_view prefix) {
  std::vector<lake::ObjectInfo> found;
  const Request first = bucket_.ToBucket(prefix);
  Request request = first;
  std::string last;
  for (;;) {
    TILL_ASSIGN(const Response response, bucket_.client().Send(request));
    if (!response.ok()) return ObjectError(request, response, prefix);
    TILL_ASSIGN(const XmlElement page,
                ParseXml(response.body, "the listing of bucket '" + bucket_.settings().bucket + "'"));
    TILL_ASSIGN(const std::string next, AddPage(page, bucket_.prefix(), found));
    if (next.empty()) break;
    if (next == last) return Corrupt("cannot " + first.action + ": a page is followed by itself");
    last = next;
    request = first;
    request.query.emplace_back("continuation-token", next);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return found;
}

Result<lake::ObjectInfo> S3Store::Head(std::string_view key) {
  TILL_TRY(lake::CheckKey(key));
  const Request request = bucket_.ToObject("HEAD", "read", key);
  TILL_ASSIGN(const Response response, bucket_.client().Send(request));
  if (!response.ok()) return ObjectError(request, response, key);
  return InfoOf(response, key);
}

Result<std::string> S3Store::Get(std::string_view key, int64_t offset, int64_t length) {
  TILL_TRY(lake::CheckKey(key));
  TILL_TRY(lake::CheckRange(key, offset, length));
  if (length == 0) {
    TILL_TRY(Head(key).status());
    return std::string();
  }
  Request request = bucket_.ToObject("GET", "read", key);
  // Asked for even where it is the whole: the answer then says how long it must be.
  Bucket::AskFor({offset, length}, request);
  TILL_ASSIGN(Response response, bucket_.client().Send(request));
  if (response.status == 416) return std::string();  // the object ends before
  if (!response.ok()) return ObjectError(request, response, key);
  if (const auto size = WholeSize(request, response); size.ok() && *size == std::ssize(response.body)) {
    TILL_TRY(CheckBytes(request, response, Crc32c(response.body)));
  }
  if (response.status == 206) return std::move(response.body);
  return response.body.substr(std::min(static_cast<size_t>(offset), response.body.size()), static_cast<size_t>(length));
}

Result<std::filesystem::path> S3Store::Fetch(std::string_view key) {
  TILL_TRY(lake::CheckKey(key));
  return spool_.Fetch(key);
}

Status S3Store::Write(std::string_view key, const lake::Body& body, const Condition& condition) {
  TILL_TRY(lake::CheckKey(key));
  return Upload(bucket_, key, body, condition, bucket_.settings().writer + "-" + std::to_string(++writes_));
}

Status S3Store::Put(std::string_view key, const lake::Body& body) { return Write(key, body, {}); }

Status S3Store::PutIfAbsent(std::string_view key, const lake::Body& body) {
  return Write(key, body, {.kind = Condition::Kind::kAbsent, .etag = {}});
}

Status S3Store::PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) {
  return Write(key, body, {.kind = Condition::Kind::kMatch, .etag = std::string(etag)});
}

Status S3Store::Delete(std::string_view key) {
  TILL_TRY(lake::CheckKey(key));
  const Request request = bucket_.ToObject("DELETE", "delete", key);
  TILL_ASSIGN(const Response response, bucket_.client().Send(request));
  if (response.ok()) return Ok();
  const Error error = ObjectError(request, response, key);
  return error.code == Code::kNotFound ? Ok() : Status(error);
}

}  // namespace till::aws
