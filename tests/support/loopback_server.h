#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace till::testing {

/// What came over a connection.
struct LoopbackRequest {
  std::string method;
  std::string target;  ///< as it was sent: "/a%20b?x=1"
  std::string head;    ///< all lines, with the empty one
  std::string body;

  /// "" if it is not there.
  std::string Header(std::string_view name) const;
};

struct LoopbackAnswer {
  std::string bytes;  ///< head and body, sent as they are
  bool close = false;
  int64_t pause_micros = 0;  ///< before each 1,000 bytes
};

/// "HTTP/1.1 <status> X" with a content-length.
LoopbackAnswer Answer(int status, std::string_view body = {},
                      const std::vector<std::pair<std::string, std::string>>& headers = {});
/// A connection closed without a word.
LoopbackAnswer Silence();

/// An HTTP server on 127.0.0.1 that says what a test tells it to. The handler is called on a thread per connection.
class LoopbackServer {
 public:
  explicit LoopbackServer(std::function<LoopbackAnswer(const LoopbackRequest&)> handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// All that came so far.
  std::vector<LoopbackRequest> requests();
  size_t connections();

 private:
  void Accept();
  void Serve(int connection);

  const std::function<LoopbackAnswer(const LoopbackRequest&)> handler_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  bool stopped_ = false;
  std::vector<LoopbackRequest> requests_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

/// Sends `bytes` to 127.0.0.1:port, closing the sending side after `limit` bytes where that is less, and gives all that
/// comes back until the answer is whole or the connection ends.
std::string Exchange(int port, std::string_view bytes, size_t limit = std::string_view::npos);

}  // namespace till::testing
