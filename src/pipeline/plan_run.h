#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "pipeline/context.h"

namespace till::pipeline {

/// What a run would do with one file, and why.
struct PlannedFile {
  std::string feed;
  std::string key;
  std::string what;  ///< load, load again, remove, leave
  std::string why;
};

/// What a run would do.
struct RunPlan {
  std::vector<PlannedFile> files;  ///< without those that stay as they are
  int64_t unchanged = 0;
  std::vector<std::string> incomplete;  ///< due days whose file is missing or not whole
  std::string star;                     ///< why the star would be worked again; empty if it would not
};

/// Compares what lies there with the newest publication. Lands files from outside the lake, as a run does first, and
/// changes nothing else; whether a changed file has other content, only reading it will tell.
Result<RunPlan> PlanRun(const TaskContext& context);

/// {"files":[{"feed","key","what","why"}],"unchanged","incomplete","star"}
Json ToJson(const RunPlan& plan);

}  // namespace till::pipeline
