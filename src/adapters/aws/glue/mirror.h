#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/aws/glue/api.h"
#include "adapters/aws/glue/crawler.h"
#include "adapters/aws/glue/table_input.h"
#include "catalog/mirror.h"
#include "lake/object_store.h"
#include "project/services.h"

namespace till::aws {

struct GlueOptions {
  project::GlueSettings settings;
  std::string project;    ///< its name: what tables are known by as its own
  std::string lake_root;  ///< "s3://bucket/prefix"
  std::string region;
  std::optional<Endpoint> endpoint = {};  ///< of another server than AWS's
  CrawlerPatience patience = {};
};

/// kInvalid unless a lake lies in S3, where alone Glue's tables can.
Status CheckGlueLake(std::string_view lake_root);

/// A database of Glue's Data Catalog. Tables that others have made in it stay untouched. New tables and partitions are
/// always added; what differs and what is gone is treated as update_behavior and delete_behavior say, as Glue's own
/// crawler would. A changed table is a new version in Glue. One thread.
class GlueMirror : public catalog::Mirror {
 public:
  /// kInvalid as CheckGlueLake(). Sends nothing. What is passed by reference must outlive the mirror.
  /// `lake` is the store at options.lake_root, where tables that list their files keep the lists.
  static Result<std::unique_ptr<GlueMirror>> Make(GlueOptions options, lake::ObjectStore& lake, HttpClient& http,
                                                  CredentialsCache& credentials, Clock& clock, RetryPolicy retry = {});

  /// Where somebody else writes the same at the same time it reads again and sends what is still different.
  /// kUnavailable where that goes on.
  Status Sync(catalog::Layer layer, const std::vector<catalog::MirrorTable>& tables, Log& log) override;
  /// [glue] crawler: see RunCrawler().
  Status Crawl(const std::function<bool()>& cancelled) override;

 private:
  GlueMirror(GlueOptions options, lake::ObjectStore& lake, HttpClient& http, CredentialsCache& credentials,
             Clock& clock, RetryPolicy retry);
  Status SyncOnce(const TableOwner& owner, const std::vector<catalog::MirrorTable>& tables, Log& log);
  /// The tables of the database, which is made where it is absent.
  Result<Json> ReadTables();
  Status Create(const TableOwner& owner, const catalog::MirrorTable& table, Log& log);
  Status Change(const TableOwner& owner, const Json& existing, const catalog::MirrorTable& table, Log& log);
  /// Puts the list of a table's files into the lake, for a table that has one and no partition columns.
  Status PutList(const TableOwner& owner, const catalog::MirrorTable& table);
  Status Update(const Json& existing, const Json& input, const std::string& name);
  Status Delete(const std::string& name);
  /// Treats a table that ours has no more as delete_behavior says.
  Status Retire(const Json& existing, const std::string& name, Log& log);

  GlueOptions options_;
  lake::ObjectStore& lake_;
  Clock& clock_;
  GlueApi api_;
};

}  // namespace till::aws
