#include "dag/plan.h"

#include <algorithm>

namespace till::dag {

Result<Plan> MakePlan(const Graph& graph, std::string_view from_task, std::string_view to_task) {
  if (!from_task.empty()) TILL_TRY(graph.Find(from_task).status());
  if (!to_task.empty()) TILL_TRY(graph.Find(to_task).status());
  Plan plan;
  for (const Task& task : graph.tasks()) {
    PlannedTask planned{.task = task, .why = {}};
    if (!from_task.empty() && task.name != from_task && !graph.Follows(task.name, from_task)) {
      planned.why = "the run begins with " + std::string(from_task);
    } else if (!to_task.empty() && task.name != to_task && !graph.Follows(to_task, task.name)) {
      planned.why = "the run ends with " + std::string(to_task);
    }
    planned.runs = planned.why.empty();
    plan.tasks.push_back(std::move(planned));
  }
  if (std::ranges::none_of(plan.tasks, &PlannedTask::runs)) {
    return Invalid("cannot plan from '" + std::string(from_task) + "' to '" + std::string(to_task) +
                       "': no task lies between them",
                   "name the earlier task first");
  }
  return plan;
}

}  // namespace till::dag
