#include "tests/external/redshift/facade/facade.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>

#include "base/files.h"
#include "tests/external/redshift/facade/client.h"
#include "tests/external/redshift/facade/translate.h"
#include "tests/external/redshift/facade/wire.h"

namespace till::testing_support {
namespace {

void Send(PGcancel* cancel) {
  std::array<char, 256> words{};
  PQcancel(cancel, words.data(), static_cast<int>(words.size()));
}

}  // namespace

RedshiftFacade::RedshiftFacade(std::string postgres, lake::ObjectStore& store, std::string url)
    : postgres_(std::move(postgres)), bucket_(store, std::move(url)) {}

Result<std::unique_ptr<RedshiftFacade>> RedshiftFacade::Start(const std::string& postgres, lake::ObjectStore& store,
                                                              std::string url) {
  std::unique_ptr<RedshiftFacade> facade(new RedshiftFacade(postgres, store, std::move(url)));
  TILL_ASSIGN(facade->recorder_, Backend::Connect(postgres));
  TILL_TRY(facade->recorder_->Execute("select pg_advisory_xact_lock(5439);" + std::string(RedshiftCatalog())));
  TILL_TRY(facade->Listen());
  facade->accepting_ = std::thread([&facade = *facade] { facade.Accept(); });
  return facade;
}

Status RedshiftFacade::Listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return SystemError("listen on", "127.0.0.1", errno);
  }
  port_ = ntohs(address.sin_port);
  return Ok();
}

RedshiftFacade::~RedshiftFacade() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const auto& [number, running] : running_) Send(running.cancel);
    for (const Wire* wire : open_) ::shutdown(wire->socket(), SHUT_RDWR);
  }
  if (listener_ >= 0) ::shutdown(listener_, SHUT_RDWR);
  if (accepting_.joinable()) accepting_.join();
  for (std::thread& thread : threads_) thread.join();
  if (listener_ >= 0) ::close(listener_);
}

void RedshiftFacade::Accept() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      ::close(socket);
      return;
    }
    auto wire = std::make_unique<Wire>(socket);
    open_.push_back(wire.get());
    threads_.emplace_back([this, wire = std::move(wire)]() mutable {
      ServeClient(*wire, *this);
      const std::lock_guard closing(mutex_);
      std::erase(open_, wire.get());
      wire.reset();
    });
  }
}

std::vector<std::string> RedshiftFacade::TakeSent() {
  const std::lock_guard lock(mutex_);
  return std::exchange(sent_, {});
}

void RedshiftFacade::Note(const std::string& statement) {
  const std::lock_guard lock(mutex_);
  sent_.push_back(statement);
}

Status RedshiftFacade::Record(int backend, const std::string& command, const Result<int64_t>& rows,
                              const std::vector<LoadError>& errors) {
  const std::lock_guard lock(mutex_);
  TILL_ASSIGN(const auto noted,
              recorder_->Ask("insert into redshift_catalog.commands (session_id, name, rows) values"
                             " ($1::integer, $2, cast(nullif($3, '') as bigint)) returning query_id",
                             {std::to_string(backend), command, rows.ok() ? std::to_string(*rows) : ""}));
  for (const LoadError& error : errors) {
    TILL_TRY(recorder_
                 ->Ask("insert into redshift_catalog.load_errors values ($1::bigint, $2, $3::bigint, $4, $5, $6,"
                       " left($7, 512))",
                       {*noted[0][0], error.file, std::to_string(error.line), error.column, error.type.substr(0, 10),
                        error.length, error.message})
                 .status());
  }
  return Ok();
}

std::pair<int, int> RedshiftFacade::Register(PGconn* connection) {
  const std::lock_guard lock(mutex_);
  const int secret = static_cast<int>(std::random_device()());
  running_[PQbackendPID(connection)] = {secret, PQgetCancel(connection)};
  return {PQbackendPID(connection), secret};
}

void RedshiftFacade::Cancel(int number, int secret) {
  const std::lock_guard lock(mutex_);
  const auto found = running_.find(number);
  if (found != running_.end() && found->second.secret == secret) Send(found->second.cancel);
}

void RedshiftFacade::Unregister(int number) {
  const std::lock_guard lock(mutex_);
  PQfreeCancel(running_[number].cancel);
  running_.erase(number);
}

}  // namespace till::testing_support
