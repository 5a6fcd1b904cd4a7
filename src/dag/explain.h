#pragma once

#include <span>
#include <string>
#include <vector>

#include "dag/run.h"

namespace till::dag {

/// A sentence for each task of `tasks`: why it ran, was tried again, was skipped, failed or never began. For people.
std::vector<std::string> Explain(const RunHistory& history, std::span<const Task> tasks);

}  // namespace till::dag
