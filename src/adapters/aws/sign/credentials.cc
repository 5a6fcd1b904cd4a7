#include "adapters/aws/sign/credentials.h"

namespace till::aws {
namespace {

constexpr int64_t kRefreshMicros = 5 * 60'000'000LL;
constexpr int64_t kPauseMicros = 30'000'000;

}  // namespace

Result<Credentials> CredentialsCache::Get() {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.Now();
  const auto good_for = [&](int64_t micros) {
    return current_ && (!current_->expires || now.micros + micros < current_->expires->micros);
  };
  if (good_for(kRefreshMicros) || (good_for(0) && now < next_try_)) return *current_;
  auto fresh = source_();
  if (fresh.ok()) current_ = *fresh;
  if (fresh.ok() || !good_for(0)) return fresh;
  next_try_ = {now.micros + kPauseMicros};
  return *current_;
}

void CredentialsCache::Refuse(const Credentials& refused) {
  const std::lock_guard lock(mutex_);
  if (current_ && current_->access_key == refused.access_key && current_->session_token == refused.session_token) {
    current_.reset();
  }
}

}  // namespace till::aws
