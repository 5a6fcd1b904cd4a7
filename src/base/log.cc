#include "base/log.h"

#include <cerrno>
#include <cstdio>
#include <mutex>

#include "base/files.h"

namespace till {
namespace {

class SilentLog : public Log {
 public:
  void Info(std::string_view) override {}
  void Warn(std::string_view) override {}
};

class FileLog : public Log {
 public:
  FileLog(std::FILE* file, Clock& clock) : file_(file), clock_(clock) {}
  ~FileLog() override { std::fclose(file_); }
  FileLog(const FileLog&) = delete;
  FileLog& operator=(const FileLog&) = delete;

  void Info(std::string_view line) override { Write("info", line); }
  void Warn(std::string_view line) override { Write("warn", line); }

 private:
  void Write(std::string_view level, std::string_view line) {
    const std::lock_guard lock(mutex_);
    std::fprintf(file_, "%s %.*s %.*s\n", clock_.Now().ToString().c_str(), static_cast<int>(level.size()), level.data(),
                 static_cast<int>(line.size()), line.data());
    std::fflush(file_);
  }

  std::mutex mutex_;
  std::FILE* file_;
  Clock& clock_;
};

}  // namespace

Log& NoLog() {
  static SilentLog log;
  return log;
}

Result<std::unique_ptr<Log>> OpenFileLog(const std::filesystem::path& path, Clock& clock) {
  TILL_TRY(MakeFolder(path.parent_path()));
  std::FILE* file = std::fopen(path.c_str(), "ae");
  if (file == nullptr) return SystemError("write log", path, errno);
  return std::unique_ptr<Log>(std::make_unique<FileLog>(file, clock));
}

}  // namespace till
