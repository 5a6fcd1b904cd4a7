#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace till::serve {

/// A request whose head is whole and whose body, if it has one, has arrived.
struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query as they came
  std::string host;    ///< of two, both: "a, b", which nobody has
  std::string origin;
  std::string fetch_site;
  std::string fetch_mode;
  std::string till;  ///< X-Till
  bool takes_gzip = false;
  std::string body;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type;
  std::string cache_control;
  std::string body;
  bool gzip = false;    ///< `body` is a gzip file
  bool events = false;  ///< the connection stays open and receives all events from now on; `body` is the first of them
};

struct HttpOptions {
  std::string listen = "127.0.0.1";
  uint16_t port = 8080;                                                ///< 0: one that is free
  size_t workers = 2;                                                  ///< threads that answer
  size_t most_connections = 512;                                       ///< at once; who comes beyond them waits
  std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< on every answer
};

/// HTTP/1.1 over TCP. All connections live on one thread; requests are answered on `workers` others, so that any number
/// of open tabs costs no thread. Heads above 16 KB and bodies above 64 KB are refused, idle connections closed.
class HttpServer {
 public:
  using Answer = std::function<HttpAnswer(const HttpRequest& request)>;

  /// Begins to listen; nothing is answered before Run. `answer` is called on several threads at once. kUnavailable if
  /// the port is in use, kInvalid for an address that is none.
  static Result<std::unique_ptr<HttpServer>> Listen(const HttpOptions& options, Answer answer);
  virtual ~HttpServer() = default;

  virtual uint16_t port() const = 0;
  /// Serves until Stop. One thread.
  virtual void Run() = 0;
  /// Ends Run once the answers under way are sent. Any thread; also before Run.
  virtual void Stop() = 0;
  /// Sends an event to every connection that waits for events. Any thread.
  virtual void Send(std::string_view event) = 0;
};

/// "event: <name>\ndata: <data>\n\n".
std::string EventText(std::string_view name, std::string_view data);

}  // namespace till::serve
