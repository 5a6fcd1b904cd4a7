#include "serve/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace till::serve {
namespace {

/// A plain socket to the server: what is read is what came over the wire.
class Client {
 public:
  explicit Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(const std::string& text) {
    if (connected_) [[maybe_unused]]
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
  }
  /// Reads until `end` has come, the connection ends or patience does.
  std::string ReadUntil(const std::string& end) {
    while (received_.find(end) == std::string::npos) {
      char bytes[4096];
      const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      received_.append(bytes, static_cast<size_t>(got));
    }
    return received_;
  }
  /// Whether anything comes within a fifth of a second.
  bool HasBytes() const {
    pollfd waiting{socket_, POLLIN, 0};
    return ::poll(&waiting, 1, 200) > 0;
  }
  void Forget() { received_.clear(); }

 private:
  int socket_;
  bool connected_ = false;
  std::string received_;
};

/// A server on a free port that runs while the test does.
class HttpServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HttpOptions options;
    options.port = 0;
    options.headers = {{"X-Content-Type-Options", "nosniff"}};
    auto server = HttpServer::Listen(options, [this](const HttpRequest& request) { return Answer(request); });
    ASSERT_TRUE(server.ok()) << server.error().ToString();
    server_ = std::move(server).value();
    thread_ = std::thread([this]() { server_->Run(); });
  }
  void TearDown() override {
    if (!server_) return;
    server_->Stop();
    thread_.join();
  }

  HttpAnswer Answer(const HttpRequest& request) {
    ++answered_;
    if (request.target == "/events") {
      return {.content_type = "text/event-stream",
              .cache_control = "no-store",
              .body = EventText("first", "1"),
              .events = true};
    }
    if (request.target == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return {.status = request.target == "/gone" ? 404 : 200,
            .content_type = "text/plain",
            .cache_control = "no-store",
            .body = request.method + " " + request.target + " " + request.host + ".",
            .gzip = false,
            .events = false};
  }

  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  std::atomic<int> answered_ = 0;
};

TEST_F(HttpServerTest, AnswersWithTheHeadersOfEveryAnswerAndKeepsTheConnection) {
  Client client(server_->port());
  for (const char* target : {"/one", "/gone"}) {
    client.Forget();
    client.Send("GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = client.ReadUntil(" localhost.");
    EXPECT_NE(answer.find(target == std::string("/gone") ? "HTTP/1.1 404" : "HTTP/1.1 200"), std::string::npos)
        << answer;
    EXPECT_NE(answer.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Cache-Control: no-store\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("GET " + std::string(target) + " localhost.")) << answer;
  }
}

TEST_F(HttpServerTest, AHeadRequestHasTheLengthAndNoBody) {
  Client client(server_->port());
  client.Send("HEAD /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = client.ReadUntil("nothing comes, the connection ends");
  EXPECT_NE(answer.find("Content-Length: 18\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(HttpServerTest, AHeadOrBodyThatIsTooLargeIsRefusedUnanswered) {
  Client head(server_->port());
  head.Send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(20000, 'x') + "\r\n\r\n");
  EXPECT_NE(head.ReadUntil("too large").find("HTTP/1.1 431"), std::string::npos);
  Client body(server_->port());
  body.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_NE(body.ReadUntil("too large").find("HTTP/1.1 413"), std::string::npos);
  EXPECT_EQ(answered_, 0);
}

TEST_F(HttpServerTest, EventsReachEveryOpenPageAndTheFirstComesAtOnce) {
  Client one(server_->port());
  Client two(server_->port());
  for (Client* client : {&one, &two}) {
    client->Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = client->ReadUntil("event: first\ndata: 1\n\n");
    EXPECT_NE(answer.find("Content-Type: text/event-stream\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("event: first\ndata: 1\n\n")) << answer;
  }
  server_->Send(EventText("publication", R"({"number":7})"));
  for (Client* client : {&one, &two}) {
    EXPECT_TRUE(client->ReadUntil("7}\n\n").ends_with("event: publication\ndata: {\"number\":7}\n\n"));
  }
}

TEST_F(HttpServerTest, ManyOpenPagesDoNotKeepARequestWaiting) {
  std::vector<std::unique_ptr<Client>> pages;
  for (int i = 0; i < 100; ++i) {
    pages.push_back(std::make_unique<Client>(server_->port()));
    pages.back()->Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    pages.back()->ReadUntil("data: 1\n\n");
  }
  Client client(server_->port());
  client.Send("GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.ReadUntil(" localhost.").ends_with("GET /now localhost."));
}

TEST_F(HttpServerTest, RequestsAtOnceAreAllAnswered) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<Client>(server_->port()));
    clients.back()->Send("GET /slow HTTP/1.1\r\nHost: h" + std::to_string(i) + "\r\n\r\n");
  }
  for (int i = 0; i < 8; ++i) {
    const std::string end = " h" + std::to_string(i) + ".";
    EXPECT_TRUE(clients[static_cast<size_t>(i)]->ReadUntil(end).ends_with("GET /slow" + end));
  }
}

TEST(HttpServer, WhoComesBeyondTheMostConnectionsWaitsUntilOneEnds) {
  HttpOptions options;
  options.port = 0;
  options.most_connections = 2;
  const auto server = HttpServer::Listen(options, [](const HttpRequest&) {
    HttpAnswer answer;
    answer.body = "here";
    return answer;
  });
  ASSERT_TRUE(server.ok()) << server.error().ToString();
  std::thread thread([&]() { (*server)->Run(); });
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  {
    auto first = std::make_unique<Client>((*server)->port());
    Client second((*server)->port());
    for (Client* client : {first.get(), &second}) {
      client->Send(get);
      EXPECT_NE(client->ReadUntil("here").find("here"), std::string::npos);
    }
    Client third((*server)->port());
    third.Send(get);
    EXPECT_FALSE(third.HasBytes());
    first.reset();
    EXPECT_NE(third.ReadUntil("here").find("here"), std::string::npos);
  }
  (*server)->Stop();
  thread.join();
}

TEST_F(HttpServerTest, APortInUseIsNamed) {
  HttpOptions options;
  options.port = server_->port();
  const auto second = HttpServer::Listen(options, [](const HttpRequest&) { return HttpAnswer{}; });
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kUnavailable);
  EXPECT_EQ(second.error().ToString(), "cannot listen on 127.0.0.1:" + std::to_string(server_->port()) +
                                           ": the port is in use\nhint: --port takes another");
}

TEST(HttpServer, AnAddressThatIsNoneIsNamed) {
  HttpOptions options;
  options.listen = "everywhere";
  const auto server = HttpServer::Listen(options, [](const HttpRequest&) { return HttpAnswer{}; });
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().ToString(), "cannot listen on 'everywhere': it is not an IP address");
}

}  // namespace
}  // namespace till::serve
