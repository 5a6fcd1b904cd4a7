#include <benchmark/benchmark.h>

#include <memory>

#include "adapters/local/object_store.h"
#include "base/files.h"
#include "generate/generate.h"
#include "generate/order_rows.h"

namespace till::generate {
namespace {

Options TwoYears() {
  Options options;
  options.from = Day::Of(2024, 1, 1);
  options.to = Day::Of(2025, 12, 31);
  return options;
}

/// Order lines as text, on one core.
void OrderLines(benchmark::State& state) {
  Options options = TwoYears();
  options.orders = state.range(0);
  options.customers = state.range(0) / 20;
  const Shop shop(options);
  int64_t lines = 0;
  int64_t bytes = 0;
  for (auto _ : state) {
    for (size_t i = 0; i < shop.days.days().size(); i += 40) {
      const OrderRows rows = MakeOrderRows(shop, shop.days.days()[i]);
      lines += rows.rows;
      bytes += static_cast<int64_t>(rows.text.size());
    }
  }
  state.SetItemsProcessed(lines);
  state.SetBytesProcessed(bytes);
}
BENCHMARK(OrderLines)->Arg(100'000)->Arg(4'000'000)->Unit(benchmark::kMillisecond);

/// The demo's shop, written to a folder by two threads.
void DemoShop(benchmark::State& state) {
  const Options options = TwoYears();
  const WorkerPool pool(2);
  for (auto _ : state) {
    state.PauseTiming();
    auto folder = TemporaryFolder::Make();
    adapters::LocalStore store(folder->path());
    state.ResumeTiming();
    const auto summary = Generate(options, store, pool);
    if (!summary.ok()) state.SkipWithError(summary.error().message.c_str());
    state.PauseTiming();
    { const auto removed = std::move(folder); }
    state.ResumeTiming();
  }
}
BENCHMARK(DemoShop)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace till::generate

BENCHMARK_MAIN();
