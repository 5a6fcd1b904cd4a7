#include "adapters/duckdb/parquet.h"

#include <duckdb.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/duckdb/convert.h"
#include "adapters/duckdb/session.h"

namespace till::duckdb {
namespace {

using columns::Batch;
using columns::Schema;

/// What a session's table function hands over, and how far it is.
struct Feed {
  const Schema* schema = nullptr;
  std::span<const Batch> batches;
  size_t batch = 0;
  size_t row = 0;
};

void BindFeed(duckdb_bind_info info) {
  const Feed& feed = *static_cast<Feed*>(duckdb_bind_get_extra_info(info));
  for (const columns::Field& field : *feed.schema) {
    duckdb_logical_type type = NewLogicalType(field.type);
    duckdb_bind_add_result_column(info, field.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
}

void StartFeed(duckdb_init_info info) {
  Feed& feed = *static_cast<Feed*>(duckdb_init_get_extra_info(info));
  feed.batch = 0;
  feed.row = 0;
  duckdb_init_set_max_threads(info, 1);
}

void NextRows(duckdb_function_info info, duckdb_data_chunk output) {
  Feed& feed = *static_cast<Feed*>(duckdb_function_get_extra_info(info));
  while (feed.batch < feed.batches.size() && feed.row == feed.batches[feed.batch].rows()) {
    ++feed.batch;
    feed.row = 0;
  }
  if (feed.batch == feed.batches.size()) {
    duckdb_data_chunk_set_size(output, 0);
    return;
  }
  const Batch& batch = feed.batches[feed.batch];
  const size_t rows = std::min<size_t>(duckdb_vector_size(), batch.rows() - feed.row);
  for (size_t i = 0; i < batch.columns.size(); ++i) {
    FillVector(batch.columns[i], feed.row, rows, duckdb_data_chunk_get_vector(output, i));
  }
  duckdb_data_chunk_set_size(output, rows);
  feed.row += rows;
}

/// A session with a table function of its own, which hands the batches over.
struct Worker {
  std::unique_ptr<Session> session;
  Feed feed;
  std::string function;
};

class DuckdbParquet final : public columns::Parquet {
 public:
  explicit DuckdbParquet(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  Status Write(const std::filesystem::path& path, const Schema& schema, std::span<const Batch> batches) override {
    if (schema.empty()) return Internal("cannot write '" + path.string() + "': no columns");
    TILL_ASSIGN(auto worker, Take());
    worker->feed = Feed{&schema, batches};
    const Status status = worker->session->Execute("copy (from " + worker->function + "()) to " + Quoted(path) + " " +
                                                   std::string(ParquetOptions()));
    worker->feed = Feed{};
    Give(std::move(worker));
    if (!status.ok()) return Within("cannot write '" + path.string() + "'", status.error());
    return Ok();
  }

  Result<Batch> Read(const std::filesystem::path& path) override {
    std::error_code missing;
    if (!std::filesystem::exists(path, missing)) return NotFound("cannot read '" + path.string() + "': no such file");
    TILL_ASSIGN(auto worker, Take());
    auto batch = worker->session->Query("from read_parquet(" + Quoted(path) + ", hive_partitioning = false)", {});
    Give(std::move(worker));
    if (batch.ok() || batch.error().code == Code::kUnsupported) return batch;
    return Corrupt("cannot read '" + path.string() + "': " + batch.error().message);
  }

 private:
  Result<std::unique_ptr<Worker>> Take() {
    size_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto worker = std::move(idle_.back());
        idle_.pop_back();
        return worker;
      }
      number = made_++;
    }
    auto worker = std::make_unique<Worker>();
    TILL_ASSIGN(worker->session, database_->Connect());
    worker->function = "batches_" + std::to_string(number);
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, worker->function.c_str());
    duckdb_table_function_set_extra_info(function, &worker->feed, nullptr);
    duckdb_table_function_set_bind(function, BindFeed);
    duckdb_table_function_set_init(function, StartFeed);
    duckdb_table_function_set_function(function, NextRows);
    const duckdb_state state = duckdb_register_table_function(worker->session->handle(), function);
    duckdb_destroy_table_function(&function);
    if (state == DuckDBError) return Internal("cannot open DuckDB: no table function can be added");
    return worker;
  }

  void Give(std::unique_ptr<Worker> worker) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(worker));
  }

  std::unique_ptr<Database> database_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> idle_;  // guarded by mutex_
  size_t made_ = 0;                            // guarded by mutex_
};

}  // namespace

Result<std::unique_ptr<columns::Parquet>> OpenParquet() {
  TILL_ASSIGN(auto database, Database::Open({{"threads", "1"}}));
  return std::unique_ptr<columns::Parquet>(std::make_unique<DuckdbParquet>(std::move(database)));
}

}  // namespace till::duckdb
