#pragma once

#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "tests/support/loopback_server.h"

namespace till::testing {

/// "GetTables" of a request to Glue.
inline std::string GlueOperation(const LoopbackRequest& request) {
  const std::string target = request.Header("x-amz-target");
  return target.substr(target.find('.') + 1);
}

/// Appends {"operation","input"} to the file that TILL_GLUE_REQUESTS names, where it is set: tests/external/glue judges
/// what is in it.
inline void KeepGlueRequest(const LoopbackRequest& request) {
  const char* path = std::getenv("TILL_GLUE_REQUESTS");
  if (path == nullptr) return;
  std::ofstream(path, std::ios::app) << "{\"operation\":\"" << GlueOperation(request) << "\",\"input\":" << request.body
                                     << "}\n";
}

/// Enough of Glue's Data Catalog, in memory, for what till asks of it, with small pages.
class GlueServer {
 public:
  struct Table {
    std::vector<Json> versions;  // TableInputs, the newest last
    std::map<std::vector<std::string>, Json> partitions;
  };
  /// An answer in place of the server's own, or nothing.
  using Fault = std::function<std::optional<LoopbackAnswer>(const std::string& operation, const Json& input)>;

  GlueServer() : server_([this](const LoopbackRequest& request) { return Handle(request); }) {}

  std::string url() const { return server_.url(); }
  /// Names of the operations since the last call, in order.
  std::vector<std::string> TakeOperations() {
    const std::lock_guard lock(mutex_);
    return std::exchange(operations_, {});
  }
  void Inject(Fault fault) {
    const std::lock_guard lock(mutex_);
    fault_ = std::move(fault);
  }
  static LoopbackAnswer Refusal(const std::string& code, int status = 400) {
    return Answer(status, ToText(Json{{"__type", code}, {"Message", "said " + code}}));
  }

  // What it holds; a test may change it between two calls.
  std::map<std::string, Table> tables;
  std::optional<std::string> database;
  std::vector<Json> looks;  // at the crawler, one after the other; the last for ever

 private:
  LoopbackAnswer Handle(const LoopbackRequest& request) {
    const std::lock_guard lock(mutex_);
    const std::string operation = GlueOperation(request);
    const Json input = *ParseJson(request.body, "a request");
    operations_.push_back(operation);
    KeepGlueRequest(request);
    if (fault_) {
      if (auto answer = fault_(operation, input)) return *answer;
    }
    const Json answer = Do(operation, input);
    return answer.contains("__type") ? Answer(400, ToText(answer)) : Answer(200, ToText(answer));
  }

  static Json Refuse(const std::string& code) { return {{"__type", code}, {"Message", "said " + code}}; }

  Json Do(const std::string& operation, const Json& input) {
    if (operation == "GetCrawler") return Look();
    if (operation == "StartCrawler") return Json::object();
    if (operation == "CreateDatabase") {
      database = input["DatabaseInput"]["Name"].get<std::string>();
      return Json::object();
    }
    if (input["DatabaseName"] != database.value_or("")) return Refuse("EntityNotFoundException");
    if (operation == "GetTables") return GetTables(input);
    if (operation == "CreateTable" || operation == "UpdateTable" || operation == "DeleteTable") {
      return Write(operation, input);
    }
    const auto table = tables.find(input["TableName"].get<std::string>());
    if (table == tables.end()) return Refuse("EntityNotFoundException");
    if (operation == "GetPartitions") return GetPartitions(table->second, input);
    return WritePartitions(operation, table->second, input);
  }

  Json Look() {
    const Json look = looks.front();
    if (looks.size() > 1) looks.erase(looks.begin());
    return {{"Crawler", look}};
  }

  /// One element a page.
  static Json Page(const std::vector<Json>& all, const char* name, const Json& input) {
    const size_t at = input.contains("NextToken") ? std::stoul(input["NextToken"].get<std::string>()) : 0;
    Json page{{name, Json::array()}};
    if (at < all.size()) page[name].push_back(all[at]);
    if (at + 1 < all.size()) page["NextToken"] = std::to_string(at + 1);
    return page;
  }

  Json GetTables(const Json& input) {
    std::vector<Json> all;
    for (const auto& [name, table] : tables) {
      all.push_back(table.versions.back());
      all.back()["VersionId"] = std::to_string(table.versions.size());
      all.back()["DatabaseName"] = *database;
      all.back()["CreateTime"] = 1.5e9;
      all.back()["Retention"] = 0;
      if (all.back()["PartitionKeys"].empty()) all.back().erase("PartitionKeys");
    }
    return Page(all, "TableList", input);
  }

  Json Write(const std::string& operation, const Json& input) {
    const Json& named = operation == "DeleteTable" ? input : input["TableInput"];
    const auto name = named["Name"].get<std::string>();
    const bool exists = tables.contains(name);
    if (exists != (operation != "CreateTable")) {
      return Refuse(exists ? "AlreadyExistsException" : "EntityNotFoundException");
    }
    if (operation == "DeleteTable") {
      tables.erase(name);
      return Json::object();
    }
    Table& table = tables[name];
    if (exists && input["VersionId"] != std::to_string(table.versions.size())) {
      return Refuse("ConcurrentModificationException");
    }
    table.versions.push_back(input["TableInput"]);
    return Json::object();
  }

  static Json GetPartitions(const Table& table, const Json& input) {
    std::vector<Json> all;
    for (const auto& [values, partition] : table.partitions) {
      all.push_back(partition);
      all.back()["CreationTime"] = 1.5e9;
    }
    return Page(all, "Partitions", input);
  }

  static Json WritePartitions(const std::string& operation, Table& table, const Json& input) {
    Json errors = Json::array();
    const auto fault = [&](const char* code, const Json& values) {
      errors.push_back({{"PartitionValues", values}, {"ErrorDetail", {{"ErrorCode", code}, {"ErrorMessage", "x"}}}});
    };
    const bool creates = operation == "BatchCreatePartition";
    const bool deletes = operation == "BatchDeletePartition";
    const char* list = creates ? "PartitionInputList" : deletes ? "PartitionsToDelete" : "Entries";
    for (const Json& element : input[list]) {
      const Json& partition = creates || deletes ? element : element["PartitionInput"];
      const auto values = partition["Values"].get<std::vector<std::string>>();
      if (table.partitions.contains(values) == creates) {
        fault(creates ? "AlreadyExistsException" : "EntityNotFoundException", values);
      } else if (deletes) {
        table.partitions.erase(values);
      } else {
        table.partitions[values] = partition;
      }
    }
    return {{"Errors", errors}};
  }

  std::mutex mutex_;
  std::vector<std::string> operations_;
  Fault fault_;
  LoopbackServer server_;  // the last: it ends before what it serves
};

}  // namespace till::testing
