#pragma once

#include <string>

#include "publish/record.h"

namespace till::testing {

/// A publication with a file of `month`'s fact_orders and the whole of dim_products, made from three inputs of which
/// one is a repeat. `previous` and `content` make it differ from others.
inline publish::Record SampleRecord(int64_t previous = 0, const std::string& content = "a") {
  using publish::Input;
  const std::string hash(32, content.front());
  publish::Record record;
  record.content.inputs = {{"products", "list.csv", kNoDay, "p", "r1"},
                           {"sales", "2026-01-05.csv", Day::Of(2026, 1, 5), content, "r2"}};
  record.content.repeats = {{"sales", "2026-01-06.csv", Day::Of(2026, 1, 6), content, "r2"}};
  record.content.tables = {
      {.name = "dim_products",
       .columns = {{"product_key", "bigint"}, {"product_name", "text"}},
       .partition_column = "",
       .files = {{.unit = "all",
                  .key = "processed/dim_products/" + std::string(32, 'd') + ".parquet",
                  .recipe = "d1",
                  .rows = 2,
                  .size = 300,
                  .stats = {{"product_key", "-1", "1152921504606846975", 0}, {"product_name", "Ball", "Über", 1}}}},
       .sums = {}},
      {.name = "fact_orders",
       .columns = {{"order_date", "date"}, {"total_amount", "decimal"}, {"order_month", "date"}},
       .partition_column = "order_month",
       .files = {{.unit = "2026-01-05",
                  .key = "processed/fact_orders/order_month=2026-01-01/" + hash + ".parquet",
                  .recipe = "f1",
                  .rows = 7,
                  .size = 1000,
                  .stats = {{"order_date", "2026-01-05", "2026-01-05", 0}, {"total_amount", "-3.5", "19.99", 0}}}},
       .sums = {{"total_amount", "123.4567"}}}};
  record.content.checks = {{.name = "prices",
                            .sentence = "no price is negative",
                            .severity = "warn",
                            .failures = 1,
                            .sample = Json::array({Json{{"order_id", "A1"}, {"unit_price", "-1"}}})}};
  record.previous = previous;
  record.published_at = "2026-01-06T06:00:00+01:00";
  record.run = "2026-01-06T05-59-30Z";
  record.program = "0.1.0";
  record.incomplete = {"sales 2026-01-04"};
  record.held = {"sales/2026-01-03.csv"};
  return record;
}

}  // namespace till::testing
