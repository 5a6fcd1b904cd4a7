#pragma once

#include <span>

#include "app/command.h"

namespace till::app {

/// All commands of the program, in the order in which the overview lists them.
std::span<const CommandEntry> Commands();

}  // namespace till::app
