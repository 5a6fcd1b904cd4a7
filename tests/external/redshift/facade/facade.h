#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "lake/object_store.h"
#include "tests/external/redshift/facade/backend.h"
#include "tests/external/redshift/facade/bucket.h"
#include "tests/external/redshift/facade/copy.h"

namespace till::testing_support {

class Wire;

/// A server on 127.0.0.1 that takes what Redshift takes, refuses what Redshift refuses, and has a PostgreSQL do the
/// work: each client has a connection of its own there. Every statement is held against the rules of lint.h first.
/// COPY and UNLOAD it does itself, on objects of a store, within the client's transaction; why a COPY failed is read in
/// SYS_LOAD_ERROR_DETAIL. Statements of the system's own and clauses that PostgreSQL lacks are translated
/// (translate.h).
class RedshiftFacade {
 public:
  /// `postgres` is how libpq reaches a database of 15 or newer that compares texts by their bytes, as a role that may
  /// make schemas in it. `url` is where the objects of `store` stand. The store must outlive the façade.
  static Result<std::unique_ptr<RedshiftFacade>> Start(const std::string& postgres, lake::ObjectStore& store,
                                                       std::string url);
  ~RedshiftFacade();
  RedshiftFacade(const RedshiftFacade&) = delete;
  RedshiftFacade& operator=(const RedshiftFacade&) = delete;

  int port() const { return port_; }
  /// What was sent since the last call, in order of its arrival.
  std::vector<std::string> TakeSent();

  // For its clients' threads.
  const std::string& postgres() const { return postgres_; }
  const Bucket& bucket() const { return bucket_; }
  void Note(const std::string& statement);
  /// Remembers that the session of the backend did a "COPY" or "UNLOAD" of so many rows, or why it failed.
  Status Record(int backend, const std::string& command, const Result<int64_t>& rows,
                const std::vector<LoadError>& errors);
  /// What a cancel request must name to end what `connection` does: a number and a secret.
  std::pair<int, int> Register(PGconn* connection);
  void Cancel(int number, int secret);
  void Unregister(int number);

 private:
  struct Cancellable {
    int secret;
    PGcancel* cancel;
  };

  RedshiftFacade(std::string postgres, lake::ObjectStore& store, std::string url);
  Status Listen();
  void Accept();

  const std::string postgres_;
  const Bucket bucket_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::unique_ptr<Backend> recorder_;
  std::vector<std::string> sent_;
  std::map<int, Cancellable> running_;
  std::vector<Wire*> open_;
  std::vector<std::thread> threads_;
  bool stopped_ = false;
  std::thread accepting_;
};

}  // namespace till::testing_support
