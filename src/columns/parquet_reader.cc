#include "columns/parquet_reader.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "columns/parquet_decodings.h"
#include "columns/parquet_footer.h"
#include "columns/thrift_reader.h"

namespace till::columns {
namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr size_t kEnds = 12;  // the magic at both ends and the footer's length
constexpr size_t kMostRowsInGroup = 122'880;
constexpr int64_t kMostPageBytes = INT32_MAX;

Error Broken() { return Corrupt("cannot read a Parquet file: it is not as it was written"); }

/// Where a column lies in a group, as the footer says.
struct Chunk {
  int64_t codec = 0, values = 0, nulls = -1, data_offset = -1, dictionary_offset = -1;
};
struct Group {
  int64_t rows = -1;
  std::vector<Chunk> chunks;
};
struct Footer {
  Schema schema;
  std::vector<Group> groups;
};

std::optional<Type> TypeOf(int64_t physical, int64_t converted) {
  if (physical == 0) return Type::kBoolean;
  if (physical == 6) return Type::kText;
  if (physical == 1) return converted == 6 ? Type::kDate : Type::kInteger;
  if (physical != 2) return std::nullopt;
  return converted == 5 ? Type::kDecimal : converted == 10 ? Type::kTimestamp : Type::kBigint;
}

class FooterReader {
 public:
  explicit FooterReader(std::string_view bytes) : thrift_(bytes) {}

  /// Nothing if the footer is broken.
  std::optional<Footer> Read() {
    thrift_.Struct([&](int id) {
      if (id == 2) thrift_.List([&] { ReadField(); });
      if (id == 4) thrift_.List([&] { ReadGroup(); });
      return id == 2 || id == 4;
    });
    if (!thrift_.ok() || !known_ || footer_.schema.empty()) return std::nullopt;
    footer_.schema.erase(footer_.schema.begin());  // the root
    for (const Group& group : footer_.groups) {
      if (group.chunks.size() != footer_.schema.size()) return std::nullopt;
      if (group.rows < 0 || group.rows > static_cast<int64_t>(kMostRowsInGroup)) return std::nullopt;
      for (const Chunk& chunk : group.chunks) {
        if (chunk.values != group.rows || chunk.nulls < 0 || chunk.nulls > group.rows) return std::nullopt;
      }
    }
    return std::move(footer_);
  }

 private:
  void ReadField() {
    int64_t physical = -1;
    int64_t converted = -1;
    std::string name;
    thrift_.Struct([&](int id) {
      if (id == 1) physical = thrift_.Number();
      if (id == 4) name = thrift_.Binary();
      if (id == 6) converted = thrift_.Number();
      return id == 1 || id == 4 || id == 6;
    });
    const bool root = footer_.schema.empty();
    const auto type = root ? Type::kText : TypeOf(physical, converted);
    known_ = known_ && type.has_value();
    footer_.schema.push_back({std::move(name), type.value_or(Type::kText)});
  }

  void ReadGroup() {
    Group group;
    thrift_.Struct([&](int id) {
      if (id == 1) thrift_.List([&] { group.chunks.push_back(ReadChunk()); });
      if (id == 3) group.rows = thrift_.Number();
      return id == 1 || id == 3;
    });
    footer_.groups.push_back(std::move(group));
  }

  Chunk ReadChunk() {
    Chunk chunk;
    thrift_.Struct([&](int outer) {
      if (outer != 3) return false;
      thrift_.Struct([&](int id) {
        if (id == 4) chunk.codec = thrift_.Number();
        if (id == 5) chunk.values = thrift_.Number();
        if (id == 9) chunk.data_offset = thrift_.Number();
        if (id == 11) chunk.dictionary_offset = thrift_.Number();
        if (id == 12) chunk.nulls = ReadNulls();
        return id == 4 || id == 5 || id == 9 || id == 11 || id == 12;
      });
      return true;
    });
    return chunk;
  }

  int64_t ReadNulls() {
    int64_t nulls = -1;
    thrift_.Struct([&](int id) {
      if (id == 3) nulls = thrift_.Number();
      return id == 3;
    });
    return nulls;
  }

  ThriftReader thrift_;
  Footer footer_;
  bool known_ = true;
};

/// A page's header, and what follows it.
struct Page {
  int64_t kind = -1, plain = -1, stored = -1;
  int64_t values = -1, nulls = 0, encoding = -1, level_bytes = 0;
  bool compressed = true;
  std::string_view rest;  ///< of the file, behind the header
};

Page ReadPageHeader(std::string_view bytes) {
  Page page;
  ThriftReader thrift(bytes);
  thrift.Struct([&](int outer) {
    if (outer == 1) page.kind = thrift.Number();
    if (outer == 2) page.plain = thrift.Number();
    if (outer == 3) page.stored = thrift.Number();
    if (outer == 7 || outer == 8) {
      thrift.Struct([&](int id) {
        if (id == 1) page.values = thrift.Number();
        if (outer == 7) return id == 1;
        if (id == 2) page.nulls = thrift.Number();
        if (id == 4) page.encoding = thrift.Number();
        if (id == 5) page.level_bytes = thrift.Number();
        if (id == 7) page.compressed = thrift.Bool();
        return id == 1 || id == 2 || id == 4 || id == 5 || id == 7;
      });
    }
    return outer >= 1 && outer <= 8 && outer != 4 && outer != 5 && outer != 6;
  });
  page.rest = thrift.rest();
  if (!thrift.ok()) page.kind = -1;
  return page;
}

class Decoder {
 public:
  explicit Decoder(std::string_view file) : file_(file), zstd_(ZSTD_createDCtx(), ZSTD_freeDCtx) {}

  Result<Batch> Run() {
    TILL_ASSIGN(const Footer footer, ReadFooter());
    Batch batch = Batch::Of(footer.schema);
    for (const Group& group : footer.groups) {
      for (size_t i = 0; i < group.chunks.size(); ++i) {
        if (!ReadChunk(group.chunks[i], batch.columns[i])) return Broken();
      }
    }
    return batch;
  }

 private:
  Result<Footer> ReadFooter() const {
    if (file_.size() < kEnds || !file_.starts_with(kMagic) || !file_.ends_with(kMagic)) return Broken();
    ByteReader length(file_.substr(file_.size() - 8));
    const uint64_t size = length.Word(4);
    if (size > file_.size() - kEnds) return Broken();
    auto footer = FooterReader(file_.substr(file_.size() - 8 - size, size)).Read();
    if (!footer) return Broken();
    return std::move(*footer);
  }

  bool ReadChunk(const Chunk& chunk, Column& column) {
    const auto rows = static_cast<size_t>(chunk.values);
    if (chunk.nulls == chunk.values) {
      column.AppendNulls(rows);
      return true;
    }
    const int64_t offset = chunk.dictionary_offset >= 0 ? chunk.dictionary_offset : chunk.data_offset;
    if (offset < 0 || static_cast<uint64_t>(offset) >= file_.size()) return false;
    std::string_view bytes = file_.substr(static_cast<size_t>(offset));
    dictionary_.clear();
    if (chunk.dictionary_offset >= 0 && !ReadDictionary(chunk.codec != 0, &bytes)) return false;
    for (size_t read = 0; read < rows;) {
      const Page page = ReadPageHeader(bytes);
      if (page.kind != 3 || page.values <= 0 || static_cast<uint64_t>(page.values) > rows - read) return false;
      if (!ReadDataPage(page, column)) return false;
      bytes = page.rest.substr(static_cast<size_t>(page.stored));
      read += static_cast<size_t>(page.values);
    }
    return true;
  }

  bool ReadDictionary(bool compressed, std::string_view* bytes) {
    const Page page = ReadPageHeader(*bytes);
    if (page.kind != 2 || page.values < 0 || !HasBytes(page)) return false;
    const auto stored = page.rest.substr(0, static_cast<size_t>(page.stored));
    const auto body = Plain(stored, static_cast<size_t>(page.plain), compressed, &dictionary_bytes_);
    if (!body) return false;
    dictionary_ = ReadPlainTexts(*body, static_cast<size_t>(page.values));
    *bytes = page.rest.substr(static_cast<size_t>(page.stored));
    return dictionary_.size() == static_cast<size_t>(page.values);
  }

  bool ReadDataPage(const Page& page, Column& column) {
    if (!HasBytes(page) || page.nulls < 0 || page.nulls > page.values) return false;
    if (page.level_bytes < 0 || page.level_bytes > std::min(page.stored, page.plain)) return false;
    const auto level_bytes = static_cast<size_t>(page.level_bytes);
    const std::string_view stored = page.rest.substr(0, static_cast<size_t>(page.stored));
    const auto rows = static_cast<size_t>(page.values);
    const auto count = static_cast<size_t>(page.values - page.nulls);
    std::vector<uint32_t> present;
    if (page.nulls > 0) {
      present = ReadHybrid(stored.substr(0, level_bytes), 1, rows);
      size_t ones = 0;
      for (const uint32_t one : present) ones += one;
      if (present.size() != rows || ones != count) return false;
    }
    if (count == 0) {
      column.AppendNulls(rows);
      return true;
    }
    const auto body =
        Plain(stored.substr(level_bytes), static_cast<size_t>(page.plain) - level_bytes, page.compressed, &page_bytes_);
    if (!body) return false;
    return column.type() == Type::kText ? AppendTexts(*body, page, count, present, column)
                                        : AppendNumbers(*body, page, count, present, column);
  }

  bool AppendTexts(std::string_view body, const Page& page, size_t count, const std::vector<uint32_t>& present,
                   Column& column) {
    std::vector<std::string_view> texts;
    if (page.encoding == static_cast<int64_t>(Encoding::kTexts)) {
      texts = ReadTexts(body, count);
    } else if (page.encoding == static_cast<int64_t>(Encoding::kDictionary) && !body.empty()) {
      const int width = static_cast<uint8_t>(body.front());
      if (width > 32) return false;
      for (const uint32_t place : ReadHybrid(body.substr(1), width, count)) {
        if (place >= dictionary_.size()) return false;
        texts.push_back(dictionary_[place]);
      }
    }
    if (texts.size() != count) return false;
    Spread(present, count, column, [&](size_t i) { column.AppendText(texts[i]); });
    return true;
  }

  static bool AppendNumbers(std::string_view body, const Page& page, size_t count, const std::vector<uint32_t>& present,
                            Column& column) {
    const Type type = column.type();
    if (page.encoding != static_cast<int64_t>(EncodingOf(type))) return false;
    const std::vector<int64_t> numbers = type == Type::kBoolean                ? ReadBits(body, count)
                                         : PlainBytes(type) == sizeof(int32_t) ? ReadDeltas32(body, count)
                                                                               : ReadDeltas64(body, count);
    if (numbers.size() != count) return false;
    Spread(present, count, column, [&](size_t i) { column.AppendNumber(numbers[i]); });
    return true;
  }

  /// Appends value after value, with a null where `present` has a 0; an empty one has none.
  template <typename Append>
  static void Spread(const std::vector<uint32_t>& present, size_t count, Column& column, const Append& append) {
    if (present.empty()) {
      for (size_t i = 0; i < count; ++i) append(i);
      return;
    }
    size_t next = 0;
    for (const uint32_t one : present) {
      if (one == 0) {
        column.AppendNull();
      } else {
        append(next++);
      }
    }
  }

  static bool HasBytes(const Page& page) {
    return page.plain >= 0 && page.plain <= kMostPageBytes && page.stored >= 0 &&
           static_cast<uint64_t>(page.stored) <= page.rest.size();
  }

  /// The page's bytes as they were before compression; nothing if they are not `size`.
  std::optional<std::string_view> Plain(std::string_view stored, size_t size, bool compressed, std::string* room) {
    if (!compressed) return stored.size() == size ? std::optional(stored) : std::nullopt;
    room->resize(size);
    const size_t got = ZSTD_decompressDCtx(zstd_.get(), room->data(), size, stored.data(), stored.size());
    return got == size ? std::optional<std::string_view>(*room) : std::nullopt;
  }

  std::string_view file_;
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> zstd_;
  std::vector<std::string_view> dictionary_;  ///< of the chunk at hand
  std::string dictionary_bytes_, page_bytes_;
};

}  // namespace

Result<Batch> DecodeParquet(std::string_view bytes) { return Decoder(bytes).Run(); }

}  // namespace till::columns
