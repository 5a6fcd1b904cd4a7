#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "dag/graph.h"
#include "dag/runner.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// The name of the graph in run histories.
inline constexpr std::string_view kRetailEtl = "retail_etl";

/// The five tasks and their order.
Result<dag::Graph> RetailEtl();

/// A run that is wanted.
struct RunRequest {
  RunOptions options;
  dag::Trigger trigger = dag::Trigger::kManual;
  std::string from_task;  ///< leaves out what comes before: what the newest run left is taken over
  std::string to_task;    ///< leaves out what comes after
};

/// Runs the tasks of retail_etl on the calling thread, holding the run lock. kConflict if another run holds it. A
/// task's failure is a failed run, not an error.
Result<dag::RunHistory> RunRetailEtl(const project::Project& project, const Services& services,
                                     const RunRequest& request, const dag::CancelToken& cancel,
                                     dag::Observer* observer);

/// Runs one task of the run `run`, which may be shared by several processes; the options are those that the run's
/// first task was given. Holds the run lock meanwhile.
Result<dag::Attempt> RunRetailTask(const project::Project& project, const Services& services, std::string_view task,
                                   const std::string& run, const RunOptions& options);

/// `till run --json`: {"run","status","tasks","files","rows","publication","content_hash"}.
Json RunReport(const dag::RunHistory& history);

}  // namespace till::pipeline
