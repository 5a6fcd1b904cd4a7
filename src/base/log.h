#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace till {

/// Where a part of the program says what it does, line by line. Any thread may call it. A line never holds a value of
/// a personal column.
class Log {
 public:
  virtual ~Log() = default;
  virtual void Info(std::string_view line) = 0;
  virtual void Warn(std::string_view line) = 0;
};

/// A log that drops everything.
Log& NoLog();

/// A log that appends lines "<UTC time> info|warn <text>" to a file, making the folders above it.
Result<std::unique_ptr<Log>> OpenFileLog(const std::filesystem::path& path, Clock& clock);

}  // namespace till
