#pragma once

#include <vector>

#include "app/session.h"
#include "serve/api.h"

namespace till::app {

/// What the last run gives reason to look at: files that it refused, files that no feed takes or that are not ready,
/// and where files differ from their mapping, with the line to add.
Result<std::vector<serve::Attention>> LastRunAttention(Session& session);

}  // namespace till::app
