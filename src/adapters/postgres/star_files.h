#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "adapters/postgres/session.h"
#include "base/result.h"
#include "warehouse/warehouse.h"

namespace till::postgres {

/// The rows of star files in the schema `<schema>_files`: a table per file, named by the file's content and never
/// changed, as the file itself. Whoever reads a star reads a view over the tables of its files, so that publications
/// share what they have in common and a reader keeps what it began with.
class StarFiles {
 public:
  StarFiles(Session& session, std::string_view schema);

  /// Loads the files that are not there yet. Within a transaction, whose end lets other loaders go on.
  Status Load(std::span<const warehouse::Warehouse::AttachedTable> tables);
  /// The SELECT of a table's rows, all of whose files were loaded.
  std::string Rows(const warehouse::Warehouse::AttachedTable& table) const;
  /// Drops the tables that no view reads, of this session or another. Within the transaction of a Load.
  Status DropUnread();

 private:
  Status MakeSchema();
  Status LoadFile(const std::filesystem::path& file);
  std::string Table(const std::filesystem::path& file) const;

  Session& session_;
  std::string schema_;
  std::map<std::filesystem::path, std::string> contents_;  ///< hash of each file's content
};

}  // namespace till::postgres
