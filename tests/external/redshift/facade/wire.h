#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::testing_support {

/// What a client sends: a kind, and a body without its length. The first message of a connection has no kind.
struct Message {
  char kind = 0;
  std::string body;
};

/// Takes the fields of a message's body one by one; zero and empty beyond its end.
class MessageReader {
 public:
  explicit MessageReader(std::string_view body) : rest_(body) {}

  int32_t Int32();
  int16_t Int16();
  char Byte();
  /// Up to the next zero byte.
  std::string Text();
  /// A length and that many bytes; nothing for -1.
  std::optional<std::string> Value();
  bool AtEnd() const { return rest_.empty(); }

 private:
  uint32_t Number(size_t bytes);
  std::string_view rest_;
};

/// Puts the fields of a message together.
class MessageWriter {
 public:
  MessageWriter& Int32(int64_t value);
  MessageWriter& Int16(int64_t value);
  MessageWriter& Byte(char value);
  MessageWriter& Text(std::string_view text);
  MessageWriter& Value(std::string_view bytes);
  const std::string& body() const { return body_; }

 private:
  std::string body_;
};

/// A connection of PostgreSQL's protocol, version 3, seen from the server.
/// Format: https://www.postgresql.org/docs/15/protocol-message-formats.html
class Wire {
 public:
  /// Closes the socket at the end.
  explicit Wire(int socket) : socket_(socket) {}
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// The next message; nothing at the connection's end.
  std::optional<Message> Read();
  std::optional<Message> ReadFirst();
  /// Puts a message out; it is sent by Flush, or when there are many.
  void Send(char kind, const MessageWriter& fields = {});
  void SendByte(char byte);
  void SendError(std::string_view state, std::string_view message, std::string_view detail = {},
                 std::string_view hint = {});
  void SendInfo(std::string_view message);
  void Flush();
  int socket() const { return socket_; }

 private:
  bool Fill(size_t bytes);
  std::optional<std::string> Take(size_t bytes);

  int socket_;
  std::string in_;
  std::string out_;
};

}  // namespace till::testing_support
