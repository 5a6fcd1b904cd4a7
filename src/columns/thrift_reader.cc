#include "columns/thrift_reader.h"

namespace till::columns {
namespace {

constexpr int kDeepest = 32;

}  // namespace

void ThriftReader::Struct(const Field& field) {
  if (++depth_ > kDeepest) bytes_.Fail();
  int id = 0;
  while (bytes_.ok()) {
    const uint8_t head = bytes_.Byte();
    if (head == 0) break;
    const int step = head >> 4;
    id = step == 0 ? static_cast<int>(bytes_.ZigZag()) : id + step;
    type_ = head & 0x0F;
    const uint8_t type = type_;
    if (!field(id)) Skip(type);
  }
  --depth_;
}

void ThriftReader::List(const std::function<void()>& element) {
  const uint8_t head = bytes_.Byte();
  uint64_t size = head >> 4;
  if (size == 0x0F) size = bytes_.Varint();
  if (size > bytes_.rest().size()) bytes_.Fail();  // every element has a byte at least
  for (uint64_t i = 0; i < size && bytes_.ok(); ++i) element();
}

void ThriftReader::Skip(uint8_t type) {
  switch (type) {
    case kTrue:
    case kFalse:
      return;
    case kByte:
      bytes_.Take(1);
      return;
    case kDouble:
      bytes_.Take(8);
      return;
    case kBinary:
      Binary();
      return;
    case kList:
    case kSet: {
      const uint8_t of = bytes_.rest().empty() ? 0 : static_cast<uint8_t>(bytes_.rest().front()) & 0x0F;
      List([&] { of == kTrue || of == kFalse ? static_cast<void>(bytes_.Take(1)) : Skip(of); });
      return;
    }
    case kStruct:
      Struct([](int) { return false; });
      return;
    default:
      if (type >= 4 && type <= 6) {
        bytes_.Varint();
      } else {
        bytes_.Fail();
      }
  }
}

}  // namespace till::columns
