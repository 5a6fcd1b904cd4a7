#include "serve/http_server.h"

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace till::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr uint32_t kMostHeadBytes = 16 * 1024;
constexpr uint64_t kMostBodyBytes = 64 * 1024;
constexpr size_t kMostWaitingEvents = 64;
constexpr auto kIdle = std::chrono::seconds(60);
constexpr auto kSending = std::chrono::seconds(30);
constexpr auto kDraining = std::chrono::seconds(2);
constexpr auto kHeartbeat = std::chrono::seconds(15);
constexpr auto kAcceptAgain = std::chrono::milliseconds(200);

class Connection;

/// What connections share. Everything but `workers` belongs to the one thread of `io`.
struct Hub {
  Hub(HttpServer::Answer answer_function, const HttpOptions& options)
      : answer(std::move(answer_function)), headers(options.headers), workers(options.workers) {}

  std::set<Connection*> connections;  // before `io`, whose end ends connections
  std::function<void()> on_end;       ///< of a connection
  asio::io_context io{1};
  HttpServer::Answer answer;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  bool stopping = false;
  asio::thread_pool workers;
};

HttpRequest Taken(const http::request<http::string_body>& message) {
  const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
  HttpRequest request;
  request.method = text(message.method_string());
  request.target = text(message.target());
  const auto hosts = message.equal_range(http::field::host);
  for (auto host = hosts.first; host != hosts.second; ++host) {
    request.host += (request.host.empty() ? "" : ", ") + text(host->value());
  }
  request.origin = text(message[http::field::origin]);
  request.fetch_site = text(message["Sec-Fetch-Site"]);
  request.fetch_mode = text(message["Sec-Fetch-Mode"]);
  request.till = text(message["X-Till"]);
  request.takes_gzip = message[http::field::accept_encoding].find("gzip") != beast::string_view::npos;
  request.body = message.body();
  return request;
}

/// One connection: reads a request, has it answered, writes the answer, and again; or, once it waits for events,
/// writes those. Lives until its last handler ends.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Hub& hub) : stream_(std::move(socket)), hub_(hub), heartbeat_(hub.io) {
    hub_.connections.insert(this);
  }
  ~Connection() {
    hub_.connections.erase(this);
    if (!hub_.stopping) hub_.on_end();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMostHeadBytes);
    parser_->body_limit(kMostBodyBytes);
    stream_.expires_after(kIdle);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, size_t) {
      if (error) return self->Refuse(error);
      self->Take();
    });
  }

  /// Ends a connection that waits; one that answers ends after its answer.
  void Stop() {
    if (!answering_) Close();
  }

  void SendEvent(const std::string& event) {
    if (!events_) return;
    // Who does not read is let go; the browser comes again.
    if (waiting_.size() >= kMostWaitingEvents) return Close();
    waiting_.push_back(event);
    if (waiting_.size() == 1) WriteEvent();
  }

 private:
  void Take() {
    answering_ = true;
    stream_.expires_never();
    message_ = parser_->release();
    auto request = std::make_shared<const HttpRequest>(Taken(message_));
    asio::post(hub_.workers, [self = shared_from_this(), request]() mutable {
      auto answer = std::make_shared<HttpAnswer>(self->hub_.answer(*request));
      // The connection is let go on its own thread, never on this one.
      asio::io_context& io = self->hub_.io;
      asio::post(io, [self = std::move(self), answer]() { self->Write(std::move(*answer)); });
    });
  }

  void SetHead(http::response<http::string_body>& response, const HttpAnswer& answer) const {
    response.set(http::field::content_type, answer.content_type);
    response.set(http::field::cache_control, answer.cache_control);
    for (const auto& [name, value] : hub_.headers) {
      response.set(beast::string_view(name.data(), name.size()), beast::string_view(value.data(), value.size()));
    }
    if (answer.gzip) response.set(http::field::content_encoding, "gzip");
    response.set(http::field::vary, "Accept-Encoding");
  }

  void Write(HttpAnswer answer) {
    events_ = answer.events && message_.method() == http::verb::get;
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(answer.status));
    SetHead(response_, answer);
    response_.keep_alive(message_.keep_alive() && !hub_.stopping);
    stream_.expires_after(kSending);
    if (events_) return BeginEvents(std::move(answer.body));
    const bool head_only = message_.method() == http::verb::head;
    response_.content_length(answer.body.size());
    if (!head_only) response_.body() = std::move(answer.body);
    serializer_.emplace(response_);
    serializer_->split(head_only);
    const auto done = [self = shared_from_this()](error_code error, size_t) { self->Written(error); };
    if (head_only) {
      http::async_write_header(stream_, *serializer_, done);
    } else {
      http::async_write(stream_, *serializer_, done);
    }
  }

  void Written(error_code error) {
    answering_ = false;
    if (!error && refused_) {
      stream_.socket().shutdown(tcp::socket::shutdown_send, error);
      stream_.expires_after(kDraining);
      return Drain();
    }
    if (error || !response_.keep_alive() || hub_.stopping) return Close();
    Read();
  }

  /// A head without a length: the body is what comes until the connection ends.
  void BeginEvents(std::string first) {
    response_.keep_alive(false);
    serializer_.emplace(response_);
    serializer_->split(true);
    waiting_.push_back(std::move(first));
    http::async_write_header(stream_, *serializer_, [self = shared_from_this()](error_code error, size_t) {
      self->answering_ = false;
      if (error || self->hub_.stopping) return self->Close();
      self->WriteEvent();
      self->Beat();
      self->WatchForEnd();
    });
  }

  void WriteEvent() {
    stream_.expires_after(kSending);
    asio::async_write(stream_, asio::buffer(waiting_.front()), [self = shared_from_this()](error_code error, size_t) {
      if (error) return self->Close();
      self->stream_.expires_never();
      self->waiting_.pop_front();
      if (!self->waiting_.empty()) self->WriteEvent();
    });
  }

  /// A comment now and then finds out connections that are gone and keeps proxies from closing.
  void Beat() {
    heartbeat_.expires_after(kHeartbeat);
    heartbeat_.async_wait([self = shared_from_this()](error_code error) {
      if (error || !self->events_) return;
      self->SendEvent(":\n\n");
      self->Beat();
    });
  }

  /// The browser says nothing more; what comes is the end.
  void WatchForEnd() {
    stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code) { self->Close(); });
  }

  void Refuse(error_code error) {
    unsigned status = 0;
    if (error == http::error::header_limit) status = 431;
    if (error == http::error::body_limit) status = 413;
    if (status == 0) return Close();
    HttpAnswer answer;
    answer.status = static_cast<int>(status);
    answer.content_type = "application/json";
    answer.cache_control = "no-store";
    answer.body = R"({"error":{"code":"invalid","message":"cannot read the request: it is too large","hint":""}})";
    message_ = {};
    message_.keep_alive(false);
    answering_ = true;
    refused_ = true;
    Write(std::move(answer));
  }

  /// Takes what the other side still sends: closing before would reset the connection and lose the answer.
  void Drain() {
    stream_.async_read_some(asio::buffer(drained_), [self = shared_from_this()](error_code error, size_t) {
      if (error || self->hub_.stopping) return self->Close();
      self->Drain();
    });
  }

  void Close() {
    events_ = false;
    heartbeat_.cancel();
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.close();
  }

  beast::tcp_stream stream_;
  Hub& hub_;
  asio::steady_timer heartbeat_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::request<http::string_body> message_;
  http::response<http::string_body> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::deque<std::string> waiting_;  // events; the first is being written
  bool answering_ = false;
  bool events_ = false;
  bool refused_ = false;
  std::array<char, 4096> drained_{};
};

class BeastServer : public HttpServer {
 public:
  BeastServer(const HttpOptions& options, Answer answer)
      : most_connections_(options.most_connections),
        hub_(std::move(answer), options),
        acceptor_(hub_.io),
        again_(hub_.io) {
    hub_.on_end = [this]() {
      if (std::exchange(full_, false)) Accept();
    };
  }

  Status Open(const HttpOptions& options) {
    const std::string name = options.listen + ":" + std::to_string(options.port);
    error_code error;
    const asio::ip::address address = asio::ip::make_address(options.listen, error);
    if (error) return Invalid("cannot listen on '" + options.listen + "': it is not an IP address");
    const tcp::endpoint endpoint(address, options.port);
    if (!acceptor_.open(endpoint.protocol(), error)) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return Ok();
    if (error == asio::error::address_in_use) {
      return Unavailable("cannot listen on " + name + ": the port is in use", "--port takes another");
    }
    return Unavailable("cannot listen on " + name + ": " + error.message());
  }

  uint16_t port() const override {
    error_code error;
    return acceptor_.local_endpoint(error).port();
  }

  void Run() override {
    Accept();
    hub_.io.run();
    hub_.workers.join();
    // What workers left over for the connections' thread is let go here.
    hub_.io.restart();
    hub_.io.run();
  }

  void Stop() override {
    asio::post(hub_.io, [this]() {
      hub_.stopping = true;
      error_code ignored;
      acceptor_.close(ignored);
      again_.cancel();
      // A connection that closes may end, and takes itself out of the set.
      std::vector<std::shared_ptr<Connection>> connections;
      for (Connection* connection : hub_.connections) connections.push_back(connection->shared_from_this());
      for (const auto& connection : connections) connection->Stop();
    });
  }

  void Send(std::string_view event) override {
    asio::post(hub_.io, [this, text = std::string(event)]() {
      std::vector<std::shared_ptr<Connection>> connections;
      for (Connection* connection : hub_.connections) connections.push_back(connection->shared_from_this());
      for (const auto& connection : connections) connection->SendEvent(text);
    });
  }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (hub_.stopping || error == asio::error::operation_aborted) return;
      if (error) return AcceptLater();
      socket.set_option(tcp::no_delay(true), error);
      std::make_shared<Connection>(std::move(socket), hub_)->Read();
      // Who comes now waits in the system's queue until a connection ends.
      full_ = hub_.connections.size() >= most_connections_;
      if (!full_) Accept();
    });
  }

  /// The machine is out of descriptors or memory: asking at once would only burn a core.
  void AcceptLater() {
    again_.expires_after(kAcceptAgain);
    again_.async_wait([this](error_code error) {
      if (!error && !hub_.stopping) Accept();
    });
  }

  size_t most_connections_;
  bool full_ = false;  ///< nobody is accepted
  Hub hub_;
  tcp::acceptor acceptor_;
  asio::steady_timer again_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Listen(const HttpOptions& options, Answer answer) {
  auto server = std::make_unique<BeastServer>(options, std::move(answer));
  TILL_TRY(server->Open(options));
  return std::unique_ptr<HttpServer>(std::move(server));
}

std::string EventText(std::string_view name, std::string_view data) {
  return "event: " + std::string(name) + "\ndata: " + std::string(data) + "\n\n";
}

}  // namespace till::serve
