#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "base/time.h"
#include "lake/object_store.h"

namespace till::lake {

/// Where the lease of a lake lies.
inline constexpr std::string_view kLeaseKey = "_till/lease.json";

/// Who wants the lease, and for how long.
struct LeaseTerms {
  std::string holder;            ///< unlike any other's, for people to find: "shop-pc:4711 20260105T063000Z-3fa9c1"
  std::string purpose;           ///< for people: "run 20260105T063000Z-3fa9c1"
  int64_t micros = 120'000'000;  ///< a holder that is silent for so long has lost it
};

/// An object of the lake that at most one holder has at a time: what dag::FileLock is to a machine, for processes of
/// several machines on one store. It keeps people from two runs at once; it need not be perfect, since create-if-absent
/// keeps publications right without it. Times are the holders' own clocks: where one is wrong by more than the term,
/// a lease may be taken from a holder that lives, which then learns so when it renews.
class Lease {
 public:
  /// Takes the lease at once, where it is free or has expired, or gives kConflict naming the holder, since when, for
  /// what and until when. `store` and `clock` must outlive it.
  static Result<Lease> Take(ObjectStore& store, Clock& clock, LeaseTerms terms);
  /// Gives it back.
  ~Lease();
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  /// Has it for another term from now. kConflict if it has been taken over meanwhile: for good. Another failure may
  /// pass; the lease is held until it expires. One thread at a time.
  Status Renew();

 private:
  struct State;
  explicit Lease(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Renews a lease three times a term, on a thread of its own, while it lives.
class LeaseKeeper {
 public:
  explicit LeaseKeeper(Lease lease, int64_t term_micros);
  /// Ends the thread and gives the lease back.
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  /// The error of the renewal that found the lease taken over; ok while it is held. Any thread.
  Status Check();

 private:
  void Keep(int64_t pause_micros);

  Lease lease_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stopped_ = false;
  Status lost_;
  std::thread thread_;
};

}  // namespace till::lake
