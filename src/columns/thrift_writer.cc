#include "columns/thrift_writer.h"

namespace till::columns {
namespace {

constexpr uint8_t kTrue = 1, kFalse = 2, kByte = 3, kI32 = 5, kI64 = 6, kBinary = 8, kList = 9, kStruct = 12;
constexpr size_t kLongList = 15;

}  // namespace

void AppendVarint(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

void AppendZigZag(int64_t value, std::string* out) {
  AppendVarint(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63), out);
}

void ThriftWriter::Field(int id, uint8_t type) {
  out_->push_back(static_cast<char>((id - last_) << 4 | type));
  last_ = id;
}

void ThriftWriter::Bool(int id, bool value) { Field(id, value ? kTrue : kFalse); }

void ThriftWriter::Byte(int id, int8_t value) {
  Field(id, kByte);
  out_->push_back(static_cast<char>(value));
}

void ThriftWriter::I32(int id, int64_t value) {
  Field(id, kI32);
  AppendZigZag(value, out_);
}

void ThriftWriter::I64(int id, int64_t value) {
  Field(id, kI64);
  AppendZigZag(value, out_);
}

void ThriftWriter::Binary(int id, std::string_view value) {
  Field(id, kBinary);
  BinaryElement(value);
}

void ThriftWriter::BinaryElement(std::string_view value) {
  AppendVarint(value.size(), out_);
  out_->append(value);
}

void ThriftWriter::List(int id, size_t size, Element type) {
  Field(id, kList);
  const auto element = static_cast<uint8_t>(type);
  if (size < kLongList) {
    out_->push_back(static_cast<char>(size << 4 | element));
  } else {
    out_->push_back(static_cast<char>(kLongList << 4 | element));
    AppendVarint(size, out_);
  }
}

void ThriftWriter::Begin(int id) {
  Field(id, kStruct);
  Begin();
}

void ThriftWriter::End() {
  out_->push_back(0);
  last_ = outer_.back();
  outer_.pop_back();
}

}  // namespace till::columns
