#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assets.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "metrics/definitions.h"
#include "metrics/query.h"
#include "publish/record.h"
#include "warehouse/warehouse.h"

namespace till::metrics {

/// How an Engine holds the relation `lines`.
enum class Hold {
  kMemory,  ///< made once at opening: a question takes milliseconds. For serving
  kView,    ///< read from the star's files by each question. For a single question
};

/// Answers questions about one publication. Any thread may call any function; questions run one after another.
class Engine {
 public:
  /// Attaches the publication's star to `warehouse`, which nobody else uses from then on, and restricts it to reading:
  /// definitions may hold SQL that others wrote. `sql` holds sql/metrics.
  /// kNotFound if a file of the star is gone.
  static Result<std::unique_ptr<Engine>> Open(const publish::Record& record, lake::ObjectStore& lake,
                                              std::unique_ptr<warehouse::Warehouse> warehouse,
                                              std::shared_ptr<const Definitions> definitions,
                                              std::span<const Asset> sql, Hold hold);

  int64_t publication() const { return publication_; }
  /// As they are now; what is asked with them stays whole though they are replaced meanwhile.
  std::shared_ptr<const Definitions> definitions() const;
  /// Answers by these from now on.
  void Replace(std::shared_ptr<const Definitions> definitions);
  /// The first and last order date; nothing where the star has no lines.
  std::optional<Period> days() const { return days_; }
  /// The newest order date whose due feeds are complete; the last day of the data where every day has a gap.
  std::optional<Day> as_of() const { return as_of_; }
  /// Days for which a due file was missing at publication, in order.
  const std::vector<Day>& incomplete_days() const { return incomplete_; }

  /// The rows of `select`, which begins with "with" and may read `lines`, `first_orders` and `rfm_customers`
  /// (sql/metrics) and $as_of. Parameters that it does not name are not bound. kCancelled after Interrupt.
  Result<columns::Batch> Query(std::string_view select, warehouse::Parameters parameters);
  /// Ends the question that is being answered.
  void Interrupt() { warehouse_->Interrupt(); }
  /// The SQL of sql/metrics/<name>.sql without the comment before it, or of its replacement for this engine. kInternal
  /// if there is none.
  Result<std::string> Sql(std::string_view name) const;

 private:
  Engine() = default;
  Status FindDays(const publish::Record& record);
  Status HoldRelations();

  std::unique_ptr<warehouse::Warehouse> warehouse_;
  std::mutex mutex_;  // of warehouse_
  mutable std::mutex definitions_mutex_;
  std::shared_ptr<const Definitions> definitions_;
  std::span<const Asset> sql_;
  Hold hold_ = Hold::kView;
  int64_t publication_ = 0;
  std::optional<Period> days_;
  std::optional<Day> as_of_;
  std::vector<Day> incomplete_;
};

}  // namespace till::metrics
