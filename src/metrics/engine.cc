#include "metrics/engine.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "metrics/star_reader.h"

namespace till::metrics {
namespace {

/// The relations that questions read, each after those that it reads itself.
constexpr std::array<std::string_view, 3> kRelations{"lines", "first_orders", "rfm_customers"};

/// The days that a record's "sales 2026-01-05 S03" name, in order, each once.
std::vector<Day> DaysOf(const std::vector<std::string>& incomplete) {
  std::vector<Day> days;
  for (const std::string& entry : incomplete) {
    for (const std::string& word : Split(entry, ' ')) {
      if (const auto day = Day::Parse(word)) days.push_back(*day);
    }
  }
  std::ranges::sort(days);
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

/// Without the comment lines at its start.
std::string_view WithoutHeader(std::string_view sql) {
  while (sql.starts_with("--")) {
    const size_t end = sql.find('\n');
    sql = end == std::string_view::npos ? std::string_view() : sql.substr(end + 1);
  }
  return Trim(sql);
}

void KeepNamed(std::string_view sql, warehouse::Parameters& parameters) {
  std::erase_if(parameters, [&](const auto& one) { return sql.find("$" + one.first) == std::string_view::npos; });
}

warehouse::Value ValueOf(std::optional<Day> day) {
  return day ? warehouse::Value(*day) : warehouse::Value(std::monostate());
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::Open(const publish::Record& record, lake::ObjectStore& lake,
                                             std::unique_ptr<warehouse::Warehouse> warehouse,
                                             std::shared_ptr<const Definitions> definitions, std::span<const Asset> sql,
                                             Hold hold) {
  std::unique_ptr<Engine> engine(new Engine());
  engine->warehouse_ = std::move(warehouse);
  engine->definitions_ = std::move(definitions);
  engine->sql_ = sql;
  engine->hold_ = hold;
  engine->publication_ = record.number;
  TILL_TRY(AttachStar(*engine->warehouse_, "star", record, lake));
  TILL_TRY(engine->FindDays(record));
  if (hold == Hold::kMemory) TILL_TRY(engine->HoldRelations());
  TILL_TRY(engine->warehouse_->RestrictToReading());
  return engine;
}

Status Engine::FindDays(const publish::Record& record) {
  incomplete_ = DaysOf(record.incomplete);
  TILL_ASSIGN(
      const columns::Batch ends,
      warehouse_->Query("select min(order_date) as first_day, max(order_date) as last_day from star.fact_orders", {}));
  if (ends.rows() == 0 || ends.columns[0].IsNull(0)) return Ok();
  const auto day_at = [](const columns::Column& column, size_t row) {
    return Day{static_cast<int32_t>(column.Number(row))};
  };
  days_ = Period{day_at(ends.columns[0], 0), day_at(ends.columns[1], 0)};
  as_of_ = days_->to;
  if (incomplete_.empty()) return Ok();
  TILL_ASSIGN(const columns::Batch days,
              warehouse_->Query("select distinct order_date from star.fact_orders order by order_date desc", {}));
  for (size_t row = 0; row < days.rows(); ++row) {
    const Day day = day_at(days.columns[0], row);
    if (std::ranges::binary_search(incomplete_, day)) continue;
    as_of_ = day;
    break;
  }
  return Ok();
}

Status Engine::HoldRelations() {
  for (const std::string_view relation : kRelations) {
    TILL_ASSIGN(const std::string sql, Sql(relation));
    warehouse::Parameters parameters{{"as_of", ValueOf(as_of_)}};
    KeepNamed(sql, parameters);
    TILL_TRY(warehouse_->Make(relation, sql, parameters));
  }
  return Ok();
}

Result<columns::Batch> Engine::Query(std::string_view select, warehouse::Parameters parameters) {
  std::string sql(select);
  if (hold_ == Hold::kView) {
    std::string before = "with ";
    for (const std::string_view relation : kRelations) {
      if (sql.find(relation) == std::string::npos) continue;
      TILL_ASSIGN(const std::string body, Sql(relation));
      before += std::string(relation) + " as (\n" + body + "\n),\n";
    }
    sql = before + sql.substr(std::string_view("with ").size());
  }
  parameters["as_of"] = ValueOf(as_of_);
  KeepNamed(sql, parameters);
  const std::scoped_lock lock(mutex_);
  return warehouse_->Query(sql, parameters);
}

std::shared_ptr<const Definitions> Engine::definitions() const {
  const std::scoped_lock lock(definitions_mutex_);
  return definitions_;
}

void Engine::Replace(std::shared_ptr<const Definitions> definitions) {
  const std::scoped_lock lock(definitions_mutex_);
  definitions_ = std::move(definitions);
}

Result<std::string> Engine::Sql(std::string_view name) const {
  const std::string file = "metrics/" + std::string(name) + ".sql";
  const Asset* asset = FindAsset(sql_, "sql/dialects/" + std::string(warehouse_->name()) + "/" + file);
  if (asset == nullptr) asset = FindAsset(sql_, "sql/" + file);
  if (asset == nullptr) return Internal("cannot find sql/" + file);
  return std::string(WithoutHeader(asset->bytes));
}

}  // namespace till::metrics
