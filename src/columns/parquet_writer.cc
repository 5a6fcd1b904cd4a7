#include "columns/parquet_writer.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "columns/parquet_encodings.h"
#include "columns/parquet_footer.h"
#include "columns/thrift_writer.h"

namespace till::columns {
namespace {

constexpr size_t kRowsPerGroup = 122'880;
constexpr size_t kTextBytesPerPage = 16 << 20;  // a page's size must fit 31 bits
constexpr size_t kLeastToCompress = 512;        // bytes; below it the codec costs more than it saves
constexpr size_t kLongestInStatistics = 256;
constexpr int kCompressionLevel = 1;
constexpr std::string_view kMagic = "PAR1";

/// Rows of one column, the nulls apart from the values.
struct Values {
  std::vector<uint32_t> present;  ///< one a row: 1 where there is a value
  std::vector<int64_t> numbers;   ///< of a column that is no text
  std::vector<std::string_view> texts;

  size_t count() const { return numbers.size() + texts.size(); }
  void Append(const Column& column, size_t begin, size_t end);
};

void Values::Append(const Column& column, size_t begin, size_t end) {
  const bool text = column.type() == Type::kText;
  for (size_t row = begin; row < end; ++row) {
    const bool null = column.IsNull(row);
    present.push_back(null ? 0 : 1);
    if (null) continue;
    if (text) {
      texts.push_back(column.Text(row));
    } else {
      numbers.push_back(column.Number(row));
    }
  }
}

/// What a data page holds.
struct Page {
  size_t rows = 0, values = 0;
};

/// All rows as one page, or as many as long texts need.
std::vector<Page> CutPages(const Values& values) {
  if (values.texts.empty()) return {{values.present.size(), values.numbers.size()}};
  std::vector<Page> pages(1);
  size_t value = 0;
  size_t bytes = 0;
  for (const uint32_t present : values.present) {
    const size_t size = present == 0 ? 0 : values.texts[value++].size();
    if (bytes + size > kTextBytesPerPage && pages.back().values > 0) {
      pages.emplace_back();
      bytes = 0;
    }
    bytes += size;
    ++pages.back().rows;
    pages.back().values += present;
  }
  return pages;
}

std::string StatisticOf(Type type, int64_t value) {
  return std::string(reinterpret_cast<const char*>(&value), PlainBytes(type));
}

/// Sets the least and the greatest value, if there are any and they are not too long.
void Summarize(Type type, const Values& values, std::span<const std::string_view> texts, FooterChunk* chunk) {
  if (!values.numbers.empty()) {
    const auto [least, most] = std::minmax_element(values.numbers.begin(), values.numbers.end());
    chunk->min = StatisticOf(type, *least);
    chunk->max = StatisticOf(type, *most);
  } else if (!texts.empty()) {
    const auto [least, most] = std::minmax_element(texts.begin(), texts.end());
    if (std::max(least->size(), most->size()) > kLongestInStatistics) return;
    chunk->min = *least;
    chunk->max = *most;
  }
}

class Encoder {
 public:
  Encoder(const Schema& schema, std::span<const Batch> batches)
      : schema_(schema), batches_(batches), zstd_(ZSTD_createCCtx(), ZSTD_freeCCtx), out_(kMagic) {}

  /// Rows [first, last) of all batches' rows.
  Result<std::string> Run(size_t first, size_t last) {
    std::vector<FooterGroup> groups;
    for (size_t begin = first; begin < last; begin += kRowsPerGroup) {
      const size_t end = std::min(last, begin + kRowsPerGroup);
      groups.push_back({end - begin, {}});
      for (size_t column = 0; column < schema_.size(); ++column) {
        Gather(column, begin, end);
        TILL_ASSIGN(FooterChunk chunk, WriteChunk(schema_[column].type));
        groups.back().chunks.push_back(std::move(chunk));
      }
    }
    const size_t footer = out_.size();
    AppendFooter(schema_, groups, &out_);
    const auto size = static_cast<uint32_t>(out_.size() - footer);
    out_.append(reinterpret_cast<const char*>(&size), sizeof size);
    out_ += kMagic;
    return std::move(out_);
  }

 private:
  /// Fills values_ with rows [begin, end) of all batches' rows.
  void Gather(size_t column, size_t begin, size_t end) {
    values_.present.clear();
    values_.numbers.clear();
    values_.texts.clear();
    size_t first = 0;
    for (const Batch& batch : batches_) {
      const size_t last = first + batch.rows();
      if (begin < last && first < end) {
        values_.Append(batch.columns[column], std::max(begin, first) - first, std::min(end, last) - first);
      }
      first = last;
    }
  }

  Result<FooterChunk> WriteChunk(Type type) {
    FooterChunk chunk;
    chunk.values = values_.present.size();
    chunk.nulls = values_.present.size() - values_.count();
    const auto dictionary = DictionaryOf(values_.texts);
    const std::span<const std::string_view> distinct = dictionary ? dictionary->entries : values_.texts;
    Summarize(type, values_, distinct, &chunk);
    size_t plain = values_.numbers.size() * PlainBytes(type);
    for (const std::string_view text : distinct) plain += text.size();
    chunk.compressed = plain >= kLeastToCompress;
    if (dictionary) TILL_TRY(WriteDictionary(dictionary->entries, &chunk));
    chunk.data_offset = out_.size();
    const std::vector<Page> pages = dictionary ? std::vector{Page{chunk.values, values_.count()}} : CutPages(values_);
    if (values_.count() > 0) chunk.encoding = dictionary ? Encoding::kDictionary : EncodingOf(type);
    Page before;
    for (const Page& page : pages) {
      body_.clear();
      if (page.values > 0) AppendBody(type, before.values, page.values, dictionary);
      TILL_TRY(WriteDataPage(page, before.rows, &chunk));
      before = {before.rows + page.rows, before.values + page.values};
    }
    return chunk;
  }

  /// Encodes values [first, first + count) into body_.
  void AppendBody(Type type, size_t first, size_t count, const std::optional<Dictionary>& dictionary) {
    if (dictionary) {
      const int width = BitWidth(dictionary->entries.size() - 1);
      body_.push_back(static_cast<char>(width));
      AppendHybrid(dictionary->places, width, &body_);
    } else if (type == Type::kText) {
      AppendTexts(std::span(values_.texts).subspan(first, count), &body_);
    } else if (type == Type::kBoolean) {
      AppendBits(values_.numbers, &body_);
    } else if (PlainBytes(type) == sizeof(int32_t)) {
      AppendDeltas32(values_.numbers, &body_);
    } else {
      AppendDeltas64(values_.numbers, &body_);
    }
  }

  Status WriteDictionary(std::span<const std::string_view> entries, FooterChunk* chunk) {
    body_.clear();
    AppendPlainTexts(entries, &body_);
    chunk->dictionary_offset = out_.size();
    TILL_ASSIGN(const std::string_view stored, Stored(chunk->compressed));
    header_.clear();
    AppendDictionaryHeader({body_.size(), stored.size()}, entries.size(), &header_);
    WritePage(stored, {}, chunk);
    return Ok();
  }

  Status WriteDataPage(const Page& page, size_t first_row, FooterChunk* chunk) {
    levels_.clear();
    AppendHybrid(std::span(values_.present).subspan(first_row, page.rows), 1, &levels_);
    const bool compressed = chunk->compressed && !body_.empty();
    TILL_ASSIGN(const std::string_view stored, Stored(compressed));
    header_.clear();
    AppendDataHeader({levels_.size() + body_.size(), levels_.size() + stored.size()},
                     {page.rows, page.rows - page.values, levels_.size(), chunk->encoding, compressed}, &header_);
    WritePage(stored, levels_, chunk);
    return Ok();
  }

  void WritePage(std::string_view stored, std::string_view levels, FooterChunk* chunk) {
    out_.append(header_).append(levels).append(stored);
    chunk->plain_size += header_.size() + levels.size() + body_.size();
    chunk->stored_size += header_.size() + levels.size() + stored.size();
  }

  /// body_ as it is to lie in the file; valid until the next call.
  Result<std::string_view> Stored(bool compressed) {
    if (!compressed) return std::string_view(body_);
    const size_t most = ZSTD_compressBound(body_.size());
    if (packed_.size() < most) packed_.resize(most);
    const size_t size =
        ZSTD_compressCCtx(zstd_.get(), packed_.data(), packed_.size(), body_.data(), body_.size(), kCompressionLevel);
    if (ZSTD_isError(size) != 0) return Internal(std::string("cannot compress a page: ") + ZSTD_getErrorName(size));
    return std::string_view(packed_).substr(0, size);
  }

  const Schema& schema_;
  std::span<const Batch> batches_;
  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> zstd_;
  std::string out_;
  Values values_;                                ///< of the chunk at hand
  std::string header_, levels_, body_, packed_;  ///< of the page at hand
};

}  // namespace

Result<std::string> EncodeParquet(const Schema& schema, std::span<const Batch> batches) {
  size_t rows = 0;
  for (const Batch& batch : batches) rows += batch.rows();
  return Encoder(schema, batches).Run(0, rows);
}

Result<std::string> EncodeParquet(const Batch& batch, size_t begin, size_t end) {
  return Encoder(batch.schema, {&batch, 1}).Run(begin, end);
}

}  // namespace till::columns
