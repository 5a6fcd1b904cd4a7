#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "columns/byte_reader.h"

namespace till::columns {

/// Reads what ThriftWriter writes, and passes over what it does not know. After a fault it reads nothing more and is
/// not ok.
/// Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
class ThriftReader {
 public:
  /// Reads the value of one field, by its id, with the functions below; false: passes over it.
  using Field = std::function<bool(int id)>;

  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return bytes_.ok(); }
  std::string_view rest() const { return bytes_.rest(); }

  void Struct(const Field& field);
  /// Calls `element` for each element of a list.
  void List(const std::function<void()>& element);
  int64_t Number() { return bytes_.ZigZag(); }
  /// A boolean's value is in its field's type.
  bool Bool() const { return type_ == kTrue; }
  std::string_view Binary() { return bytes_.Take(bytes_.Varint()); }

 private:
  static constexpr uint8_t kTrue = 1, kFalse = 2, kByte = 3, kDouble = 7, kBinary = 8, kList = 9, kSet = 10,
                           kStruct = 12;

  void Skip(uint8_t type);

  ByteReader bytes_;
  uint8_t type_ = 0;  ///< of the field at hand
  int depth_ = 0;
};

}  // namespace till::columns
