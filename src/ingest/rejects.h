#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "columns/batch.h"
#include "csv/reader.h"
#include "ingest/receipt.h"
#include "project/project.h"

namespace till::ingest {

/// The columns of rejects.parquet, a row per refused row in file order: "line" and "byte" (bigint; where the row
/// starts), "column" (the file's header; null where the whole row is meant), "value" (the cell; null where there is
/// none and for personal columns), "code", "reason" (in words), "bytes" (the row as csv::EscapeBytes gives it; of an
/// over-long one the first csv::kLongestRecord bytes).
columns::Schema RejectsSchema();

/// Why a row is refused.
struct RowFault {
  std::string_view code;  ///< a literal
  std::string words;      ///< what is wrong with it, without the place: "'12,50' is not a decimal"
  std::string column;     ///< the file's header; empty where the whole row is meant
  std::optional<std::string> value;
};

/// Collects the refused rows of one file, which must come in file order.
class RejectLog {
 public:
  RejectLog() : batch_(columns::Batch::Of(RejectsSchema())) {}

  void Add(const csv::Record& record, const RowFault& fault);
  const columns::Batch& batch() const { return batch_; }
  /// Most rows first, then by code.
  std::vector<RejectCount> Counts() const;

 private:
  columns::Batch batch_;
  std::vector<RejectCount> counts_;
};

/// "line 17, column 'unit_price': '12,50' is not a decimal".
std::string Describe(const RejectExample& example);

/// kRejected if more of the file's rows were refused than feed.max_rejects allows: then nothing may be published from
/// it. Names the three commonest reasons with an example each; `key` names the file.
Status CheckRejects(const Receipt& receipt, const project::Feed& feed, std::string_view key);

}  // namespace till::ingest
