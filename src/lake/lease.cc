#include "lake/lease.h"

#include <chrono>

#include "base/json.h"

namespace till::lake {
namespace {

constexpr std::string_view kWhat = "the lease";
/// Others may take and give back between a look and a try.
constexpr int kTries = 5;

/// What the lease's object says.
struct LeaseRecord {
  std::string holder;
  std::string purpose;
  Instant since;
  Instant expires;
};

std::string ToText(const LeaseRecord& record) {
  return till::ToText(Json{{"format", 1},
                           {"holder", record.holder},
                           {"purpose", record.purpose},
                           {"since", record.since.ToString()},
                           {"expires", record.expires.ToString()}});
}

Result<Instant> TimeOf(const Json& json, std::string_view name) {
  TILL_ASSIGN(const std::string text, Member<std::string>(json, name, kWhat));
  const auto time = Instant::Parse(text);
  if (!time) return Corrupt("cannot read the lease: member '" + std::string(name) + "' is no time");
  return *time;
}

Result<LeaseRecord> ParseRecord(std::string_view text) {
  TILL_ASSIGN(const Json json, ParseJson(text, kWhat));
  LeaseRecord record;
  TILL_ASSIGN(record.holder, Member<std::string>(json, "holder", kWhat));
  TILL_ASSIGN(record.purpose, Member<std::string>(json, "purpose", kWhat));
  TILL_ASSIGN(record.since, TimeOf(json, "since"));
  TILL_ASSIGN(record.expires, TimeOf(json, "expires"));
  return record;
}

Error HeldBy(const LeaseRecord& record) {
  return Conflict("cannot take lease '" + std::string(kLeaseKey) + "': '" + record.holder + "' holds it since " +
                      record.since.ToString() + " for " + record.purpose + ", until " + record.expires.ToString(),
                  "wait until it has ended, or stop it; it ends by itself when its holder is silent");
}

/// The lease as it is now.
struct Seen {
  LeaseRecord record;
  std::string etag;
};

/// Nothing if there is none. The etag is read first: if the object is replaced in between, a write by it is refused.
Result<std::optional<Seen>> Look(ObjectStore& store) {
  const auto info = store.Head(kLeaseKey);
  const auto text = info.ok() ? store.Get(kLeaseKey) : Result<std::string>(info.error());
  if (!text.ok() && text.error().code == Code::kNotFound) return std::optional<Seen>();
  if (!text.ok()) return text.error();
  TILL_ASSIGN(LeaseRecord record, ParseRecord(*text));
  return std::optional(Seen{std::move(record), info->etag});
}

}  // namespace

struct Lease::State {
  ObjectStore& store;
  Clock& clock;
  LeaseTerms terms;
  Instant since;
  bool lost = false;

  LeaseRecord Record(Instant expires) const { return {terms.holder, terms.purpose, since, expires}; }
  LeaseRecord RecordFrom(Instant now) const { return Record({now.micros + terms.micros}); }
  /// Writes `record` over our own; kConflict if somebody else's is there by now.
  Status Replace(const LeaseRecord& record) {
    TILL_ASSIGN(const std::optional<Seen> seen, Look(store));
    const bool ours = seen && seen->record.holder == terms.holder && seen->record.since == since;
    if (!ours) {
      lost = true;
      return seen ? HeldBy(seen->record) : Conflict("cannot renew lease '" + std::string(kLeaseKey) + "': it is gone");
    }
    const std::string text = ToText(record);
    return store.PutIfMatch(kLeaseKey, std::string_view(text), seen->etag);
  }
};

Lease::Lease(std::unique_ptr<State> state) : state_(std::move(state)) {}

Lease::Lease(Lease&& other) noexcept = default;

Result<Lease> Lease::Take(ObjectStore& store, Clock& clock, LeaseTerms terms) {
  for (int i = 0; i < kTries; ++i) {
    TILL_ASSIGN(const std::optional<Seen> seen, Look(store));
    const Instant now = clock.Now();
    if (seen && now < seen->record.expires) return HeldBy(seen->record);
    auto state = std::make_unique<State>(State{store, clock, terms, now});
    const std::string text = ToText(state->RecordFrom(now));
    const Body body = std::string_view(text);
    const Status taken = seen ? store.PutIfMatch(kLeaseKey, body, seen->etag) : store.PutIfAbsent(kLeaseKey, body);
    if (taken.ok()) return Lease(std::move(state));
    if (taken.error().code != Code::kConflict) return taken.error();
  }
  return Conflict("cannot take lease '" + std::string(kLeaseKey) + "': others take it and give it back all the time");
}

Status Lease::Renew() { return state_->Replace(state_->RecordFrom(state_->clock.Now())); }

Lease::~Lease() {
  if (state_ == nullptr || state_->lost) return;
  // By an expiry that has come rather than by Delete, which could not see that the lease is another's by now.
  (void)state_->Replace(state_->Record(state_->clock.Now())).ok();
}

LeaseKeeper::LeaseKeeper(Lease lease, int64_t term_micros)
    : lease_(std::move(lease)), thread_([this, term_micros] { Keep(term_micros / 3); }) {}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  stopping_.notify_all();
  thread_.join();
}

Status LeaseKeeper::Check() {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void LeaseKeeper::Keep(int64_t pause_micros) {
  std::unique_lock lock(mutex_);
  while (!stopping_.wait_for(lock, std::chrono::microseconds(pause_micros), [this] { return stopped_; })) {
    lock.unlock();
    const Status renewed = lease_.Renew();
    lock.lock();
    if (renewed.ok() || renewed.error().code != Code::kConflict) continue;
    lost_ = renewed;
    return;
  }
}

}  // namespace till::lake
