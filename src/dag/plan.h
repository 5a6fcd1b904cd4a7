#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dag/graph.h"

namespace till::dag {

/// A task's place in a run.
struct PlannedTask {
  Task task;
  bool runs = true;
  std::string why;  ///< why it is left out; empty where it runs
};

/// What a run will do, in the order in which it will. Pure data: planning reads and changes nothing.
struct Plan {
  std::vector<PlannedTask> tasks;
};

/// The tasks from `from_task` and what follows it, to `to_task` and what it waits for; an empty name sets no bound.
/// kNotFound for an unknown name; kInvalid where no task lies between the two.
Result<Plan> MakePlan(const Graph& graph, std::string_view from_task = {}, std::string_view to_task = {});

}  // namespace till::dag
