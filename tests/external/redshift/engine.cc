#include "tests/support/engine.h"

#include "adapters/aws/redshift/warehouse.h"
#include "adapters/local/object_store.h"
#include "base/files.h"
#include "tests/external/redshift/harness.h"

namespace till::testing_support {
namespace {

/// The façade of this program, and its objects.
struct Stand {
  TemporaryFolder folder = TemporaryFolder::Make().value();
  adapters::LocalStore store{folder.path()};
  std::unique_ptr<RedshiftFacade> facade = StartFacade(store);
};

}  // namespace

Result<std::unique_ptr<warehouse::Warehouse>> OpenEngine(size_t threads) {
  static Stand stand;
  return redshift::OpenWarehouse(
      {.connection = ConnectionTo(*stand.facade), .target = TargetIn(NewSchema()), .threads = threads}, stand.store);
}

}  // namespace till::testing_support
