#pragma once

#include <memory>
#include <string>

#include "adapters/aws/redshift/connection.h"
#include "tests/external/redshift/facade/facade.h"

namespace till::testing_support {

/// A façade before the cluster's database "redshift". `store` holds the objects of kLakeUrl and must outlive it.
std::unique_ptr<RedshiftFacade> StartFacade(lake::ObjectStore& store);
inline constexpr const char* kLakeUrl = "s3://shop/lake";
/// How libpq reaches it.
std::string ConnectionTo(const RedshiftFacade& facade);
/// A schema that no other test of any program has.
std::string NewSchema();
/// Where a star is kept there.
redshift::Target TargetIn(const std::string& schema);

}  // namespace till::testing_support
