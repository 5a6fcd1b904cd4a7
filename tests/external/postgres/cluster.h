#pragma once

#include <string>

namespace till::testing_support {

/// How libpq reaches the cluster that tests/external/postgres/run.sh starts; without it no test of the program runs.
std::string TestCluster();

}  // namespace till::testing_support
