#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace till::columns {

/// Appends `value` in base 128, lowest digits first.
void AppendVarint(uint64_t value, std::string* out);
/// Appends a signed number so that small magnitudes take few bytes.
void AppendZigZag(int64_t value, std::string* out);

/// Writes Thrift's compact protocol, in which Parquet has its page headers and its footer. The fields of a struct must
/// come in rising order of their ids, none more than 15 above the one before.
/// Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
class ThriftWriter {
 public:
  /// Of the values of a list.
  enum class Element : uint8_t { kI32 = 5, kBinary = 8, kStruct = 12 };

  /// Appends to `out`, which must outlive it.
  explicit ThriftWriter(std::string* out) : out_(out) {}

  void Bool(int id, bool value);
  void Byte(int id, int8_t value);
  void I32(int id, int64_t value);
  void I64(int id, int64_t value);
  void Binary(int id, std::string_view value);
  /// `size` elements must follow.
  void List(int id, size_t size, Element type);
  void I32Element(int64_t value) { AppendZigZag(value, out_); }
  void BinaryElement(std::string_view value);
  /// A struct as a field; its fields follow up to End().
  void Begin(int id);
  /// The outermost struct, or one in a list.
  void Begin() { outer_.push_back(std::exchange(last_, 0)); }
  void End();

 private:
  void Field(int id, uint8_t type);

  std::string* out_;
  int last_ = 0;            ///< id of the struct's last field
  std::vector<int> outer_;  ///< the same of the structs around it
};

}  // namespace till::columns
