#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace till::tests {

/// How a run of a program ended.
struct Ended {
  int exit_code = -1;  ///< of a process ended by a signal: 128 + its number
  std::string out;
  std::string err;

  /// The first line of `out` as JSON; null if it is none.
  Json Object() const;
};

/// Runs the built program `till` (environment TILL_BINARY) with `arguments` in `folder`, with further environment
/// variables, and waits for its end.
Ended RunTill(const std::vector<std::string>& arguments, const std::filesystem::path& folder = ".",
              const std::map<std::string, std::string>& environment = {});

/// A process of the built program that goes on beside the test.
class RunningTill {
 public:
  RunningTill(const std::vector<std::string>& arguments, const std::filesystem::path& folder);
  ~RunningTill();
  RunningTill(const RunningTill&) = delete;
  RunningTill& operator=(const RunningTill&) = delete;

  /// Sends the signal and waits for the end; gives the exit code.
  int End(int signal);
  /// Waits for its own end; gives the exit code.
  int Wait();
  /// The process's own number.
  int pid() const { return pid_; }
  /// What it has printed so far.
  std::string Out() const;

 private:
  int pid_;
  std::filesystem::path out_;
};

/// The folder of real data: TILL_DATA_DIR, else shared/data beside the repository. Empty if `name` is not in it.
std::filesystem::path RealData(const std::string& name);

/// The value of an environment variable, or `otherwise`.
std::string Environment(const char* name, const std::string& otherwise = {});

}  // namespace till::tests
