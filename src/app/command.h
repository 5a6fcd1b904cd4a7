#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/output.h"
#include "base/result.h"

namespace CLI {
class App;
}

namespace till::app {

/// What every command is given: the options that all share, and where it speaks.
struct Invocation {
  const Output& output;
  std::string project;       ///< --project, or empty: the nearest folder above with a till.toml
  std::string program_path;  ///< the running program
};

/// How a command ended well.
enum class Ending { kDone, kSkipped };

/// One command of the program. Made anew for each invocation: Declare binds its options to its members, Run does it.
class Command {
 public:
  virtual ~Command() = default;
  virtual void Declare(CLI::App& app) = 0;
  virtual Result<Ending> Run(const Invocation& invocation) = 0;
};

/// A row of the list of commands in wiring.cc.
struct CommandEntry {
  std::string_view name;
  std::string_view line;     ///< what it does, in a line
  std::string_view example;  ///< shown by --help
  std::unique_ptr<Command> (*make)();
};

}  // namespace till::app
