#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lake/object_store.h"

namespace till::testing {

/// A store in front of another one, which counts calls and can break at one of them.
///
/// fail_at = n: the n-th call from now on (1 is the next) and all after it return kUnavailable and do nothing, as when
/// the network is gone or the process died. lose_at = n: the n-th write is done and returns kUnavailable.
/// before_write(n, key) and after_write(n, key): called around the n-th write (put of any kind or delete), from where a
/// test may kill the process or let somebody else act.
class FaultyStore : public lake::ObjectStore {
 public:
  explicit FaultyStore(lake::ObjectStore& store) : store_(store) {}

  void FailAt(int64_t n) { fail_at_ = calls_ + n; }
  void FailAtWrite(int64_t n) { fail_at_write_ = writes_ + n; }
  void LoseAnswerAt(int64_t n) { lose_at_ = writes_ + n; }
  void Heal() { fail_at_ = fail_at_write_ = lose_at_ = INT64_MAX; }
  int64_t calls() const { return calls_; }
  int64_t writes() const { return writes_; }

  std::function<void(int64_t n, std::string_view key)> before_write = [](int64_t, std::string_view) {};
  std::function<void(int64_t n, std::string_view key)> after_write = [](int64_t, std::string_view) {};

  Result<std::vector<lake::ObjectInfo>> List(std::string_view prefix) override {
    TILL_TRY(Call());
    return store_.List(prefix);
  }
  Result<lake::ObjectInfo> Head(std::string_view key) override {
    TILL_TRY(Call());
    return store_.Head(key);
  }
  Result<std::string> Get(std::string_view key, int64_t offset = 0, int64_t length = INT64_MAX) override {
    TILL_TRY(Call());
    return store_.Get(key, offset, length);
  }
  Result<std::filesystem::path> Fetch(std::string_view key) override {
    TILL_TRY(Call());
    return store_.Fetch(key);
  }
  Status Put(std::string_view key, const lake::Body& body) override {
    return Write(key, [&] { return store_.Put(key, body); });
  }
  Status PutIfAbsent(std::string_view key, const lake::Body& body) override {
    return Write(key, [&] { return store_.PutIfAbsent(key, body); });
  }
  Status PutIfMatch(std::string_view key, const lake::Body& body, std::string_view etag) override {
    return Write(key, [&] { return store_.PutIfMatch(key, body, etag); });
  }
  Status Delete(std::string_view key) override {
    return Write(key, [&] { return store_.Delete(key); });
  }
  Status Sync() override {
    TILL_TRY(Call());
    return store_.Sync();
  }

 private:
  Status Call() {
    if (++calls_ >= fail_at_) return Unavailable("cannot reach the store: this call fails in the test");
    return Ok();
  }

  template <typename Act>
  Status Write(std::string_view key, Act act) {
    TILL_TRY(Call());
    const int64_t n = ++writes_;
    if (n >= fail_at_write_) return Unavailable("cannot reach the store: this write fails in the test");
    before_write(n, key);
    TILL_TRY(act());
    after_write(n, key);
    if (n == lose_at_) return Unavailable("cannot reach the store: this answer is lost in the test");
    return Ok();
  }

  lake::ObjectStore& store_;
  std::atomic<int64_t> calls_ = 0;
  std::atomic<int64_t> writes_ = 0;
  std::atomic<int64_t> fail_at_ = INT64_MAX;
  std::atomic<int64_t> fail_at_write_ = INT64_MAX;
  std::atomic<int64_t> lose_at_ = INT64_MAX;
};

}  // namespace till::testing
