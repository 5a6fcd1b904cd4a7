#include "tests/external/redshift/harness.h"

#include <unistd.h>

#include <atomic>

#include "adapters/duckdb/parquet.h"
#include "tests/external/postgres/cluster.h"

namespace till::testing_support {

std::unique_ptr<RedshiftFacade> StartFacade(lake::ObjectStore& store) {
  return RedshiftFacade::Start(TestCluster() + " dbname=redshift", store, kLakeUrl).value();
}

std::string ConnectionTo(const RedshiftFacade& facade) {
  return "host=127.0.0.1 dbname=redshift user=till port=" + std::to_string(facade.port());
}

std::string NewSchema() {
  static std::atomic<int> schemas = 0;
  return "till_" + std::to_string(::getpid()) + "_" + std::to_string(++schemas);
}

redshift::Target TargetIn(const std::string& schema) {
  const auto read = [](const std::filesystem::path& file) -> Result<columns::Batch> {
    TILL_ASSIGN(const auto reader, duckdb::ParquetReader::Open());
    return reader.Read(file);
  };
  return {schema, "default", kLakeUrl, {read, duckdb::WriteParquet}};
}

}  // namespace till::testing_support
