#include "serve/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "tests/golden/api/shop.h"
#include "tests/support/expect.h"

namespace till::serve {
namespace {

using testing::IsOk;

const std::vector<Asset> kWeb{{"web/dist/index.html", "<!doctype html>"}};

/// A connection of its own for one request; what was read so far is in `text`.
class Exchange {
 public:
  Exchange(uint16_t port, const std::string& request) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{15, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket_, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  }
  ~Exchange() { ::close(socket_); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Reads until `end` has come or the connection ends.
  const std::string& ReadUntil(const std::string& end) {
    char bytes[4096];
    while (text_.find(end) == std::string::npos) {
      const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      text_.append(bytes, static_cast<size_t>(got));
    }
    return text_;
  }

 private:
  int socket_;
  std::string text_;
};

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto shop = golden::OpenShop();
    ASSERT_TRUE(IsOk(shop));
    shop_ = std::move(shop).value();
    ASSERT_TRUE(IsOk(shop_->Publish()));
    ServeOptions options;
    options.port = 0;
    auto server = Server::Start(options, shop_->Sources(), kWeb, NoLog());
    ASSERT_TRUE(IsOk(server));
    server_ = std::move(server).value();
    thread_ = std::thread([this]() { server_->Run(); });
  }
  void TearDown() override {
    if (!server_) return;
    server_->Stop();
    thread_.join();
  }

  std::string Get(const std::string& head) {
    return Exchange(server_->port(), head + "Connection: close\r\n\r\n").ReadUntil("no such end");
  }

  std::unique_ptr<golden::Shop> shop_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

TEST_F(ServerTest, EveryAnswerCarriesThePolicy) {
  for (const std::string path : {"/", "/api/meta", "/api/nothing", "/nothing.js"}) {
    const std::string answer = Get("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    EXPECT_NE(answer.find("Content-Security-Policy: default-src 'none'; script-src 'self';"), std::string::npos)
        << path;
    EXPECT_NE(answer.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos) << path;
    EXPECT_NE(answer.find("Referrer-Policy: no-referrer\r\n"), std::string::npos) << path;
    EXPECT_NE(answer.find("Cross-Origin-Opener-Policy: same-origin\r\n"), std::string::npos) << path;
  }
}

TEST_F(ServerTest, DataIsNotStoredAndAPageIsAsked) {
  const std::string data = Get("GET /api/metrics?measures=revenue HTTP/1.1\r\nHost: localhost\r\n");
  EXPECT_NE(data.find("HTTP/1.1 200 OK"), std::string::npos);
  EXPECT_NE(data.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_NE(data.find("\"publication\":1"), std::string::npos);
  const std::string page = Get("GET / HTTP/1.1\r\nHost: localhost\r\n");
  EXPECT_NE(page.find("<!doctype html>"), std::string::npos);
  EXPECT_NE(page.find("Content-Type: text/html; charset=utf-8\r\n"), std::string::npos);
}

TEST_F(ServerTest, RefusalsAndMistakesAreJsonWithTheirStatus) {
  EXPECT_NE(Get("GET /api/meta HTTP/1.1\r\nHost: evil.example\r\n").find("HTTP/1.1 403"), std::string::npos);
  EXPECT_NE(Get("POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n").find("HTTP/1.1 403"),
            std::string::npos);
  const std::string unknown = Get("GET /api/nothing HTTP/1.1\r\nHost: localhost\r\n");
  EXPECT_NE(unknown.find("HTTP/1.1 404"), std::string::npos);
  EXPECT_NE(unknown.find(R"({"error":{"code":"not_found","message":"cannot find '/api/nothing': )"), std::string::npos);
  const std::string wrong = Get("GET /api/metrics?measures=revenu HTTP/1.1\r\nHost: localhost\r\n");
  EXPECT_NE(wrong.find("HTTP/1.1 400"), std::string::npos);
  EXPECT_NE(wrong.find("did you mean 'revenue'?"), std::string::npos);
}

TEST_F(ServerTest, WhatIsNoPageOfTheSiteIsNoPage) {
  for (const std::string path : {"/api", "/api/", "/api/../sales", "/../etc/passwd", "/%2e%2e/etc/passwd"}) {
    const std::string answer = Get("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    EXPECT_NE(answer.find("HTTP/1.1 40"), std::string::npos) << path;
    EXPECT_NE(answer.find("Content-Type: application/json"), std::string::npos) << path;
  }
  EXPECT_NE(Get("GET /api HTTP/1.1\r\nHost: localhost\r\n").find("HTTP/1.1 404"), std::string::npos);
}

TEST_F(ServerTest, TwoHostsAreNone) {
  EXPECT_NE(Get("GET /api/meta HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n").find("HTTP/1.1 40"),
            std::string::npos);
}

TEST_F(ServerTest, ANewPublicationIsTakenUpAndTold) {
  Exchange events(server_->port(), "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(events.ReadUntil("\n\n").find("text/event-stream"), std::string::npos);
  events.ReadUntil("event: publication\ndata: {\"number\":1}\n\n");
  ASSERT_TRUE(IsOk(shop_->Publish()));
  server_->Notify();
  EXPECT_NE(events.ReadUntil("{\"number\":2}\n\n").find("event: publication\ndata: {\"number\":2}\n\n"),
            std::string::npos);
  EXPECT_NE(Get("GET /api/metrics?measures=revenue HTTP/1.1\r\nHost: localhost\r\n").find("\"publication\":2"),
            std::string::npos);
}

}  // namespace
}  // namespace till::serve
