#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace till::testing {
namespace {

sockaddr_in AddressOf(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

std::string HeaderOf(std::string_view head, std::string_view name) {
  for (const std::string& line : Split(head, '\n')) {
    const size_t colon = line.find(':');
    if (colon != std::string::npos && ToLower(line.substr(0, colon)) == name) {
      return std::string(Trim(std::string_view(line).substr(colon + 1)));
    }
  }
  return "";
}

bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

/// Reads until `buffer` has `wanted` bytes.
bool Fill(int socket, size_t wanted, std::string& buffer) {
  char bytes[1 << 16];
  while (buffer.size() < wanted) {
    const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<size_t>(got));
  }
  return true;
}

/// Reads a head; its size, or npos at the connection's end.
size_t FillHead(int socket, std::string& buffer) {
  for (;;) {
    const size_t end = buffer.find("\r\n\r\n");
    if (end != std::string::npos) return end + 4;
    if (!Fill(socket, buffer.size() + 1, buffer)) return std::string::npos;
  }
}

bool ReadRequest(int socket, std::string& buffer, LoopbackRequest& request) {
  const size_t head = FillHead(socket, buffer);
  if (head == std::string::npos) return false;
  request.head = buffer.substr(0, head);
  const auto words = Split(request.head.substr(0, request.head.find("\r\n")), ' ');
  if (words.size() != 3) return false;
  request.method = words[0];
  request.target = words[1];
  if (!request.Header("expect").empty() && !SendAll(socket, "HTTP/1.1 100 Continue\r\n\r\n")) return false;
  const auto length = static_cast<size_t>(ParseInt(request.Header("content-length")).value_or(0));
  if (!Fill(socket, head + length, buffer)) return false;
  request.body = buffer.substr(head, length);
  buffer.erase(0, head + length);
  return true;
}

}  // namespace

std::string LoopbackRequest::Header(std::string_view name) const { return HeaderOf(head, name); }

LoopbackAnswer Answer(int status, std::string_view body,
                      const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " X\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  if (status != 304) bytes += "content-length: " + std::to_string(body.size()) + "\r\n";
  return {.bytes = bytes + "\r\n" + std::string(body)};
}

LoopbackAnswer Silence() { return {.bytes = "", .close = true}; }

LoopbackServer::LoopbackServer(std::function<LoopbackAnswer(const LoopbackRequest&)> handler)
    : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = AddressOf(0);
  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::listen(listener_, 64);
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

LoopbackServer::~LoopbackServer() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const int connection : open_) ::shutdown(connection, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

std::vector<LoopbackRequest> LoopbackServer::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

size_t LoopbackServer::connections() {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

void LoopbackServer::Accept() {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (stopped_ || connection < 0) {
      if (connection >= 0) ::close(connection);
      return;
    }
    open_.push_back(connection);
    threads_.emplace_back([this, connection] { Serve(connection); });
  }
}

void LoopbackServer::Serve(int connection) {
  std::string buffer;
  for (LoopbackRequest request; ReadRequest(connection, buffer, request); request = {}) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const LoopbackAnswer answer = handler_(request);
    std::string_view rest = answer.bytes;
    const size_t piece = answer.pause_micros == 0 ? rest.size() : 1000;
    bool sent = true;
    while (sent && !rest.empty()) {
      std::this_thread::sleep_for(std::chrono::microseconds(answer.pause_micros));
      sent = SendAll(connection, rest.substr(0, piece));
      rest.remove_prefix(std::min(piece, rest.size()));
    }
    if (!sent || answer.close) break;
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, connection);
  ::close(connection);
}

std::string Exchange(int port, std::string_view bytes, size_t limit) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = AddressOf(port);
  std::string buffer;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      SendAll(socket, bytes.substr(0, limit)) && limit >= bytes.size()) {
    const size_t head = FillHead(socket, buffer);
    const std::string length = head == std::string::npos ? "" : HeaderOf(buffer.substr(0, head), "content-length");
    if (!length.empty() && !bytes.starts_with("HEAD ")) {
      Fill(socket, head + static_cast<size_t>(ParseInt(length).value_or(0)), buffer);
    }
  }
  ::close(socket);
  return buffer;
}

}  // namespace till::testing
