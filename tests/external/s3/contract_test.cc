#include "tests/contract/object_store_contract.h"
#include "tests/external/s3/servers.h"

namespace till::testing {
namespace {

std::vector<StoreUnderTest> Stores() {
  const char* races = std::getenv("TILL_S3_RACES");
  std::vector<StoreUnderTest> stores;
  for (const S3Server& server : S3Servers()) {
    stores.push_back({server.name, races == nullptr ? 20 : std::atoi(races), [url = server.url] {
                        auto prefix = std::make_shared<S3Prefix>(url);
                        return std::shared_ptr<lake::ObjectStore>(prefix, prefix->store.get());
                      }});
  }
  return stores;
}

INSTANTIATE_TEST_SUITE_P(Servers, ObjectStoreContract, ::testing::ValuesIn(Stores()),
                         [](const auto& test) { return test.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ObjectStoreContract);

TEST(S3, NeedsAServer) {
  if (S3Servers().empty()) GTEST_SKIP() << "the S3 group needs its servers: tests/external/s3/run.sh";
}

}  // namespace
}  // namespace till::testing
