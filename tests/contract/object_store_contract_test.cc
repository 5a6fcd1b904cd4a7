#include "tests/contract/object_store_contract.h"

#include "adapters/local/object_store.h"
#include "adapters/memory/object_store.h"

namespace till::testing {
namespace {

struct LocalStoreInItsFolder {
  explicit LocalStoreInItsFolder(TemporaryFolder made) : folder(std::move(made)), store(folder.path() / "lake") {}
  TemporaryFolder folder;
  adapters::LocalStore store;
};

std::shared_ptr<lake::ObjectStore> MakeLocal() {
  auto folder = TemporaryFolder::Make();
  if (!folder.ok()) return nullptr;
  auto both = std::make_shared<LocalStoreInItsFolder>(std::move(folder).value());
  return {both, &both->store};
}

INSTANTIATE_TEST_SUITE_P(Stores, ObjectStoreContract,
                         ::testing::Values(StoreUnderTest{"local", 1000, MakeLocal},
                                           StoreUnderTest{"memory", 1000,
                                                          [] { return std::make_shared<adapters::MemoryStore>(); }}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace till::testing
