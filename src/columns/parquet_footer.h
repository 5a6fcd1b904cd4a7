#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "columns/batch.h"

namespace till::columns {

/// Parquet's numbers of the encodings that we write.
enum class Encoding { kPlain = 0, kHybrid = 3, kDeltas = 5, kTexts = 6, kDictionary = 8 };

/// How values of a type are encoded outside a dictionary.
Encoding EncodingOf(Type type);
/// Bytes of one value of a type that is no text, in PLAIN and in statistics.
size_t PlainBytes(Type type);

/// Bytes of a page without its header, before and after compression.
struct PageSizes {
  size_t plain, stored;
};
/// What a data page's header says besides.
struct PageFacts {
  size_t rows, nulls, level_bytes;
  Encoding encoding;
  bool compressed;
};
void AppendDictionaryHeader(const PageSizes& sizes, size_t entries, std::string* out);
void AppendDataHeader(const PageSizes& sizes, const PageFacts& facts, std::string* out);

/// One column of one row group. Offsets are those of page headers in the file; sizes have the headers in them.
struct FooterChunk {
  size_t values = 0, nulls = 0;  ///< values counts the nulls too
  Encoding encoding = Encoding::kPlain;
  bool compressed = false;
  size_t plain_size = 0, stored_size = 0;
  size_t data_offset = 0;
  std::optional<size_t> dictionary_offset;
  std::optional<std::string> min, max;
};
struct FooterGroup {
  size_t rows = 0;
  std::vector<FooterChunk> chunks;
};
/// The file's metadata, without its length.
void AppendFooter(const Schema& schema, std::span<const FooterGroup> groups, std::string* out);

}  // namespace till::columns
