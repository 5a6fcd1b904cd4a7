#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/worker_pool.h"
#include "ingest/receipt.h"
#include "lake/object_store.h"
#include "project/project.h"

namespace till::ingest {

/// Goes into every recipe; raised whenever equal bytes would be staged otherwise than before.
inline constexpr int kReaderVersion = 3;

/// A raw file that is to be staged.
struct FileToStage {
  const project::Project* project = nullptr;
  const project::Feed* feed = nullptr;
  std::string key;                                 ///< names the file in errors
  std::map<std::string, std::string> path_values;  ///< "date" as YYYY-MM-DD, "store", as far as its path has them
  std::string object;                              ///< key of the bytes in the lake
  std::string recipe;                              ///< project::Recipe of all that, by kReaderVersion
  bool again = false;                              ///< read it and write it anew though an equal one is staged
};

/// Where a file's rows are.
struct StagedFile {
  std::string content;  ///< SHA-256 of the bytes, hex
  std::string recipe;
  std::string prefix;  ///< "staging/<content>-<first 12 digits of recipe>"
  Receipt receipt;
  bool reused = false;  ///< an equal file had been staged before
};

/// "staging/<content>-<first 12 digits of recipe>".
std::string StagingPrefix(std::string_view content, std::string_view recipe);

/// Reads a raw file once, and leaves below its prefix <table>/part-0000.parquet and so on for each table of the feed
/// (retail::StagedSchema, rows in file order), keys.parquet (retail::KeysSchema), rejects.parquet if a row was
/// refused (RejectsSchema). It is staged once SaveReceipts has put its receipt.json there; until then what it left is
/// named by nothing. Where an equal content was staged by the same recipe nothing is parsed or written,
/// unless that receipt is torn or `again` is asked for.
///
/// A row is loaded, or refused once for all tables of the feed. Blank cells are null. Ids (the natural key and all
/// other columns ending in "_id") lose blanks at their ends; other text stays as it came. In a feed of several tables
/// a row with an empty customer, product or store id gives no row to that table; if no table takes it, it is refused.
/// ordered_at without an offset is local time of the project's zone; where it has a time of day, order_date is its
/// trading day, else the given day, with ordered_at and order_hour null. updated_on is the local date of updated_at.
/// keys.parquet has, of orders, the loaded ids; of customers, products and stores the loaded ids and, as rejected,
/// the readable ids of refused rows; sorted by (table_name, id, rejected).
///
/// kRejected if the file is empty, torn, in an encoding no reader takes, or lacks a required column; kInvalid for a
/// mapping that cannot be used. Rejects above the feed's limit are no error here: see CheckRejects. Any thread.
Result<StagedFile> StageFile(const FileToStage& file, lake::ObjectStore& store);

/// Puts the receipts of all that were not reused, at two syncs for any number of files: all parts are durable before
/// the first receipt is there, and all receipts at return. A receipt that a loss of power tears in between counts as
/// none.
Status SaveReceipts(const std::vector<const StagedFile*>& files, lake::ObjectStore& store, const WorkerPool& pool);

}  // namespace till::ingest
