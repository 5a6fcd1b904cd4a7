#include "tests/contract/run_store_contract.h"

#include "adapters/memory/run_store.h"
#include "adapters/sqlite/run_store.h"
#include "base/files.h"

namespace till::testing {
namespace {

using Handles = std::vector<std::shared_ptr<dag::RunStore>>;

Handles MakeSqlite(size_t handles) {
  auto folder = TemporaryFolder::Make();
  if (!folder.ok()) return {};
  const auto path = folder->path() / ".till" / "runs.sqlite";
  const auto kept = std::make_shared<TemporaryFolder>(std::move(folder).value());
  Handles made;
  for (size_t i = 0; i < handles; ++i) {
    std::shared_ptr<dag::RunStore> store = Value(adapters::OpenSqliteRunStore(path));
    dag::RunStore* raw = store.get();
    made.emplace_back(raw, [kept, store = std::move(store)](dag::RunStore*) mutable { store.reset(); });
  }
  return made;
}

Handles MakeMemory(size_t handles) {
  return Handles(handles, std::shared_ptr<dag::RunStore>(adapters::MakeMemoryRunStore()));
}

INSTANTIATE_TEST_SUITE_P(Stores, RunStoreContract,
                         ::testing::Values(RunStoreUnderTest{"sqlite", MakeSqlite},
                                           RunStoreUnderTest{"memory", MakeMemory}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace till::testing
