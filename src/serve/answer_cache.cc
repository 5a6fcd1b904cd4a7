#include "serve/answer_cache.h"

namespace till::serve {

std::optional<std::string> AnswerCache::Find(int64_t publication, const std::string& question) const {
  const std::scoped_lock lock(mutex_);
  if (publication != publication_) return std::nullopt;
  const auto found = answers_.find(question);
  return found == answers_.end() ? std::nullopt : std::optional(found->second);
}

void AnswerCache::Put(int64_t publication, const std::string& question, const std::string& answer) {
  const std::scoped_lock lock(mutex_);
  if (publication < publication_ || answer.size() > kMostBytes) return;
  if (publication > publication_) {
    answers_.clear();
    oldest_.clear();
    bytes_ = 0;
    publication_ = publication;
  }
  if (!answers_.try_emplace(question, answer).second) return;
  oldest_.push_back(question);
  bytes_ += answer.size();
  while (bytes_ > kMostBytes) {
    const auto found = answers_.find(oldest_.front());
    bytes_ -= found->second.size();
    answers_.erase(found);
    oldest_.pop_front();
  }
}

void AnswerCache::Clear() {
  const std::scoped_lock lock(mutex_);
  answers_.clear();
  oldest_.clear();
  bytes_ = 0;
}

}  // namespace till::serve
