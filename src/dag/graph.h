#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::dag {

/// A piece of work with a name. It may begin when every task in `after` has ended well.
struct Task {
  std::string name;   ///< as in files, logs and URLs: "load_to_staging"
  std::string title;  ///< as on a page: "Load"
  std::vector<std::string> after;
};

/// Tasks and what each waits for: a directed acyclic graph. Immutable; any thread may use it.
class Graph {
 public:
  /// kInvalid where a name is given twice, `after` names no task (with the nearest name), or tasks wait for each other
  /// in a circle, which is given in full: "a -> b -> a", each waiting for the next.
  static Result<Graph> Make(std::vector<Task> tasks);

  /// Every task after all that it waits for; tasks that do not wait for each other stand as they were given.
  const std::vector<Task>& tasks() const { return tasks_; }
  /// kNotFound with the nearest name.
  Result<Task> Find(std::string_view name) const;
  /// Whether `task` waits for `other`, directly or through others. Both are names of tasks.
  bool Follows(std::string_view task, std::string_view other) const;

 private:
  explicit Graph(std::vector<Task> tasks) : tasks_(std::move(tasks)) {}
  std::vector<Task> tasks_;
};

}  // namespace till::dag
