#pragma once

#include "base/result.h"
#include "project/project.h"
#include "project/toml.h"

namespace till::project {

/// Reads [feeds.<name>] with its tables. Every mistake names its place.
Result<Feed> ReadFeed(const TomlEntry& entry);

/// Reads one line of [feeds.<feed>.<table>.columns].
Result<ColumnRule> ReadColumnRule(const TomlEntry& entry, const retail::SourceTable& table);

}  // namespace till::project
