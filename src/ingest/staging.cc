#include "ingest/staging.h"

#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "csv/dialect.h"
#include "csv/gzip.h"
#include "csv/reader.h"
#include "ingest/mapping.h"
#include "ingest/rejects.h"
#include "ingest/staging_output.h"
#include "ingest/staging_rows.h"

namespace till::ingest {
namespace {

constexpr size_t kRowsPerPart = 250'000;

std::string Context(const FileToStage& file) { return "cannot load '" + file.key + "'"; }

/// The receipt of an equal content staged by the same recipe, if there is a whole one: a loss of power may tear it
/// (SaveReceipts), and a disk may garble it.
Result<std::optional<Receipt>> FindReceipt(const StagedFile& staged, lake::ObjectStore& store) {
  const std::string key = staged.prefix + "/receipt.json";
  const auto text = store.Get(key);
  if (!text.ok() && text.error().code == Code::kNotFound) return std::optional<Receipt>();
  if (!text.ok()) return text.error();
  const auto json = ParseJson(*text, "'" + key + "'");
  if (!json.ok()) return std::optional<Receipt>();
  auto receipt = ReceiptFromJson(*json, "'" + key + "'");
  if (!receipt.ok() && receipt.error().code != Code::kCorrupt) return receipt.error();
  if (!receipt.ok() || receipt->content != staged.content || receipt->recipe != staged.recipe) {
    return std::optional<Receipt>();
  }
  return std::optional(std::move(*receipt));
}

Result<std::vector<std::string>> ReadHeader(const FileToStage& file, csv::Reader* reader) {
  csv::Record record;
  if (!reader->Next(&record)) {
    return Rejected(Context(file) + ": the file is empty", "even a day without sales has a header line");
  }
  if (record.error != csv::RecordError::kNone) {
    return Rejected(Context(file) + ": its header on line " + std::to_string(record.line) +
                    " cannot be read: " + std::string(csv::ErrorWords(record.error)));
  }
  std::vector<std::string> header;
  for (const std::string_view cell : record.fields) header.emplace_back(Trim(cell));
  return header;
}

/// Stages all rows below the header of one file.
class FileStager {
 public:
  FileStager(const BoundMapping& mapping, TimeZone zone, int day_starts_at_minutes, StagingOutput* output)
      : mapping_(mapping), rows_(mapping, std::move(zone), day_starts_at_minutes), output_(output) {
    for (const BoundTable& table : mapping.tables) tables_.emplace_back(mapping, table);
  }

  /// Writes parts, keys and rejects, and completes `receipt`.
  Status Run(csv::Reader* reader, Receipt* receipt) {
    csv::Record record;
    while (reader->Next(&record)) {
      ++receipt->read;
      if (const auto fault = rows_.Take(record)) {
        Refuse(record, *fault);
        ++receipt->rejected;
      } else {
        ++receipt->loaded;
      }
      TILL_TRY(WriteFullParts());
    }
    TILL_TRY(Written());
    for (size_t i = 0; i < tables_.size(); ++i) TILL_TRY(tables_[i].Write(rows_.TakeBatch(i), output_));
    for (const auto& [table, id] : refused_) tables_[table].AddRejected(id);
    columns::Batch keys = columns::Batch::Of(retail::KeysSchema());
    for (const size_t i : ByName()) tables_[i].AppendKeysTo(&keys);
    TILL_TRY(output_->Write("keys.parquet", keys).status());
    if (receipt->rejected > 0) TILL_TRY(output_->Write("rejects.parquet", rejects_.batch()).status());
    receipt->rejects = rejects_.Counts();
    for (const TableOutput& table : tables_) receipt->tables.push_back(table.staged());
    return Ok();
  }

 private:
  void Refuse(const csv::Record& record, const RowFault& fault) {
    rejects_.Add(record, fault);
    for (size_t i = 0; i < tables_.size(); ++i) {
      refused_.emplace_back(i, ReadableId(record, mapping_.tables[i], mapping_.width));
    }
  }

  /// While a part is written the next is read.
  Status WriteFullParts() {
    for (size_t i = 0; i < tables_.size(); ++i) {
      if (rows_.rows(i) < kRowsPerPart) continue;
      TILL_TRY(Written());
      writing_ = std::async(std::launch::async, [this, i, rows = rows_.TakeBatch(i)]() mutable {
        return tables_[i].Write(std::move(rows), output_);
      });
    }
    return Ok();
  }

  /// Waits for the part that is being written.
  Status Written() { return writing_.valid() ? writing_.get() : Ok(); }

  /// The tables' places in byte order of their names.
  std::vector<size_t> ByName() const {
    std::map<std::string_view, size_t> places;
    for (size_t i = 0; i < tables_.size(); ++i) places[mapping_.tables[i].table->name] = i;
    std::vector<size_t> order;
    for (const auto& [name, place] : places) order.push_back(place);
    return order;
  }

  const BoundMapping& mapping_;
  RowStager rows_;
  StagingOutput* output_;
  std::vector<TableOutput> tables_;
  RejectLog rejects_;
  /// Table and id of refused rows; see ReadableId.
  std::vector<std::pair<size_t, std::optional<std::string>>> refused_;
  std::future<Status> writing_;  ///< last, because it waits at the end of its life for what uses the others
};

Result<Receipt> StageBytes(const FileToStage& file, const StagedFile& staged, std::string bytes,
                           StagingOutput* output) {
  Receipt receipt;
  receipt.content = staged.content;
  receipt.recipe = staged.recipe;
  receipt.bytes = static_cast<int64_t>(bytes.size());
  receipt.gzip = csv::IsGzip(bytes);
  if (receipt.gzip) {
    auto content = csv::Gunzip(bytes);
    if (!content.ok()) return Within(Context(file), content.error());
    bytes = std::move(*content);
  }
  receipt.dialect = csv::SniffDialect(bytes, {file.feed->delimiter, file.feed->encoding});
  if (receipt.dialect.encoding.starts_with("utf-16")) {
    return Rejected(Context(file) + ": it is in " + receipt.dialect.encoding + ", which no reader takes",
                    "export it as UTF-8");
  }
  csv::Reader reader(bytes, receipt.dialect);
  TILL_ASSIGN(receipt.header, ReadHeader(file, &reader));
  TILL_ASSIGN(const BoundMapping mapping, BindMapping(*file.feed, receipt.header, file.path_values, file.key));
  receipt.unmapped = mapping.unmapped;
  TILL_ASSIGN(TimeZone zone, TimeZone::Find(file.project->timezone));
  FileStager stager(mapping, std::move(zone), file.project->day_starts_at_minutes, output);
  TILL_TRY(stager.Run(&reader, &receipt));
  return receipt;
}

}  // namespace

std::string StagingPrefix(std::string_view content, std::string_view recipe) {
  return "staging/" + std::string(content) + "-" + std::string(recipe.substr(0, 12));
}

Result<StagedFile> StageFile(const FileToStage& file, lake::ObjectStore& store) {
  TILL_ASSIGN(std::string bytes, store.Get(file.object));
  StagedFile staged;
  staged.content = Sha256Hex(bytes);
  staged.recipe = file.recipe;
  staged.prefix = StagingPrefix(staged.content, staged.recipe);
  std::optional<Receipt> known;
  if (!file.again) {
    TILL_ASSIGN(known, FindReceipt(staged, store));
  }
  if (known) {
    staged.receipt = std::move(*known);
    staged.reused = true;
  } else {
    StagingOutput output(store, staged.prefix);
    TILL_ASSIGN(staged.receipt, StageBytes(file, staged, std::move(bytes), &output));
  }
  return staged;
}

Status SaveReceipts(const std::vector<const StagedFile*>& files, lake::ObjectStore& store, const WorkerPool& pool) {
  TILL_TRY(store.Sync());
  // Not put-if-absent: who stages an equal content at the same time puts the same bytes.
  TILL_TRY(pool.ForEach(files.size(), [&](size_t i, size_t) -> Status {
    if (files[i]->reused) return Ok();
    const std::string text = ToText(ToJson(files[i]->receipt));
    return store.Put(files[i]->prefix + "/receipt.json", std::string_view(text));
  }));
  return store.Sync();
}

}  // namespace till::ingest
