#pragma once

#include "tests/external/redshift/facade/facade.h"
#include "tests/external/redshift/facade/wire.h"

namespace till::testing_support {

/// Answers a client until it goes.
void ServeClient(Wire& wire, RedshiftFacade& facade);

}  // namespace till::testing_support
