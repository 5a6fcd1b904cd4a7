#include "tests/external/redshift/facade/wire.h"

#include <sys/socket.h>
#include <unistd.h>

namespace till::testing_support {
namespace {

constexpr size_t kSendFrom = 1 << 16;

void Put(uint32_t value, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
}

}  // namespace

uint32_t MessageReader::Number(size_t bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < bytes; ++i) value = (value << 8) | static_cast<uint8_t>(Byte());
  return value;
}

int32_t MessageReader::Int32() { return static_cast<int32_t>(Number(4)); }
int16_t MessageReader::Int16() { return static_cast<int16_t>(Number(2)); }

char MessageReader::Byte() {
  if (rest_.empty()) return 0;
  const char byte = rest_.front();
  rest_.remove_prefix(1);
  return byte;
}

std::string MessageReader::Text() {
  const size_t end = std::min(rest_.find('\0'), rest_.size());
  std::string text(rest_.substr(0, end));
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  return text;
}

std::optional<std::string> MessageReader::Value() {
  const int32_t length = Int32();
  if (length < 0) return std::nullopt;
  std::string bytes(rest_.substr(0, static_cast<size_t>(length)));
  rest_.remove_prefix(bytes.size());
  return bytes;
}

MessageWriter& MessageWriter::Int32(int64_t value) {
  Put(static_cast<uint32_t>(value), 4, body_);
  return *this;
}

MessageWriter& MessageWriter::Int16(int64_t value) {
  Put(static_cast<uint16_t>(value), 2, body_);
  return *this;
}

MessageWriter& MessageWriter::Byte(char value) {
  body_ += value;
  return *this;
}

MessageWriter& MessageWriter::Text(std::string_view text) {
  body_.append(text).append(1, '\0');
  return *this;
}

MessageWriter& MessageWriter::Value(std::string_view bytes) {
  Int32(static_cast<int64_t>(bytes.size()));
  body_ += bytes;
  return *this;
}

Wire::~Wire() { ::close(socket_); }

bool Wire::Fill(size_t bytes) {
  char buffer[1 << 16];
  while (in_.size() < bytes) {
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    in_.append(buffer, static_cast<size_t>(got));
  }
  return true;
}

std::optional<std::string> Wire::Take(size_t bytes) {
  if (!Fill(bytes)) return std::nullopt;
  std::string taken = in_.substr(0, bytes);
  in_.erase(0, bytes);
  return taken;
}

std::optional<Message> Wire::ReadFirst() {
  const auto length = Take(4);
  if (!length) return std::nullopt;
  auto body = Take(static_cast<size_t>(MessageReader(*length).Int32()) - 4);
  if (!body) return std::nullopt;
  return Message{0, std::move(*body)};
}

std::optional<Message> Wire::Read() {
  const auto kind = Take(1);
  if (!kind) return std::nullopt;
  auto message = ReadFirst();
  if (message) message->kind = kind->front();
  return message;
}

void Wire::Send(char kind, const MessageWriter& fields) {
  out_ += kind;
  Put(static_cast<uint32_t>(fields.body().size() + 4), 4, out_);
  out_ += fields.body();
  if (out_.size() >= kSendFrom) Flush();
}

void Wire::SendByte(char byte) {
  out_ += byte;
  Flush();
}

void Wire::SendError(std::string_view state, std::string_view message, std::string_view detail, std::string_view hint) {
  MessageWriter fields;
  fields.Byte('S').Text("ERROR").Byte('V').Text("ERROR").Byte('C').Text(state).Byte('M').Text(message);
  if (!detail.empty()) fields.Byte('D').Text(detail);
  if (!hint.empty()) fields.Byte('H').Text(hint);
  Send('E', fields.Byte('\0'));
}

void Wire::SendInfo(std::string_view message) {
  MessageWriter fields;
  fields.Byte('S').Text("INFO").Byte('V').Text("INFO").Byte('C').Text("00000").Byte('M').Text(message);
  Send('N', fields.Byte('\0'));
}

void Wire::Flush() {
  std::string_view rest = out_;
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    rest.remove_prefix(static_cast<size_t>(sent));
  }
  out_.clear();
}

}  // namespace till::testing_support
