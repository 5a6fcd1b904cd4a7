#include "base/log.h"

namespace till {
namespace {

class SilentLog : public Log {
 public:
  void Info(std::string_view) override {}
  void Warn(std::string_view) override {}
};

}  // namespace

Log& NoLog() {
  static SilentLog log;
  return log;
}

}  // namespace till
