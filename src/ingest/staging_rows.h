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

  /// How many rows of mapping.tables[table] wait to be taken.
  size_t rows(size_t table) const { return batches_[table].rows(); }
  /// These rows; the next ones make a new batch.
  columns::Batch TakeBatch(size_t table);

 private:
  /// What is known of a table before its first row.
  struct Plan {
    bool optional;                              ///< a row without its id gives it no row
    std::vector<size_t> columns;                ///< places in BoundTable::columns that need a look at every row
    size_t order_hour, updated_on, order_date;  ///< places of derived columns in the batch; 0 where there is none
  };
  /// When an order took place.
  struct OrderTime {
    std::optional<Day> trading_day;
    std::optional<Instant> instant;  ///< where the file gives a time of day
    int hour = 0;                    ///< local, with an instant
  };

  std::optional<RowFault> TakeTable(const csv::Record& record, size_t table);
  std::optional<RowFault> TakeCell(const BoundColumn& column, std::string_view cell, columns::Column* target);
  std::optional<RowFault> ReadOrderTime(const csv::Record& record);
  std::optional<RowFault> CheckAmount(const csv::Record& record) const;
  void AppendDerived(const Plan& plan, columns::Batch* batch);
  void Undo();
  LocalTime LocalOf(const csv::ParsedTime& time) const;
  Instant InstantOf(const csv::ParsedTime& time);

  const BoundMapping& mapping_;
  TimeZone zone_;
  int64_t day_starts_at_micros_;
  const BoundTable* orders_;  ///< nullptr where the feed fills none; so are its columns
  const BoundColumn* order_date_ = nullptr;
  const BoundColumn* ordered_at_ = nullptr;
  const BoundColumn* quantity_ = nullptr;
  const BoundColumn* unit_price_ = nullptr;
  const BoundColumn* total_amount_ = nullptr;
  std::vector<Plan> plans_;
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
