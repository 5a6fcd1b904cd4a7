#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/aws/redshift/connection.h"
#include "adapters/aws/redshift/manifest.h"
#include "base/files.h"
#include "base/result.h"
#include "columns/batch.h"
#include "lake/object_store.h"

namespace till::redshift {

/// What goes between Redshift and the lake below a folder of its own, `_till/redshift/<folder>/`: rows in by COPY, rows
/// out by UNLOAD, of Parquet files that are deleted as soon as they were read. One thread.
class Loader {
 public:
  static Result<std::unique_ptr<Loader>> Open(const Run& run, const Target& target, lake::ObjectStore& store);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// Puts rows where the next Copy finds them. Rows of one schema.
  Status Add(const columns::Batch& rows);
  /// Appends what was added to `table`, named as Name or postgres::Identifier gives it, by one COPY; nothing if there
  /// are no rows. `what` is the table for people. kCorrupt if Redshift says that it loaded another number of rows.
  Status Copy(const std::string& table, std::string_view what);
  /// Both for one batch.
  Status CopyRows(const std::string& table, std::string_view what, const columns::Batch& rows);

  /// The rows of a SELECT without parameters, in its order, with these columns; `what` is what they are for people.
  /// kCorrupt where what Redshift wrote is not what its manifest says, or has other columns.
  Result<columns::Batch> Unload(std::string_view select, const columns::Schema& columns, std::string_view what);

  /// Runs `work` in a transaction, which is undone if it fails. The failure of a COPY then has Redshift's reasons:
  /// kRejected, with file, row and column of each.
  template <typename Work>
  Status InTransaction(Work&& work) {
    TILL_TRY(Begin());
    Status done = work();
    return End(std::move(done));
  }

 private:
  Loader(Run run, Target target, lake::ObjectStore& store, TemporaryFolder scratch);
  Status Begin();
  Status End(Status done);
  Error Explained(const Error& error);
  Error WithRemedy(Error error) const;
  std::string NextKey(std::string_view ending);
  std::string Url(const std::string& key) const { return target_.lake_url + "/" + key; }
  Status Put(const std::string& key, const lake::Body& body);
  Status CheckCount(const postgres::Statement& count, int64_t expected, const std::string& failure);
  Status Read(const UnloadedObject& object, const std::string& prefix, columns::Batch& rows);
  Result<columns::Batch> ReadUnloaded(const std::string& prefix, int64_t expected, const columns::Schema& columns);
  void Clean();

  Run run_;
  Target target_;
  lake::ObjectStore& store_;
  TemporaryFolder scratch_;
  std::string area_;
  int numbered_ = 0;
  std::vector<LoadObject> added_;
  int64_t added_rows_ = 0;
  std::vector<std::string> keys_;  ///< objects to delete
  std::string failed_;             ///< what the COPY that failed was for
};

}  // namespace till::redshift
