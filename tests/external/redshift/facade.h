#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/aws/redshift/keep_star.h"
#include "lake/object_store.h"

namespace till::testing_support {

/// A PostgreSQL database that takes what till sends to Redshift: it reads the objects of a COPY from a store, holds
/// VARCHAR to its bytes, answers SVV_COLUMNS and SYS_LOAD_ERROR_DETAIL, and refuses any other form of COPY and every
/// statement that the rules of lint.h know Redshift to refuse.
class RedshiftFacade {
 public:
  /// `url` is where the objects of `store` stand.
  RedshiftFacade(const std::string& connection, lake::ObjectStore& store, std::string url);

  redshift::Run Run();
  /// What was sent, in order.
  std::vector<std::string> sent;

 private:
  Result<postgres::Answer> Take(const postgres::Statement& statement);
  Result<postgres::Answer> Copy(const std::string& sql);
  Result<columns::Batch> ReadObjects(const std::string& manifest_url, size_t columns, const std::string& null_marker);
  Result<std::string> Read(const std::string& url);

  std::unique_ptr<postgres::Session> session_;
  lake::ObjectStore& store_;
  std::string url_;
  columns::Batch load_errors_;
};

}  // namespace till::testing_support
