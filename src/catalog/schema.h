#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "columns/batch.h"
#include "csv/dialect.h"
#include "csv/infer.h"

namespace till::catalog {

/// A column of a file as it was seen. Of a personal column nothing is kept but name, type and whether it has blanks.
struct SeenColumn {
  std::string name;  ///< the header
  columns::Type type = columns::Type::kText;
  bool blank = false;  ///< no cell has a value, so that the type says nothing
  bool person = false;
  int64_t nulls = 0;
  int64_t distinct = 0;
  std::string min, max;  ///< as columns::FormatValue; empty if there is none
};

/// What files of one table or feed look like: one version of its schema.
struct SchemaVersion {
  std::string table;
  int64_t version = 0;  ///< 1, 2, 3 …; 0 where it is not in a catalog
  std::vector<SeenColumn> columns;
  int64_t files = 0;          ///< that were looked at for the statistics
  std::string statistics_of;  ///< the file: "<feed>/<key>"; empty where that was not noted
  char delimiter = ',';
  std::string encoding = "utf-8";
};

/// The schema of what inference found in a file of `table`.
SchemaVersion SchemaOf(std::string_view table, const csv::InferredFile& file, const csv::Dialect& dialect);

/// Whether a file seen as `seen` is of schema `version`: the same columns in the same order, none of a type that the
/// version's cannot hold, the same delimiter and encoding.
bool Fits(const SchemaVersion& seen, const SchemaVersion& version);
/// `seen`, with each column that `before` has too of a type that holds both.
SchemaVersion Widened(SchemaVersion seen, const SchemaVersion& before);

/// {"table","version","columns":[{"name","type","nullable","nulls","distinct","min","max"}],"files","statistics_of"};
/// nulls, distinct, min and max are null for personal columns; statistics_of is left out where it is empty.
Json ToJson(const SchemaVersion& schema);

/// What changed between two versions.
struct SchemaDiff {
  struct Retyped {
    std::string column;
    columns::Type before, after;
  };
  std::vector<std::string> added, removed;
  std::vector<Retyped> retyped;
  bool reordered = false;  ///< the columns that both have stand in another order
  bool rewritten = false;  ///< another delimiter or encoding
};
SchemaDiff Diff(const SchemaVersion& before, const SchemaVersion& after);
/// {"added":[],"removed":[],"retyped":[{"column","before","after"}],"reordered","rewritten"}
Json ToJson(const SchemaDiff& diff);

}  // namespace till::catalog
