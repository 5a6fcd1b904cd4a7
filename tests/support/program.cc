#include "tests/support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.h"

namespace till::tests {
namespace {

/// Starts the program with its output in the two files; gives its process number.
int Start(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
          const std::map<std::string, std::string>& environment, const std::filesystem::path& out,
          const std::filesystem::path& err) {
  const std::string binary = std::filesystem::absolute(Environment("TILL_BINARY", "build/dev/bin/till")).string();
  const int pid = ::fork();
  if (pid != 0) return pid;
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  const int out_file = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int err_file = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int in_file = ::open("/dev/null", O_RDONLY);
  ::dup2(in_file, 0);
  ::dup2(out_file, 1);
  ::dup2(err_file, 2);
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<std::string> words{binary};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(binary.c_str(), pointers.data());
  ::_exit(127);
}

int WaitFor(int pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::filesystem::path NewFile() {
  std::string name = (std::filesystem::temp_directory_path() / "till-out-XXXXXX").string();
  ::close(::mkstemp(name.data()));
  return name;
}

std::string TakeFile(const std::filesystem::path& path) {
  const auto text = ReadFile(path);
  std::filesystem::remove(path);
  return text.ok() ? *text : std::string();
}

}  // namespace

Json Ended::Object() const {
  const auto parsed = ParseJson(out.substr(0, out.find('\n')), "output");
  return parsed.ok() ? *parsed : Json();
}

Ended RunTill(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
              const std::map<std::string, std::string>& environment) {
  const auto out = NewFile();
  const auto err = NewFile();
  Ended ended;
  ended.exit_code = WaitFor(Start(arguments, folder, environment, out, err));
  ended.out = TakeFile(out);
  ended.err = TakeFile(err);
  return ended;
}

RunningTill::RunningTill(const std::vector<std::string>& arguments, const std::filesystem::path& folder)
    : out_(NewFile()) {
  pid_ = Start(arguments, folder, {}, out_, out_.string() + ".err");
}

RunningTill::~RunningTill() {
  if (pid_ > 0) End(SIGKILL);
  std::filesystem::remove(out_);
  std::filesystem::remove(out_.string() + ".err");
}

int RunningTill::End(int signal) {
  ::kill(pid_, signal);
  return Wait();
}

int RunningTill::Wait() {
  const int code = WaitFor(pid_);
  pid_ = -1;
  return code;
}

std::string RunningTill::Out() const {
  const auto text = ReadFile(out_);
  return text.ok() ? *text : std::string();
}

std::filesystem::path RealData(const std::string& name) {
  const std::filesystem::path folder = Environment("TILL_DATA_DIR", TILL_SOURCE_DIR "/../shared/data");
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(folder / name, error);
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

std::string Environment(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

}  // namespace till::tests
