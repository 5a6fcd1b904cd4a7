#include "tests/external/postgres/cluster.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace till::testing_support {
namespace {

class NeedsCluster : public testing::Environment {
 public:
  void SetUp() override {
    if (TestCluster().empty()) GTEST_SKIP() << "it needs a PostgreSQL server: tests/external/postgres/run.sh";
  }
};

const testing::Environment* const kNeedsCluster = testing::AddGlobalTestEnvironment(new NeedsCluster);

}  // namespace

std::string TestCluster() {
  const char* connection = std::getenv("TILL_TEST_POSTGRES");
  return connection == nullptr ? "" : connection;
}

}  // namespace till::testing_support
