#include "adapters/aws/sign/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>

#include "adapters/aws/sign/encoding.h"
#include "base/text.h"

namespace till::aws {
namespace {

constexpr size_t kAskFirstBytes = 1 << 20;

/// One request under way.
struct Transfer {
  const Request& request;
  CURL* handle;
  Response response;
  Status failed;  // of the sink
  size_t sent = 0;
  int64_t received = 0;
};

size_t OnRead(char* into, size_t size, size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const size_t copied = transfer.request.body.copy(into, size * count, transfer.sent);
  transfer.sent += copied;
  return copied;
}

/// curl asks for it where a kept connection turned out to be closed and it sends again.
int OnSeek(void* context, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Transfer*>(context)->sent = static_cast<size_t>(offset);
  return CURL_SEEKFUNC_OK;
}

size_t OnHeader(char* line, size_t size, size_t count, void* context) {
  auto& headers = static_cast<Transfer*>(context)->response.headers;
  const std::string_view text(line, size * count);
  if (text.starts_with("HTTP/")) headers.clear();
  const size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    headers.emplace_back(ToLower(text.substr(0, colon)), std::string(Trim(text.substr(colon + 1))));
  }
  return text.size();
}

size_t OnWrite(char* data, size_t size, size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const std::string_view bytes(data, size * count);
  long status = 0;
  curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  if (transfer.request.sink && status >= 200 && status < 300) {
    transfer.failed = transfer.request.sink(transfer.received, bytes);
    if (!transfer.failed.ok()) return 0;
  } else {
    transfer.response.body += bytes;
  }
  transfer.received += static_cast<int64_t>(bytes.size());
  return bytes.size();
}

class HeaderList {
 public:
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  void Add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void SetCallbacks(CURL* handle, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, OnWrite);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, OnRead);
  curl_easy_setopt(handle, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, OnSeek);
  curl_easy_setopt(handle, CURLOPT_SEEKDATA, &transfer);
}

void SetTransport(CURL* handle, const Patience& patience, const std::string& ca_bundle) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // else curl reads the environment
  curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, 512L * 1024);
  curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, 1024L * 1024);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(patience.connect_millis));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(patience.stall_seconds));
  if (!ca_bundle.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, ca_bundle.c_str());
}

void SetMethod(CURL* handle, const Request& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request.method == "PUT" || request.method == "POST") {
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

Error TransportError(const Request& request, const Endpoint& endpoint, CURLcode code) {
  std::string message = "cannot " + request.action + ": no whole answer from " + endpoint.ToString() + ": " +
                        ToLower(curl_easy_strerror(code));
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Denied(std::move(message),
                    "set AWS_CA_BUNDLE to a file of the authorities to trust, or mend the server's certificate");
    case CURLE_URL_MALFORMAT:
      return Invalid(std::move(message));
    default:
      return Unavailable(std::move(message));
  }
}

/// The bytes of an answer with a content-range "bytes 0-9/10"; -1 without one.
int64_t RangeLength(const Response& response) {
  const std::string_view range = response.Header("content-range");
  const size_t dash = range.find('-');
  const size_t slash = range.find('/');
  if (response.status != 206 || !range.starts_with("bytes ") || dash == range.npos || slash == range.npos) return -1;
  const auto first = ParseInt(range.substr(6, dash - 6));
  const auto last = ParseInt(range.substr(dash + 1, slash - dash - 1));
  return first && last ? *last - *first + 1 : -1;
}

}  // namespace

/// Handles that are not in use; each keeps its connections.
struct HttpClient::Pool {
  std::string ca_bundle;
  std::mutex mutex;
  std::vector<CURL*> idle;

  CURL* Take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return curl_easy_init();
    CURL* handle = idle.back();
    idle.pop_back();
    return handle;
  }
  void Return(CURL* handle) {
    curl_easy_reset(handle);
    const std::lock_guard lock(mutex);
    idle.push_back(handle);
  }
};

HttpClient::HttpClient(std::filesystem::path ca_bundle) : pool_(std::make_unique<Pool>()) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  pool_->ca_bundle = ca_bundle.string();
}

HttpClient::~HttpClient() {
  for (CURL* handle : pool_->idle) curl_easy_cleanup(handle);
  curl_global_cleanup();
}

Result<Response> HttpClient::Send(const Endpoint& endpoint, const Request& request) {
  CURL* handle = pool_->Take();
  if (handle == nullptr) return Internal("cannot " + request.action + ": libcurl gives no handle");
  Transfer transfer{.request = request, .handle = handle, .response = {}, .failed = {}};
  const std::string query = CanonicalQuery(request.query);
  const std::string url =
      endpoint.ToString() + PercentEncode(request.path, Slash::kKept) + (query.empty() ? "" : "?" + query);
  HeaderList headers;
  for (const auto& [name, value] : request.headers) headers.Add(name + (value.empty() ? ";" : ": " + value));
  // With much to send, first hear whether it is wanted: else a refusal ends the connection while bytes are under way,
  // and the answer that says why is lost.
  headers.Add(request.body.size() > kAskFirstBytes ? "Expect: 100-continue" : "Expect:");
  headers.Add("user-agent: till/" TILL_VERSION);
  SetTransport(handle, request.patience, pool_->ca_bundle);
  SetCallbacks(handle, transfer);
  SetMethod(handle, request);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  const CURLcode code = curl_easy_perform(handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  pool_->Return(handle);
  if (!transfer.failed.ok()) return transfer.failed.error();
  if (code != CURLE_OK) return TransportError(request, endpoint, code);
  transfer.response.status = static_cast<int>(status);
  if (const int64_t length = RangeLength(transfer.response); length >= 0 && length != transfer.received) {
    return Unavailable("cannot " + request.action + ": " + endpoint.ToString() + " sent " +
                       Count(transfer.received, "byte") + " of " + std::to_string(length));
  }
  return std::move(transfer.response);
}

Result<Endpoint> Endpoint::Parse(std::string_view url) {
  const auto refuse = [&](std::string_view fact) {
    return Invalid("cannot use endpoint '" + Shown(url) + "': " + std::string(fact),
                   "write it as https://host or http://host:port");
  };
  Endpoint endpoint;
  std::string host = ToLower(url);
  if (host.starts_with("http://"))
    endpoint.tls = false;
  else if (!host.starts_with("https://"))
    return refuse("it begins with neither https:// nor http://");
  host.erase(0, endpoint.tls ? 8 : 7);
  if (host.ends_with('/')) host.pop_back();
  if (host.empty()) return refuse("it has no host");
  if (host.find_first_of("/?#@ ") != std::string::npos) return refuse("it has more than a host and a port");
  const std::string_view own_port = endpoint.tls ? ":443" : ":80";
  if (host.ends_with(own_port)) host.erase(host.size() - own_port.size());
  endpoint.host = std::move(host);
  return endpoint;
}

std::string Endpoint::ToString() const { return (tls ? "https://" : "http://") + host; }

std::string_view Response::Header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace till::aws
