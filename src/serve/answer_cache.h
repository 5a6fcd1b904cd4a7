#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace till::serve {

/// The texts of answers that were given, so that a question asked again costs nothing. Holds at most `kMostBytes`; the
/// oldest answer goes first. Any thread may call any function.
class AnswerCache {
 public:
  static constexpr size_t kMostBytes = 64u << 20;

  /// The answer to `question` from publication `publication`, if it is held.
  std::optional<std::string> Find(int64_t publication, const std::string& question) const;
  /// Holds an answer. One of another publication than the newest that was put is not held; a newer one empties it.
  void Put(int64_t publication, const std::string& question, const std::string& answer);
  void Clear();

 private:
  mutable std::mutex mutex_;
  int64_t publication_ = 0;
  size_t bytes_ = 0;
  std::map<std::string, std::string> answers_;
  std::deque<std::string> oldest_;  // questions in the order in which they were put
};

}  // namespace till::serve
