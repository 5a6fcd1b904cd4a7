#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/aws/s3/settings.h"
#include "adapters/aws/sign/client.h"
#include "lake/object_store.h"

namespace till::aws {

/// What of a body a request sends.
struct Range {
  int64_t offset = 0;
  int64_t length = 0;
};

/// The requests of one store to its bucket. Any thread may use it.
class Bucket {
 public:
  Bucket(S3Settings settings, HttpClient& http, CredentialsCache& credentials, Clock& clock, RetryPolicy retry);

  /// "<method> <object>"; `action` is "read", as in "cannot read object 'a/b'".
  Request ToObject(std::string_view method, std::string_view action, std::string_view key) const;
  /// A listing.
  Request ToBucket(std::string_view prefix) const;
  /// The same with `range` of the object asked for, which is cut at the object's end, and with its checksum.
  static void AskFor(Range range, Request& request);

  Client& client() { return client_; }
  const S3Settings& settings() const { return settings_; }
  /// settings().prefix with its '/', or "".
  const std::string& prefix() const { return prefix_; }

 private:
  const S3Settings settings_;
  const std::string prefix_;
  const std::string path_;  // "/" or "/<bucket>/"
  Client client_;
};

/// The error for an answer about an object: absent is kNotFound, no bucket kInvalid, else as ToError().
Error ObjectError(const Request& request, const Response& response, std::string_view key);
/// What an answer's headers say of the object. kCorrupt where they say nothing.
Result<lake::ObjectInfo> InfoOf(const Response& response, std::string_view key);
/// An etag as ObjectInfo has it: without its quotes.
std::string BareEtag(std::string_view etag);
/// An etag as a header wants it: with quotes.
std::string QuotedEtag(std::string_view etag);
/// The size of the whole object, from an answer to a GET.
Result<int64_t> WholeSize(const Request& request, const Response& response);
/// kCorrupt where the answer to a GET names S3's checksum of the object and `crc`, the CRC-32C of all its bytes, is
/// another. One of the checksums of parts says nothing of the bytes, nor does one whose kind the answer leaves open.
Status CheckBytes(const Request& request, const Response& response, uint32_t crc);

/// The header that bears the token of the write that made the object.
inline constexpr std::string_view kWriteToken = "x-amz-meta-till-write";

}  // namespace till::aws
