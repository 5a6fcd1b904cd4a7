#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "adapters/aws/redshift/connection.h"
#include "adapters/aws/redshift/loader.h"
#include "base/result.h"
#include "base/worker_pool.h"
#include "columns/batch.h"

namespace till::redshift {

/// Rows that never change, under a number that their content has: a staged part, or a file of the star.
struct Part {
  int64_t number = 0;
  std::string name;                              ///< for people: the object or file that it is read from
  std::function<Result<columns::Batch>()> read;  ///< any thread
};

/// The tables of <schema>_parts, which hold parts, and the list of what they hold. Of a relation each shape has a table
/// of its own, so that none is ever altered. One thread; one Parts for one transaction.
class Parts {
 public:
  Parts(const Run& run, std::string_view schema, Loader& loader, const WorkerPool& pool)
      : run_(run), schema_(schema), loader_(loader), pool_(pool) {}

  /// Makes the schema and the list where they are missing. Before the transaction.
  static Status Prepare(const Run& run, std::string_view schema);
  /// Reads the list, and waits for nobody.
  Status List();
  /// Begins what happens within the transaction, alone, and reads the list. Before all else in it.
  Status Begin();
  /// Whether the list names a part of a table. After List or Begin.
  bool Holds(const std::string& table, int64_t number) const;
  /// Loads those of a relation's parts that are missing, and makes its table. kRejected, naming part, row and column,
  /// for a text that Redshift has no room for.
  Status Load(std::string_view relation, const columns::Schema& columns, std::span<const Part> parts);
  /// Writes the list. After the last Load.
  Status Finish();
  /// Deletes the staged parts, or those of the star, that are not in the column `part` of `wanted`, as SQL names it,
  /// which has `numbers`; drops the tables that then are empty but those that were loaded to in this transaction.
  enum class Kind { kStaged, kStar };
  Status KeepOnly(Kind kind, const std::set<int64_t>& numbers, std::string_view wanted);

 private:
  Status Do(const postgres::Statement& statement) { return run_(statement).status(); }

  const Run& run_;
  std::string schema_;
  Loader& loader_;
  const WorkerPool& pool_;
  std::map<std::string, std::set<int64_t>> held_;                ///< numbers by table
  std::map<std::string, std::set<int64_t>, std::less<>> added_;  ///< by this transaction; its tables without parts, too
};

}  // namespace till::redshift
