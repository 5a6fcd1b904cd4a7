#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "base/worker_pool.h"
#include "lake/object_store.h"

namespace till::generate {

enum class Layout {
  kDaily,   ///< <prefix>/orders/2026-01-05.csv and so on: what a shop's till sends each night
  kSingle,  ///< <prefix>/customers.csv, products.csv, orders.csv, stores.csv: dimensions in their latest state
};

/// What shop to make. Equal options are equal bytes, on any machine and any number of threads.
struct Options {
  int64_t customers = 5000;
  int64_t products = 500;
  int64_t orders = 100000;  ///< sales, of about 2.5 lines each; returns come on top
  Day from;                 ///< first day
  Day to;                   ///< last day, included
  uint64_t seed = 1;
  double dirt = 0;  ///< share of order lines to spoil, in [0, 1]; above 0 some files are spoilt as well
  Layout layout = Layout::kDaily;
  std::string prefix = "raw";  ///< of all keys, without a '/' at its end
};

/// What Generate() wrote.
struct Summary {
  int64_t files = 0;
  int64_t bytes = 0;
  int64_t customers = 0;  ///< rows of each table, over all of its files
  int64_t products = 0;
  int64_t orders = 0;
  int64_t stores = 0;
  /// What a pipeline that reads the files must find, as exact sums over the lines that are not spoilt, each once:
  /// {"from","to","lines","orders","customers","units","gross_sales","discounts","returns","revenue","taxes",
  /// "shipping","revenue_by_month":{"2026-01":"…"},"spoilt":[{"file","line","fault"}],
  /// "files":[{"file","fault",…}]}. Money is a decimal string with two places, defined as the measures of the same
  /// names; `lines` counts cancelled ones too; `file` is a key, `line` 1-based.
  Json truth;
};

/// Writes the shop's files to `out` with Put; the caller decides when to Sync. A day without trade (25 December and
/// 1 January) has no files, and a day on which no customer registered or changed has no customers file. kInvalid for
/// options that make no sense, else what the store says.
Result<Summary> Generate(const Options& options, lake::ObjectStore& out, const WorkerPool& pool);

/// The content of one day's orders file in the daily layout, header included, but for orders that dirt brings again;
/// the header alone where the shop is closed. kInvalid for options that make no sense or a day outside of them.
Result<std::string> OrdersOfDay(const Options& options, Day day);

}  // namespace till::generate
