#include "dag/graph.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace till::dag {
namespace {

using ByName = std::map<std::string, const Task*, std::less<>>;

Result<ByName> IndexTasks(const std::vector<Task>& tasks) {
  ByName by_name;
  std::vector<std::string> names;
  for (const Task& task : tasks) {
    if (!by_name.emplace(task.name, &task).second) return Invalid("cannot make a graph: two tasks '" + task.name + "'");
    names.push_back(task.name);
  }
  for (const Task& task : tasks) {
    for (const std::string& other : task.after) {
      if (by_name.contains(other)) continue;
      return Invalid("cannot make a graph: task '" + task.name + "' waits for unknown task '" + other + "'",
                     DidYouMean(other, names));
    }
  }
  return by_name;
}

bool IsReady(const Task& task, const std::set<std::string>& done) {
  return std::ranges::all_of(task.after, [&](const std::string& other) { return done.contains(other); });
}

/// Of `start`, which is not done and never will be, follows what it waits for until a task comes again.
std::string CircleFrom(const Task& start, const ByName& by_name, const std::set<std::string>& done) {
  std::vector<std::string> path;
  const Task* task = &start;
  for (;;) {
    const auto seen = std::ranges::find(path, task->name);
    const bool closed = seen != path.end();
    if (closed) path.erase(path.begin(), seen);
    path.push_back(task->name);
    if (closed) return Join(path, " -> ");
    task = by_name.at(*std::ranges::find_if(task->after, [&](const auto& other) { return !done.contains(other); }));
  }
}

}  // namespace

Result<Graph> Graph::Make(std::vector<Task> tasks) {
  TILL_ASSIGN(const ByName by_name, IndexTasks(tasks));
  std::vector<Task> ordered;
  std::set<std::string> done;
  while (ordered.size() < tasks.size()) {
    const auto waits = [&](const Task& task) { return !done.contains(task.name); };
    const auto next = std::ranges::find_if(tasks, [&](const Task& t) { return waits(t) && IsReady(t, done); });
    if (next == tasks.end()) {
      const Task& stuck = *std::ranges::find_if(tasks, waits);
      return Invalid("cannot make a graph: tasks wait for each other: " + CircleFrom(stuck, by_name, done));
    }
    done.insert(next->name);
    ordered.push_back(*next);
  }
  return Graph(std::move(ordered));
}

Result<Task> Graph::Find(std::string_view name) const {
  std::vector<std::string> names;
  for (const Task& task : tasks_) {
    if (task.name == name) return task;
    names.push_back(task.name);
  }
  return NotFound("cannot find task '" + Shown(name) + "'", DidYouMean(name, names));
}

bool Graph::Follows(std::string_view task, std::string_view other) const {
  std::set<std::string_view> following{other};
  for (const Task& each : tasks_) {
    if (std::ranges::any_of(each.after, [&](const auto& name) { return following.contains(name); })) {
      following.insert(each.name);
    }
  }
  return task != other && following.contains(task);
}

}  // namespace till::dag
