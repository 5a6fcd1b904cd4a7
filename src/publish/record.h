#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace till::publish {

/// One file's part in a publication.
struct Input {
  std::string feed;
  std::string key;  ///< path below the feed's folder; of a landed file "<business date>/<name>"
  Day business_date = kNoDay;
  std::string content;  ///< SHA-256 of the bytes, hex
  std::string recipe;   ///< project::Recipe

  /// 60 bits of SHA-256 over (feed, key, content): the `_input` of its lines.
  int64_t Id() const;
  bool operator==(const Input&) const = default;
};

/// Input order everywhere: business date, feed, key. Of two inputs with the same natural key the greater wins.
bool Before(const Input& a, const Input& b);

/// One column's statistics over one file, for readers of the open tables.
struct ColumnStats {
  std::string column;
  Json min;  ///< null where there is no value or none is kept; decimals and 60-bit keys as strings
  Json max;
  int64_t nulls = 0;
};

/// One file of a star table. Named by content: processed/<table>/[order_month=YYYY-MM-01/]<hash>.parquet
struct StarFile {
  std::string unit;    ///< "all", "2026-01" or "2026-01-05"
  std::string key;     ///< in the lake
  std::string recipe;  ///< hash of the SQL and of the settings that made it
  int64_t rows = 0;
  int64_t size = 0;  ///< bytes
  std::vector<ColumnStats> stats;
};

/// A table of the star as published.
struct StarTable {
  std::string name;
  std::vector<std::pair<std::string, std::string>> columns;  ///< name and type (columns::TypeName), partition included
  std::string partition_column;                              ///< or empty
  std::vector<StarFile> files;                               ///< by unit
  std::vector<std::pair<std::string, std::string>> sums;     ///< of each decimal column over the table, exact
  int64_t rows() const;
};

struct CheckResult {
  std::string name;
  std::string sentence;         ///< what must hold
  std::string severity;         ///< "error" or "warn"
  int64_t failures = 0;         ///< offending rows
  Json sample = Json::array();  ///< of at most five of them, as objects
};

/// What is published: a pure function of the inputs.
struct Content {
  std::vector<Input> inputs;   ///< those that count, in input order
  std::vector<Input> repeats;  ///< those that another of their append feed, with equal content and recipe, counts for
  std::vector<StarTable> tables;
  std::vector<CheckResult> checks;

  /// Inputs and repeats together, in input order: the set from which the next one is chosen.
  std::vector<Input> Set() const;
  /// The same by (feed, key).
  std::map<std::pair<std::string, std::string>, Input> SetByName() const;
};

/// The publication record: processed/_publications/<number, 8 digits>.json
struct Record {
  Content content;
  std::string content_hash;  ///< SHA-256 of the canonical text of the content
  int64_t number = 0;        ///< 1, 2, 3 …
  int64_t previous = 0;      ///< 0 for the first
  std::string published_at;  ///< RFC 3339 in the project's zone
  std::string run;
  std::string program;                  ///< version that wrote it
  std::vector<std::string> incomplete;  ///< "feed day" of due files that were missing when it was published
  std::vector<std::string> held;        ///< "feed/key" of files that were kept out when it was published
};

}  // namespace till::publish
