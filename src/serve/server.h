#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/assets.h"
#include "base/log.h"
#include "base/result.h"
#include "serve/api.h"

namespace till::serve {

struct ServeOptions {
  std::string listen = "127.0.0.1";
  uint16_t port = 8080;            ///< 0: one that is free
  std::vector<std::string> hosts;  ///< names under which it may be reached, besides the loopback ones
};

/// The dashboards and the API, on one project. A publication that appears while it runs is taken up within about a
/// second and told to every open page; so are changed definitions.
class Server {
 public:
  /// Opens the newest publication, if there is one, and begins to listen. `web` is the web bundle. All that is given
  /// outlives the Server. kUnavailable if the port is in use, kInvalid as CheckListen.
  static Result<std::unique_ptr<Server>> Start(const ServeOptions& options, Sources sources, std::span<const Asset> web,
                                               Log& log);
  virtual ~Server() = default;

  virtual uint16_t port() const = 0;
  /// Serves until Stop. One thread.
  virtual void Run() = 0;
  /// Ends Run. Any thread.
  virtual void Stop() = 0;
  /// Looks for a new publication at once. Any thread.
  virtual void Notify() = 0;
};

}  // namespace till::serve
