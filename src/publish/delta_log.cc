#include "publish/delta_log.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace till::publish {
namespace {

std::string TableFolder(const std::string& table) { return "processed/" + table; }

/// The partition value in "processed/fact_orders/order_month=2026-01-01/x.parquet"; nothing where it is null.
std::optional<std::string> PartitionValue(const StarTable& table, const std::string& key) {
  if (table.partition_column.empty()) return std::nullopt;
  const std::string folder = "/" + table.partition_column + "=";
  const size_t begin = key.find(folder);
  if (begin == std::string::npos) return std::nullopt;
  const size_t value = begin + folder.size();
  const std::string text = key.substr(value, key.find('/', value) - value);
  return text == "__HIVE_DEFAULT_PARTITION__" ? std::nullopt : std::optional(text);
}

Result<delta::Version> VersionOf(const Record& record, const StarTable& table) {
  const auto published_at = Instant::Parse(record.published_at);
  if (!published_at) {
    return Corrupt("cannot read publication " + std::to_string(record.number) + ": '" + Shown(record.published_at) +
                   "' is no time");
  }
  delta::Version version{record.number, *published_at, {table.name, table.columns, table.partition_column, {}}};
  const std::string folder = TableFolder(table.name) + "/";
  for (const StarFile& file : table.files) {
    if (!file.key.starts_with(folder)) {
      return Corrupt("cannot read publication " + std::to_string(record.number) + ": file '" + file.key +
                     "' is not in '" + folder + "'");
    }
    delta::AddFile add{file.key.substr(folder.size()), file.size, PartitionValue(table, file.key), file.rows, {}};
    for (const ColumnStats& stats : file.stats) add.stats.push_back({stats.column, stats.min, stats.max, stats.nulls});
    version.table.files.push_back(std::move(add));
  }
  return version;
}

/// A table whose log lacks publications, and those.
struct Behind {
  std::string table;
  int64_t publication = 0;  ///< the newest in the log
  std::vector<delta::Version> pending;
};

/// Removes a log that cannot be read: it follows from the records.
Status RemoveTorn(lake::ObjectStore& store, const std::string& table, const Error& error, Log& log) {
  log.Warn("making the Delta log of " + table + " anew: " + error.message);
  return delta::RemoveLog(store, TableFolder(table));
}

Result<std::vector<Behind>> FindBehind(lake::ObjectStore& store, const Record& newest, Log& log) {
  std::vector<Behind> behind;
  for (const StarTable& table : newest.content.tables) {
    auto publication = delta::NewestPublication(store, TableFolder(table.name));
    if (!publication.ok() && publication.error().code == Code::kCorrupt) {
      TILL_TRY(RemoveTorn(store, table.name, publication.error(), log));
      publication = 0;
    }
    TILL_TRY(publication.status());
    if (*publication < newest.number) behind.push_back({table.name, *publication, {}});
  }
  return behind;
}

Status AddPending(const Record& record, std::vector<Behind>& behind) {
  for (Behind& log : behind) {
    if (record.number <= log.publication) continue;
    for (const StarTable& table : record.content.tables) {
      if (table.name != log.table) continue;
      TILL_ASSIGN(delta::Version version, VersionOf(record, table));
      log.pending.push_back(std::move(version));
    }
  }
  return Ok();
}

/// Gives each log what it lacks of these publications.
Status FindPending(Publications& publications, const std::vector<int64_t>& numbers, std::vector<Behind>& behind) {
  for (const int64_t number : numbers) {
    const bool lacked = std::ranges::any_of(behind, [&](const Behind& log) { return number > log.publication; });
    if (!lacked) continue;
    TILL_ASSIGN(const Record record, publications.Read(number));
    TILL_TRY(AddPending(record, behind));
  }
  return Ok();
}

}  // namespace

Status RollForwardAll(lake::ObjectStore& store, Publications& publications, delta::CheckpointWriter* checkpoints,
                      Log& log) {
  TILL_ASSIGN(const std::vector<int64_t> numbers, publications.Numbers());
  if (numbers.empty()) return Ok();
  TILL_ASSIGN(const Record newest, publications.Read(numbers.back()));
  TILL_ASSIGN(std::vector<Behind> behind, FindBehind(store, newest, log));
  if (behind.empty()) return Ok();
  TILL_TRY(FindPending(publications, numbers, behind));
  for (const Behind& table : behind) {
    const std::string folder = TableFolder(table.table);
    auto commits = delta::RollForward(store, checkpoints, folder, table.pending);
    if (!commits.ok() && commits.error().code == Code::kCorrupt) {
      // A list that is taken while another process commits may lack a commit that is there.
      commits = delta::RollForward(store, checkpoints, folder, table.pending);
    }
    if (!commits.ok() && commits.error().code == Code::kCorrupt) {
      TILL_TRY(RemoveTorn(store, table.table, commits.error(), log));
      std::vector<Behind> whole{{table.table, 0, {}}};
      TILL_TRY(FindPending(publications, numbers, whole));
      commits = delta::RollForward(store, checkpoints, folder, whole.front().pending);
    }
    TILL_TRY(commits.status());
    if (*commits == 0) continue;
    log.Info("brought the Delta log of " + table.table + " to publication " + std::to_string(newest.number) + " with " +
             Count(*commits, "commit"));
  }
  return Ok();
}

}  // namespace till::publish
