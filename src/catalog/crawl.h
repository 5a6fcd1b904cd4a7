#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "catalog/schema.h"
#include "csv/dialect.h"
#include "project/project.h"

namespace till::catalog {

/// What a new file is to its feed's mapping, in rising order of gravity.
enum class Verdict {
  kAsKnown,
  kReordered,      ///< other order, delimiter or encoding: read all the same
  kNewColumns,     ///< columns that nobody declared: not read
  kLostOptional,   ///< a mapped column is absent: stays empty
  kChangedFormat,  ///< most cells of a date or number are not in the declared format: refused
  kLostRequired,   ///< a column without which the table cannot be filled is absent: refused
  kUnknown,        ///< no header that the feed knows: refused
};
/// "as_known", "reordered", "new_columns", "lost_optional", "changed_format", "lost_required", "unknown".
std::string_view VerdictName(Verdict verdict);

/// One thing that differs.
struct Finding {
  Verdict verdict;
  std::string sentence;  ///< "column 'Brand' is new and is not read"
  std::string section;   ///< of till.toml where `line` belongs: "[feeds.sales.products.columns]"; empty without line
  std::string line;      ///< to add or to change: brand = "Brand"; empty where there is nothing to write
  bool known = false;    ///< so it was in the newest known schema: no news, and no part of the verdict
};

struct Crawl {
  SchemaVersion schema;  ///< of table <feed>; types are the mapping's where a column is mapped
  csv::Dialect dialect;
  Verdict verdict = Verdict::kAsKnown;  ///< the gravest of the findings that are news
  std::vector<Finding> findings;
  bool refused = false;
};

/// Judges the first kHeadBytes of a file (decompressed; less is the whole file) against its feed's mapping and, where
/// `known` is given, against the newest known schema of the feed: what that already had or lacked is found, and no
/// news.
Crawl CrawlHead(std::string_view head, const project::Feed& feed, const SchemaVersion* known);

/// {"verdict","refused","delimiter","encoding","findings":[{"verdict","sentence","section","line","known"}],"schema"}
Json ToJson(const Crawl& crawl);

/// The error for a refused file: kRejected "cannot take file '<file>': <the gravest finding>", the line as its hint.
Error RefusalOf(const Crawl& crawl, std::string_view file);

}  // namespace till::catalog
