#include "adapters/aws/s3/bucket.h"

#include "adapters/aws/s3/checksum.h"
#include "adapters/aws/sign/encoding.h"
#include "base/hash.h"
#include "base/text.h"

namespace till::aws {
namespace {

/// Stores that are busy together must not wait alike.
RetryPolicy Own(RetryPolicy retry, const S3Settings& settings) {
  retry.seed ^= static_cast<uint64_t>(Hash60(settings.writer));
  return retry;
}

constexpr int64_t kLeastPartBytes = int64_t{5} << 20;

bool InHost(const S3Settings& settings) {
  // A certificate for *.s3.<region>.amazonaws.com does not stand for a name with a further dot.
  const bool fits = !settings.endpoint && settings.bucket.find('.') == std::string::npos;
  return settings.addressing.value_or(fits ? Addressing::kHost : Addressing::kPath) == Addressing::kHost;
}

Service ServiceOf(const S3Settings& settings) {
  const auto endpoint = [explicit_endpoint = settings.endpoint,
                         host = InHost(settings) ? settings.bucket + "." : ""](std::string_view region) {
    Endpoint found = explicit_endpoint.value_or(AwsEndpoint("s3", region));
    found.host.insert(0, host);
    return found;
  };
  return {.name = "s3", .region = settings.region, .endpoint = endpoint};
}

}  // namespace

Status CheckSettings(const S3Settings& settings) {
  const auto refuse = [&](const std::string& fact, const std::string& hint) {
    return Invalid("cannot use bucket '" + Shown(settings.bucket) + "': " + fact, hint);
  };
  if (settings.bucket.size() < 3 || settings.bucket.size() > 63 ||
      settings.bucket.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos) {
    return refuse("a bucket's name has 3 to 63 of a-z, 0-9, '.' and '-'",
                  "name the bucket in root = \"s3://bucket/prefix\" of [lake]");
  }
  if (settings.region.empty())
    return refuse("its region is not known", "set region in [aws] of till.toml, or AWS_REGION");
  if (settings.writer.empty()) return refuse("the store has no writer's name", "give it one that no other store has");
  if (settings.part_bytes < kLeastPartBytes) return refuse("part_bytes is under 5 MiB", "make it 5242880 or more");
  if (settings.parallelism < 1) return refuse("parallelism is under 1", "make it 1 or more");
  return settings.prefix.empty() ? Ok() : lake::CheckKey(settings.prefix);
}

Bucket::Bucket(S3Settings settings, HttpClient& http, CredentialsCache& credentials, Clock& clock, RetryPolicy retry)
    : settings_(std::move(settings)),
      prefix_(settings_.prefix.empty() ? "" : settings_.prefix + "/"),
      path_(InHost(settings_) ? "/" : "/" + settings_.bucket + "/"),
      client_(http, credentials, clock, ServiceOf(settings_), Own(retry, settings_)) {}

Request Bucket::ToObject(std::string_view method, std::string_view action, std::string_view key) const {
  Request request;
  request.action = std::string(action) + " object '" + Shown(key) + "'";
  request.method = method;
  request.path = path_ + prefix_ + std::string(key);
  return request;
}

Request Bucket::ToBucket(std::string_view prefix) const {
  Request request;
  request.action =
      "list objects of '" + Shown(std::string(settings_.bucket) + "/" + prefix_ + std::string(prefix)) + "'";
  request.path = path_;
  // Without its last '/', as all clients ask for a bucket in the path.
  if (request.path.size() > 1) request.path.pop_back();
  request.query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", prefix_ + std::string(prefix)}};
  return request;
}

void Bucket::AskFor(Range range, Request& request) {
  const bool open = range.length > INT64_MAX - range.offset;
  request.headers.emplace_back("range", "bytes=" + std::to_string(range.offset) + "-" +
                                            (open ? "" : std::to_string(range.offset + range.length - 1)));
  request.headers.emplace_back("x-amz-checksum-mode", "ENABLED");
}

Error ObjectError(const Request& request, const Response& response, std::string_view key) {
  if (response.status == 404 && FaultOf(response).code == "NoSuchBucket") {
    Error error = ToError(request, response);
    // Not kNotFound: an absent bucket is no absent object, after which life goes on.
    return Invalid(std::move(error.message), "make the bucket, or mend the lake's root");
  }
  return response.status == 404 ? lake::NoSuchObject(key) : ToError(request, response);
}

Result<lake::ObjectInfo> InfoOf(const Response& response, std::string_view key) {
  const auto size = ParseInt(response.Header("content-length"));
  const auto modified = ParseHttpDate(response.Header("last-modified"));
  if (!size || !modified || response.Header("etag").empty()) {
    return Corrupt("cannot read object '" + Shown(key) + "': the answer lacks its length, etag or time");
  }
  return lake::ObjectInfo{std::string(key), *size, *modified, BareEtag(response.Header("etag"))};
}

std::string BareEtag(std::string_view etag) {
  if (etag.size() >= 2 && etag.starts_with('"') && etag.ends_with('"')) etag = etag.substr(1, etag.size() - 2);
  return std::string(etag);
}

std::string QuotedEtag(std::string_view etag) { return '"' + std::string(etag) + '"'; }

Result<int64_t> WholeSize(const Request& request, const Response& response) {
  const std::string_view range = response.Header("content-range");
  const std::string_view said =
      response.status == 206 ? range.substr(range.find('/') + 1) : response.Header("content-length");
  const auto size = ParseInt(said);
  if (!size) return Corrupt("cannot " + request.action + ": the answer does not say its length");
  return *size;
}

Status CheckBytes(const Request& request, const Response& response, uint32_t crc) {
  const std::string_view kept = response.Header("x-amz-checksum-crc32c");
  // To a range that is the whole S3 sends a checksum of checksums without the "-<parts>" that marks it: the type tells.
  // Source: github.com/boto/botocore/issues/3346
  if (kept.empty() || response.Header("x-amz-checksum-type") != "FULL_OBJECT") return Ok();
  const std::string found = ChecksumText(crc);
  if (found == kept) return Ok();
  return Corrupt("cannot " + request.action + ": its bytes have the checksum " + found + ", and S3 keeps " +
                 Shown(kept));
}

}  // namespace till::aws
