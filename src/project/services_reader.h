#pragma once

#include "base/result.h"
#include "project/services.h"
#include "project/toml.h"

namespace till::project {

/// Reads `engine` of [project], `catalog` of [lake], and the tables [aws], [glue], [postgres], [redshift] and
/// [quicksight]. `project_name` gives the default of Glue's database.
Result<Services> ReadServices(const Toml& root, std::string_view project_name);

}  // namespace till::project
