#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "columns/batch.h"
#include "csv/reader.h"
#include "csv/values.h"
#include "ingest/mapping.h"
#include "ingest/rejects.h"

namespace till::ingest {

/// Turns the records of one file into typed rows of each table its feed fills. One thread.
class RowStager {
 public:
  /// `mapping` must outlive it. The trading day starts `day_starts_at_minutes` after local midnight.
  RowStager(const BoundMapping& mapping, TimeZone zone, int day_starts_at_minutes);

  /// Adds the record's row to each table it is for; or, adding none, says why it is refused.
  std::optional<RowFault> Take(const csv::Record& record);

  /// The rows of mapping.tables[table] so far.
  const columns::Batch& batch(size_t table) const { return batches_[table]; }
  /// The same, handed over; the next rows make a new batch.
  columns::Batch TakeBatch(size_t table);

 private:
  /// When an order took place.
  struct OrderTime {
    std::optional<Day> trading_day;
    std::optional<Instant> instant;  ///< where the file gives a time of day
    int hour = 0;                    ///< local, with an instant
  };

  std::optional<RowFault> TakeTable(const csv::Record& record, size_t table);
  std::optional<RowFault> TakeCell(const BoundColumn& column, std::string_view cell, columns::Column* target);
  std::optional<RowFault> ReadOrderTime(const csv::Record& record, const BoundTable& orders);
  void AppendDerived(const BoundTable& table, columns::Batch* batch);
  void Undo();
  LocalTime LocalOf(const csv::ParsedTime& time) const;
  Instant InstantOf(const csv::ParsedTime& time);

  const BoundMapping& mapping_;
  TimeZone zone_;
  int64_t day_starts_at_micros_;
  std::vector<columns::Batch> batches_;
  std::vector<size_t> rows_before_;
  OrderTime order_time_;
  std::optional<Day> updated_on_;
  LocalTime last_local_{INT64_MIN};  ///< lines of an order share their time: zones are looked up once for them
  Instant last_instant_;
};

/// The id of the thing of `table` that a refused record is about, empty if its cell is; nothing if nobody can say.
/// Where the record's cells may be out of place only a first cell is believed.
std::optional<std::string> ReadableId(const csv::Record& record, const BoundTable& table, size_t width);

}  // namespace till::ingest
