#include "adapters/aws/glue/partitions.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"

namespace till::aws {
namespace {

// What one request may hold, of the operations' own limits.
constexpr size_t kMostWritten = 100;
constexpr size_t kMostDeleted = 25;
constexpr int kMostRead = 1000;

using Values = std::vector<std::string>;

/// A request of a batch operation, less its list.
struct Batch {
  std::string_view verb;  ///< "add"
  std::string_view operation;
  std::string_view list;
  size_t most;
};
constexpr Batch kAdd{"add", "BatchCreatePartition", "PartitionInputList", kMostWritten};
constexpr Batch kChange{"change", "BatchUpdatePartition", "Entries", kMostWritten};
constexpr Batch kDelete{"delete", "BatchDeletePartition", "PartitionsToDelete", kMostDeleted};

/// What a batch operation could not do with some of its elements, as one error; success if there is none.
Status FaultsOf(const std::string& action, const Json& answer) {
  const auto errors = answer.find("Errors");
  if (errors == answer.end() || !errors->is_array() || errors->empty()) return Ok();
  const auto first = errors->front().find("ErrorDetail");
  std::string code = "an error without a name";
  std::string message;
  if (first != errors->front().end()) {
    if (const auto found = first->find("ErrorCode"); found != first->end() && found->is_string())
      code = found->get<std::string>();
    if (const auto found = first->find("ErrorMessage"); found != first->end() && found->is_string())
      message = found->get<std::string>();
  }
  const std::string text = "cannot " + action + ": Glue answers " + Shown(code) + (message.empty() ? "" : ": ") +
                           message + " for " + std::to_string(errors->size()) + " of them";
  if (code == "AlreadyExistsException" || code == "EntityNotFoundException") return Conflict(text);
  return Unavailable(text);
}

Status Send(GlueApi& api, const std::string& database, const std::string& table, const Batch& batch,
            const Json& elements, Log& log) {
  const std::string action = std::string(batch.verb) + " partitions of Glue's table '" + table + "'";
  for (size_t begin = 0; begin < elements.size(); begin += batch.most) {
    Json list = Json::array();
    for (size_t i = begin; i < std::min(begin + batch.most, elements.size()); ++i) list.push_back(elements[i]);
    const Json input{{"DatabaseName", database}, {"TableName", table}, {std::string(batch.list), std::move(list)}};
    TILL_ASSIGN(const Json answer, api.Call(action, batch.operation, input));
    TILL_TRY(FaultsOf(action, answer));
  }
  if (!elements.empty()) {
    log.Info("Glue, " + table + ": " + std::string(batch.verb) + " " +
             Count(static_cast<int64_t>(elements.size()), "partition"));
  }
  return Ok();
}

/// The partitions that Glue has, by their values.
Result<std::map<Values, Json>> ReadPartitions(GlueApi& api, const std::string& database, const std::string& table) {
  const std::string action = "read the partitions of Glue's table '" + table + "'";
  const Json input{{"DatabaseName", database}, {"TableName", table}, {"MaxResults", kMostRead}};
  TILL_ASSIGN(const Json list, api.ReadAll(action, "GetPartitions", input, "Partitions"));
  std::map<Values, Json> partitions;
  for (const Json& partition : list) {
    TILL_ASSIGN(Values values, Member<Values>(partition, "Values", "a partition of Glue's table '" + table + "'"));
    partitions[std::move(values)] = partition;
  }
  return partitions;
}

void LogLeft(const std::string& table, size_t count, std::string_view fact, Log& log) {
  if (count == 0) return;
  log.Warn("Glue, " + table + ": " + Count(static_cast<int64_t>(count), "partition") + " " + std::string(fact));
}

Status PutList(const catalog::MirrorTable& table, const catalog::MirrorPartition& partition, const TableOwner& owner,
               lake::ObjectStore& lake) {
  if (table.format != catalog::MirrorTable::Format::kListed) return Ok();
  const FileList list = FileListOf(table, partition, owner);
  return lake.Put(list.key, std::string_view(list.text));
}

}  // namespace

Status SyncPartitions(GlueApi& api, const project::GlueSettings& settings, const TableOwner& owner,
                      const catalog::MirrorTable& table, lake::ObjectStore& lake, Log& log) {
  const bool updates = settings.update_behavior == "UPDATE_IN_DATABASE";
  TILL_ASSIGN(auto existing, ReadPartitions(api, settings.database, table.name));
  Json added = Json::array();
  Json changed = Json::array();
  for (const catalog::MirrorPartition& partition : table.partitions) {
    const Json wanted = PartitionInputOf(table, partition, owner);
    const auto found = existing.find(partition.values);
    if (found == existing.end()) {
      TILL_TRY(PutList(table, partition, owner, lake));
      added.push_back(wanted);
      continue;
    }
    Json input = Merged(found->second, wanted);
    if (!Differences(found->second, input).empty()) {
      if (updates) TILL_TRY(PutList(table, partition, owner, lake));
      changed.push_back({{"PartitionValueList", partition.values}, {"PartitionInput", std::move(input)}});
    }
    existing.erase(found);
  }
  Json gone = Json::array();
  for (const auto& [values, partition] : existing) gone.push_back({{"Values", values}});

  TILL_TRY(Send(api, settings.database, table.name, kAdd, added, log));
  if (updates) {
    TILL_TRY(Send(api, settings.database, table.name, kChange, changed, log));
  } else {
    LogLeft(table.name, changed.size(), "would be changed, but for update_behavior", log);
  }
  // Glue's own crawler deprecates tables, never partitions.
  if (settings.delete_behavior == "DELETE_FROM_DATABASE") {
    return Send(api, settings.database, table.name, kDelete, gone, log);
  }
  LogLeft(table.name, gone.size(), "would be deleted, but for delete_behavior", log);
  return Ok();
}

Status AddPartitions(GlueApi& api, const project::GlueSettings& settings, const TableOwner& owner,
                     const catalog::MirrorTable& table, lake::ObjectStore& lake, Log& log) {
  Json added = Json::array();
  for (const catalog::MirrorPartition& partition : table.partitions) {
    TILL_TRY(PutList(table, partition, owner, lake));
    added.push_back(PartitionInputOf(table, partition, owner));
  }
  return Send(api, settings.database, table.name, kAdd, added, log);
}

}  // namespace till::aws
