#include "adapters/duckdb/relations.h"

#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "retail/tables.h"

namespace till::duckdb {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using warehouse::StagedInput;
using Paths = std::vector<std::filesystem::path>;

/// What a staged relation says of the input each row came with.
constexpr std::string_view kInputColumns = "i._input, i.input_rank, i.feed, i.source, i.kind, i.business_date";

std::string Scan(const Paths& files) {
  std::vector<std::string> quoted;
  for (const auto& file : files) quoted.push_back(Quoted(file));
  return "read_parquet([" + Join(quoted, ", ") + "], hive_partitioning = false)";
}

std::string ColumnList(const Schema& schema, std::string_view prefix) {
  std::vector<std::string> names;
  for (const columns::Field& field : schema) names.push_back(std::string(prefix) + Identifier(field.name));
  return Join(names, ", ");
}

std::string TypedNulls(const Schema& schema) {
  std::vector<std::string> nulls;
  for (const columns::Field& field : schema) {
    nulls.push_back("cast(null as " + std::string(SqlType(field.type)) + ") as " + Identifier(field.name));
  }
  return Join(nulls, ", ");
}

Batch InputsBatch(std::span<const StagedInput> inputs) {
  Batch batch = Batch::Of({{"_input", Type::kBigint},
                           {"input_rank", Type::kBigint},
                           {"feed", Type::kText},
                           {"key", Type::kText},
                           {"source", Type::kText},
                           {"kind", Type::kText},
                           {"business_date", Type::kDate},
                           {"deletes", Type::kBoolean},
                           {"prices_include_tax", Type::kBoolean}});
  for (size_t i = 0; i < inputs.size(); ++i) {
    const StagedInput& input = inputs[i];
    batch.columns[0].AppendNumber(input.id);
    batch.columns[1].AppendNumber(static_cast<int64_t>(i) + 1);
    batch.columns[2].AppendText(input.feed);
    batch.columns[3].AppendText(input.key);
    batch.columns[4].AppendText(input.source);
    batch.columns[5].AppendText(input.kind);
    batch.columns[6].AppendNumber(input.business_date.value);
    batch.columns[7].AppendNumber(input.deletes ? 1 : 0);
    batch.columns[8].AppendNumber(input.prices_include_tax ? 1 : 0);
  }
  return batch;
}

/// The files of one staged relation, each with the inputs that it serves.
struct Parts {
  std::string relation;
  Schema schema;
  std::map<std::filesystem::path, std::vector<int64_t>> files;
};

/// Says which inputs each file serves, by the file's place in the scan.
void AddServed(const Parts& parts, Batch& served) {
  int64_t index = 0;
  for (const auto& [path, inputs] : parts.files) {
    for (const int64_t input : inputs) {
      served.columns[0].AppendText(parts.relation);
      served.columns[1].AppendNumber(index);
      served.columns[2].AppendNumber(input);
    }
    ++index;
  }
}

/// Whether the files are read once into memory, since the models of a run ask for them several times and a view opens
/// every file each time. Larger ones stay where they are: then the rows count for more than the opening.
bool IsReadOnce(const Parts& parts) {
  constexpr uint64_t kMostBytes = 256 * 1024 * 1024;
  uint64_t bytes = 0;
  for (const auto& [path, served] : parts.files) {
    std::error_code error;  // a file that is not there is reported by the scan
    const uint64_t size = std::filesystem::file_size(path, error);
    if (!error) bytes += size;
  }
  return bytes < kMostBytes;
}

std::string StagedRelation(const Parts& parts) {
  const std::string_view kind = IsReadOnce(parts) ? "table" : "view";
  const std::string create = "create or replace " + std::string(kind) + " " + parts.relation + " as ";
  if (parts.files.empty()) {
    return create + "select " + std::string(kInputColumns) + ", " + TypedNulls(parts.schema) +
           " from inputs as i where false";
  }
  Paths files;
  for (const auto& [path, served] : parts.files) files.push_back(path);
  return create + "select " + std::string(kInputColumns) + ", " + ColumnList(parts.schema, "f.") + " from " +
         Scan(files) + " as f join staged_files as s on s.relation = '" + parts.relation +
         "' and s.file_index = f.file_index join inputs as i on i._input = s._input";
}

std::string CreateTable(std::string_view name, const Schema& schema) {
  std::vector<std::string> columns;
  for (const columns::Field& field : schema) {
    columns.push_back(Identifier(field.name) + " " + std::string(SqlType(field.type)));
  }
  return "create or replace table " + std::string(name) + " (" + Join(columns, ", ") + ")";
}

}  // namespace

Status StageInputs(Session& session, std::span<const StagedInput> inputs) {
  std::vector<Parts> relations;
  for (const retail::SourceTable& table : retail::SourceTables()) {
    relations.push_back({"stg_" + std::string(table.name), retail::StagedSchema(table), {}});
    for (const StagedInput& input : inputs) {
      const auto found = input.parts.find(std::string(table.name));
      if (found == input.parts.end()) continue;
      for (const auto& path : found->second) relations.back().files[path].push_back(input.id);
    }
  }
  relations.push_back({"stg_keys", retail::KeysSchema(), {}});
  for (const StagedInput& input : inputs) {
    for (const auto& path : input.keys) relations.back().files[path].push_back(input.id);
  }
  Batch served = Batch::Of({{"relation", Type::kText}, {"file_index", Type::kBigint}, {"_input", Type::kBigint}});
  for (const Parts& parts : relations) AddServed(parts, served);

  const Batch listed = InputsBatch(inputs);
  TILL_TRY(session.Execute(CreateTable("inputs", listed.schema) + ";" + CreateTable("staged_files", served.schema)));
  TILL_TRY(session.Append("inputs", listed));
  TILL_TRY(session.Append("staged_files", served));
  for (const Parts& parts : relations) {
    const Status status = session.Execute(StagedRelation(parts));
    if (!status.ok()) return Within("cannot read staged parts of '" + parts.relation + "'", status.error());
  }
  return Ok();
}

std::string AttachedView(std::string_view schema, const warehouse::Warehouse::AttachedTable& table) {
  Schema stored = table.columns;
  std::erase_if(stored, [&](const columns::Field& field) { return field.name == table.partition_column; });
  std::map<Day, Paths> partitions;
  for (size_t i = 0; i < table.files.size(); ++i) {
    partitions[table.partitions.empty() ? kNoDay : table.partitions[i]].push_back(table.files[i]);
  }
  std::vector<std::string> branches;
  for (const auto& [day, files] : partitions) {
    std::string branch = "select " + ColumnList(stored, "");
    if (!table.partition_column.empty()) {
      branch += ", date '" + day.ToString() + "' as " + Identifier(table.partition_column);
    }
    branches.push_back(branch + " from " + Scan(files));
  }
  if (branches.empty()) branches.push_back("select " + TypedNulls(table.columns) + " where false");
  const std::string rows = Join(branches, "\nunion all ");
  return "create or replace view " + Identifier(schema) + "." + Identifier(table.name) + " as select " +
         ColumnList(table.columns, "") + " from (\n" + rows + "\n)";
}

}  // namespace till::duckdb
