#include "columns/parquet_footer.h"

#include <set>

#include "columns/thrift_writer.h"

// The numbers of fields and of enumerations are those of
// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.

namespace till::columns {
namespace {

constexpr int kDictionaryPage = 2, kDataPageV2 = 3;
constexpr int kOptional = 1;
constexpr int kUncompressed = 0, kZstd = 6;
constexpr int kDecimalScale = 4, kDecimalPrecision = 18;
constexpr int kFormatVersion = 2;

/// What Parquet calls a type of ours.
struct Names {
  int physical;
  std::optional<int> converted;  ///< as readers of old know it
  std::optional<int> logical;    ///< the field of the union LogicalType
};

Names NamesOf(Type type) {
  switch (type) {
    case Type::kBoolean:
      return {0, std::nullopt, std::nullopt};
    case Type::kInteger:
      return {1, 17, 10};
    case Type::kBigint:
      return {2, 18, 10};
    case Type::kDecimal:
      return {2, 5, 5};
    case Type::kDate:
      return {1, 6, 6};
    case Type::kTimestamp:
      return {2, 10, 8};
    case Type::kText:
      break;
  }
  return {6, 0, 1};
}

void AppendLogical(Type type, int field, ThriftWriter* thrift) {
  thrift->Begin(10);
  thrift->Begin(field);
  if (type == Type::kDecimal) {
    thrift->I32(1, kDecimalScale);
    thrift->I32(2, kDecimalPrecision);
  } else if (type == Type::kInteger || type == Type::kBigint) {
    thrift->Byte(1, type == Type::kInteger ? 32 : 64);
    thrift->Bool(2, true);  // signed
  } else if (type == Type::kTimestamp) {
    thrift->Bool(1, true);  // adjusted to UTC
    thrift->Begin(2);
    thrift->Begin(2);  // microseconds
    thrift->End();
    thrift->End();
  }
  thrift->End();
  thrift->End();
}

void AppendSchema(const Schema& schema, ThriftWriter* thrift) {
  thrift->List(2, schema.size() + 1, ThriftWriter::Element::kStruct);
  thrift->Begin();
  thrift->Binary(4, "schema");
  thrift->I32(5, static_cast<int64_t>(schema.size()));
  thrift->End();
  int64_t id = 0;
  for (const Field& field : schema) {
    const Names names = NamesOf(field.type);
    thrift->Begin();
    thrift->I32(1, names.physical);
    thrift->I32(3, kOptional);
    thrift->Binary(4, field.name);
    if (names.converted) thrift->I32(6, *names.converted);
    if (field.type == Type::kDecimal) {
      thrift->I32(7, kDecimalScale);
      thrift->I32(8, kDecimalPrecision);
    }
    thrift->I32(9, id++);
    if (names.logical) AppendLogical(field.type, *names.logical, thrift);
    thrift->End();
  }
}

void AppendChunk(const Field& field, const FooterChunk& chunk, ThriftWriter* thrift) {
  std::set<Encoding> encodings{Encoding::kHybrid, chunk.encoding};
  if (chunk.dictionary_offset) encodings.insert(Encoding::kPlain);
  thrift->Begin();
  thrift->I64(2, static_cast<int64_t>(chunk.dictionary_offset.value_or(chunk.data_offset)));
  thrift->Begin(3);
  thrift->I32(1, NamesOf(field.type).physical);
  thrift->List(2, encodings.size(), ThriftWriter::Element::kI32);
  for (const Encoding encoding : encodings) thrift->I32Element(static_cast<int64_t>(encoding));
  thrift->List(3, 1, ThriftWriter::Element::kBinary);
  thrift->BinaryElement(field.name);
  thrift->I32(4, chunk.compressed ? kZstd : kUncompressed);
  thrift->I64(5, static_cast<int64_t>(chunk.values));
  thrift->I64(6, static_cast<int64_t>(chunk.plain_size));
  thrift->I64(7, static_cast<int64_t>(chunk.stored_size));
  thrift->I64(9, static_cast<int64_t>(chunk.data_offset));
  if (chunk.dictionary_offset) thrift->I64(11, static_cast<int64_t>(*chunk.dictionary_offset));
  thrift->Begin(12);
  thrift->I64(3, static_cast<int64_t>(chunk.nulls));
  if (chunk.max) thrift->Binary(5, *chunk.max);
  if (chunk.min) thrift->Binary(6, *chunk.min);
  thrift->End();
  thrift->End();
  thrift->End();
}

void AppendGroup(const Schema& schema, const FooterGroup& group, ThriftWriter* thrift) {
  int64_t plain_size = 0;
  int64_t stored_size = 0;
  thrift->Begin();
  thrift->List(1, schema.size(), ThriftWriter::Element::kStruct);
  for (size_t i = 0; i < schema.size(); ++i) {
    AppendChunk(schema[i], group.chunks[i], thrift);
    plain_size += static_cast<int64_t>(group.chunks[i].plain_size);
    stored_size += static_cast<int64_t>(group.chunks[i].stored_size);
  }
  thrift->I64(2, plain_size);
  thrift->I64(3, static_cast<int64_t>(group.rows));
  thrift->I64(6, stored_size);
  thrift->End();
}

}  // namespace

Encoding EncodingOf(Type type) {
  if (type == Type::kText) return Encoding::kTexts;
  return type == Type::kBoolean ? Encoding::kPlain : Encoding::kDeltas;
}

size_t PlainBytes(Type type) {
  if (type == Type::kBoolean) return 1;
  return type == Type::kInteger || type == Type::kDate ? sizeof(int32_t) : sizeof(int64_t);
}

void AppendDictionaryHeader(const PageSizes& sizes, size_t entries, std::string* out) {
  ThriftWriter thrift(out);
  thrift.Begin();
  thrift.I32(1, kDictionaryPage);
  thrift.I32(2, static_cast<int64_t>(sizes.plain));
  thrift.I32(3, static_cast<int64_t>(sizes.stored));
  thrift.Begin(7);
  thrift.I32(1, static_cast<int64_t>(entries));
  thrift.I32(2, static_cast<int64_t>(Encoding::kPlain));
  thrift.End();
  thrift.End();
}

void AppendDataHeader(const PageSizes& sizes, const PageFacts& facts, std::string* out) {
  ThriftWriter thrift(out);
  thrift.Begin();
  thrift.I32(1, kDataPageV2);
  thrift.I32(2, static_cast<int64_t>(sizes.plain));
  thrift.I32(3, static_cast<int64_t>(sizes.stored));
  thrift.Begin(8);
  thrift.I32(1, static_cast<int64_t>(facts.rows));
  thrift.I32(2, static_cast<int64_t>(facts.nulls));
  thrift.I32(3, static_cast<int64_t>(facts.rows));
  thrift.I32(4, static_cast<int64_t>(facts.encoding));
  thrift.I32(5, static_cast<int64_t>(facts.level_bytes));
  thrift.I32(6, 0);  // no repetition levels
  thrift.Bool(7, facts.compressed);
  thrift.End();
  thrift.End();
}

void AppendFooter(const Schema& schema, std::span<const FooterGroup> groups, std::string* out) {
  size_t rows = 0;
  for (const FooterGroup& group : groups) rows += group.rows;
  ThriftWriter thrift(out);
  thrift.Begin();
  thrift.I32(1, kFormatVersion);
  AppendSchema(schema, &thrift);
  thrift.I64(3, static_cast<int64_t>(rows));
  thrift.List(4, groups.size(), ThriftWriter::Element::kStruct);
  for (const FooterGroup& group : groups) AppendGroup(schema, group, &thrift);
  thrift.Binary(6, "till");
  thrift.List(7, schema.size(), ThriftWriter::Element::kStruct);
  for (size_t i = 0; i < schema.size(); ++i) {
    thrift.Begin();
    thrift.Begin(1);  // ordered as the type is
    thrift.End();
    thrift.End();
  }
  thrift.End();
}

}  // namespace till::columns
