#pragma once

#include <string>
#include <string_view>

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

}  // namespace till
