#pragma once

#include "app/session.h"
#include "serve/server.h"

namespace till::app {

/// How `till serve` and `till demo` serve.
struct Serving {
  serve::ServeOptions options;
  bool schedule = false;  ///< runs the scheduler as well
};

/// What the API answers from; valid while the session lives.
Result<serve::Sources> ApiSources(Session& session);

/// Serves the session's project until a signal ends it.
Result<Ending> Serve(Session& session, const Serving& serving, const Output& output);

}  // namespace till::app
