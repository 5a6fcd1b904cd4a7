#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "publish/record.h"
#include "warehouse/sql_library.h"
#include "warehouse/warehouse.h"

namespace till::warehouse {

/// What staging counted of an input's file, for row conservation.
struct InputRows {
  int64_t input = 0;
  int64_t read = 0;
  int64_t loaded = 0;
  int64_t rejected = 0;
  int64_t order_lines = 0;  ///< rows staged for orders
};

/// Changed severities by check name: "error", "warn" or "off".
using Severities = std::map<std::string, std::string>;

/// The names of the checks, in their order.
Result<std::vector<std::string>> CheckNames(const SqlLibrary& sql);

/// Runs every file of sql/checks, by name, on the staged inputs and on the star attached as `star`. A check that is
/// off is left out. kInvalid, with the nearest name, if `severities` names a check that does not exist.
Result<std::vector<publish::CheckResult>> RunChecks(Warehouse& warehouse, const SqlLibrary& sql,
                                                    std::span<const InputRows> rows, const Severities& severities);

}  // namespace till::warehouse
